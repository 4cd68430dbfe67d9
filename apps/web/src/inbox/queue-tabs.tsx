import type { QueueName } from '../api/views.ts';
import { formatNumber } from '../language/format.ts';
import { useWords } from '../language/words.ts';
import { useQueueCounts } from './use-inbox.ts';
import { INBOX_WORDS } from './words.ts';

interface Props {
  readonly present: QueueName;
  readonly onChoose: (queue: QueueName) => void;
}

/** The queues of the post with how many tasks each has, counted by the server at one moment. */
export function QueueTabs({ present, onChoose }: Props) {
  const t = useWords(INBOX_WORDS);
  const { data } = useQueueCounts();
  if (data === undefined) return <div className="queue-tabs" />;
  // An empty queue that most people never have is only shown while one looks at it.
  const shown = data.items.filter(
    ({ queue, count }) => queue === 'role' || queue === 'personal' || queue === present || count > 0,
  );
  return (
    <div className="queue-tabs" role="group" aria-label={t('queues')}>
      {shown.map(({ queue, count, overdue }) => (
        <button
          key={queue}
          type="button"
          className={queue === present ? 'queue-tab queue-here' : 'queue-tab'}
          aria-pressed={queue === present}
          onClick={() => onChoose(queue)}
        >
          {t(queue)} <span className="queue-count numeric">{formatNumber(count)}</span>
          {overdue > 0 ? (
            <span className="queue-late numeric">
              {t('late')} {formatNumber(overdue)}
            </span>
          ) : null}
        </button>
      ))}
    </div>
  );
}
