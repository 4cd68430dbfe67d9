import { formatMoment, formatNumber, formatShare } from '../language/format.ts';
import { labelOf, STAGE_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { Status } from '../states/status.tsx';
import type { Level, ProgressRow } from './views.ts';
import { LEVEL_LABELS, SUPERVISION_WORDS } from './words.ts';

const HOUR_MS = 3_600_000;

interface ProgressTableProps {
  readonly level: Level;
  readonly rows: readonly ProgressRow[];
  /** Undefined where nothing is below. */
  readonly onOpen?: ((row: ProgressRow) => void) | undefined;
  readonly officeName: (officeId: string) => string;
}

/** Working hours with one decimal, as a day has eight of them. */
function hours(ms: number | null): string {
  return ms === null ? '' : formatNumber(Math.round((ms / HOUR_MS) * 10) / 10);
}

/** One row per unit, step or office: how far, who holds, how long, what is late. */
export function ProgressTable({ level, rows, onOpen, officeName }: ProgressTableProps) {
  const t = useWords(SUPERVISION_WORDS);
  const language = useLanguage();
  const nameOf = ({ key, name }: ProgressRow): string =>
    level === 'step' ? say(labelOf(STAGE_LABELS, key ?? ''), language) : (name ?? key ?? t('noName'));
  const label = say(LEVEL_LABELS[level], language);
  return (
    <div className="card table-scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{label}</th>
            {(['records', 'ended', 'share', 'overdue', 'nearBreach', 'mean', 'longest'] as const).map(
              (key) => (
                <th key={key} scope="col" className="numeric">
                  {t(key)}
                </th>
              ),
            )}
            <th scope="col">{t('oldest')}</th>
            <th scope="col">{t('holders')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key ?? ''}>
              <th scope="row">
                {onOpen === undefined || row.key === null ? (
                  nameOf(row)
                ) : (
                  <button type="button" className="link-button" onClick={() => onOpen(row)}>
                    {nameOf(row)}
                  </button>
                )}
              </th>
              <td className="numeric">{formatNumber(row.records)}</td>
              <td className="numeric">{formatNumber(row.ended)}</td>
              <td className="numeric">{row.records === 0 ? '' : formatShare(row.ended / row.records)}</td>
              <td className="numeric">
                {row.overdue > 0 ? <Status tone="bad">{formatNumber(row.overdue)}</Status> : 0}
              </td>
              <td className="numeric">{formatNumber(row.nearBreach)}</td>
              <td className="numeric">{hours(row.meanWorkMs)}</td>
              <td className="numeric">{hours(row.longestWorkMs)}</td>
              <td>{row.oldestSince === null ? '' : formatMoment(row.oldestSince)}</td>
              <td className="holders">
                {row.holders.map(({ officeId, count }) => (
                  <div key={officeId}>{t('holder', { office: officeName(officeId), n: count })}</div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted">{t('hoursHint')}</p>
    </div>
  );
}
