import { Checkbox } from 'antd';
import { memo, type Ref } from 'react';
import { Link } from 'wouter';
import type { TaskView } from '../api/views.ts';
import { useWords } from '../language/words.ts';
import { Status } from '../states/status.tsx';
import { cameBack, Due, Holder, usePlaceOf, useStepLabel } from '../tasks/task-facts.tsx';
import { TASK_WORDS } from '../tasks/words.ts';
import { INBOX_WORDS } from './words.ts';

interface Props {
  readonly task: TaskView;
  readonly chosen: boolean;
  readonly onChoose: (task: TaskView, chosen: boolean) => void;
  readonly link?: Ref<HTMLAnchorElement>;
}

const URGENT = 10;

/** One task: what to do, where, how much, who has it, until when, and why it came back. */
export const TaskRow = memo(function TaskRow({ task, chosen, onChoose, link }: Props) {
  const t = useWords(TASK_WORDS);
  const inbox = useWords(INBOX_WORDS);
  const placeOf = usePlaceOf();
  const stepLabel = useStepLabel();
  const what = `${stepLabel(task)}, ${placeOf(task)}`;
  return (
    <li className="task-row" data-task={task.id}>
      <Checkbox
        checked={chosen}
        onChange={({ target }) => onChoose(task, target.checked)}
        aria-label={inbox('choose', { what })}
      />
      <div className="task-what">
        <Link href={`/tasks/${task.id}`} className="task-link" ref={link}>
          {stepLabel(task)}
        </Link>{' '}
        {task.priority >= URGENT ? <Status tone="bad">{t('urgent')}</Status> : null}
        <div className="muted">{placeOf(task)}</div>
        {cameBack(task) ? (
          <div className="task-why">
            <strong>{t('round', { n: task.round })}</strong>
            {task.reason === null ? null : `: ${task.reason}`}
          </div>
        ) : null}
        {task.reason === 'no_eligible_person' ? <div className="task-why">{t('noEligible')}</div> : null}
      </div>
      <div className="task-count numeric">
        {task.preparing ? (
          <Status tone="brand">{t('preparing')}</Status>
        ) : task.listId === null ? null : (
          t('records', { n: task.recordCount })
        )}
      </div>
      <div className="task-holder">
        <Holder task={task} />
      </div>
      <div className="task-due">
        <Due task={task} />
      </div>
    </li>
  );
});
