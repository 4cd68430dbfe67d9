import { lazy, Suspense, useMemo } from 'react';
import { PARCEL_STAGES } from '#domain/process/states';
import { STAGE_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { Loading } from '../states/states.tsx';
import type { ProgressRow } from './views.ts';
import { SUPERVISION_WORDS } from './words.ts';

const Bars = lazy(() => import('./bars.tsx'));
const STAGES = PARCEL_STAGES.filter((stage) => stage !== 'regrouped');
const HOUR_MS = 3_600_000;
const WORST = 8;

/** Where records stand on the chain. */
export function Funnel({ rows }: { readonly rows: readonly ProgressRow[] }) {
  const t = useWords(SUPERVISION_WORDS);
  const language = useLanguage();
  const bars = useMemo(
    () =>
      STAGES.map((stage) => ({
        name: say(STAGE_LABELS[stage], language),
        value: rows.reduce((sum, { byStage }) => sum + (byStage[stage] ?? 0), 0),
      })),
    [rows, language],
  );
  return <Chart title={t('funnel')} bars={bars} />;
}

/** The offices with the records that have waited longest, in working hours. */
export function Waiting({ rows }: { readonly rows: readonly ProgressRow[] }) {
  const t = useWords(SUPERVISION_WORDS);
  const bars = useMemo(
    () =>
      rows
        .filter(({ longestWorkMs }) => longestWorkMs !== null)
        .sort((one, other) => (other.longestWorkMs ?? 0) - (one.longestWorkMs ?? 0))
        .slice(0, WORST)
        .map(({ key, name, longestWorkMs }) => ({
          name: name ?? key ?? '',
          value: Math.round(((longestWorkMs ?? 0) / HOUR_MS) * 10) / 10,
        })),
    [rows],
  );
  if (bars.length === 0) return null;
  return <Chart title={t('waiting')} bars={bars} />;
}

function Chart({
  title,
  bars,
}: {
  readonly title: string;
  readonly bars: readonly { readonly name: string; readonly value: number }[];
}) {
  return (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      <Suspense fallback={<Loading />}>
        <Bars label={title} bars={bars} />
      </Suspense>
      <table className="visually-hidden">
        <caption>{title}</caption>
        <tbody>
          {bars.map(({ name, value }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
