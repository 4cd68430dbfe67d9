import type { ReactNode } from 'react';
import { formatDay, formatNumber, formatShare } from '../language/format.ts';
import { useWords } from '../language/words.ts';
import type { ProgressAnswer } from './views.ts';
import { SUPERVISION_WORDS } from './words.ts';

/** The figures a supervisor opens the page for. */
export function Summary({ answer }: { readonly answer: ProgressAnswer }) {
  const t = useWords(SUPERVISION_WORDS);
  const sum = (of: (row: ProgressAnswer['items'][number]) => number): number =>
    answer.items.reduce((total, row) => total + of(row), 0);
  const records = sum(({ records }) => records);
  const ended = sum(({ ended }) => ended);
  const overdue = sum(({ overdue }) => overdue);
  const { remaining, perDay, endAt } = answer.forecast;
  return (
    <dl className="figures">
      <Figure name={t('records')}>{formatNumber(records)}</Figure>
      <Figure name={t('ended')} note={records === 0 ? undefined : formatShare(ended / records)}>
        {formatNumber(ended)}
      </Figure>
      <Figure name={t('openTasks')}>{formatNumber(sum(({ openTasks }) => openTasks))}</Figure>
      <Figure name={t('overdue')} bad={overdue > 0}>
        {formatNumber(overdue)}
      </Figure>
      <Figure name={t('nearBreach')}>{formatNumber(sum(({ nearBreach }) => nearBreach))}</Figure>
      <Figure
        name={t('forecast')}
        note={perDay > 0 ? t('forecastPace', { n: Math.round(perDay) }) : undefined}
      >
        {endAt !== null
          ? formatDay(endAt)
          : remaining === 0 && records > 0
            ? t('nothingLeft')
            : t('forecastNone')}
      </Figure>
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly note?: string | undefined;
  readonly bad?: boolean;
  readonly children: ReactNode;
}

function Figure({ name, note, bad = false, children }: FigureProps) {
  return (
    <div className={bad ? 'card figure figure-bad' : 'card figure'}>
      <dt>{name}</dt>
      <dd>
        <span className="figure-value numeric">{children}</span>
        {note === undefined ? null : <span className="muted"> {note}</span>}
      </dd>
    </div>
  );
}
