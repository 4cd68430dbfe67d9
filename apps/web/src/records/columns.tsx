import { useMemo } from 'react';
import type { RecordView } from '../api/views.ts';
import {
  DEFECT_LABELS,
  labelOf,
  POLICE_OUTCOME_LABELS,
  SHORT_DEFECT_LABELS,
  VILLAGE_OUTCOME_LABELS,
} from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { Status, type Tone } from '../states/status.tsx';
import type { Column } from './record-table.tsx';
import { Value } from './value.tsx';
import { RECORD_WORDS } from './words.ts';

const TONES: Readonly<Record<string, Tone>> = {
  confirmed: 'good',
  matches: 'good',
  corrected: 'brand',
  list_corrected: 'brand',
  number_supplied: 'brand',
  population_corrected: 'brand',
  supplemented: 'brand',
  exempt: 'neutral',
  not_in_population: 'warn',
  cannot_verify: 'warn',
};

/** The outcome of a step in words; nothing decided yet says so. */
export function Outcome({ outcome }: { readonly outcome: string | null }) {
  const t = useWords(RECORD_WORDS);
  const language = useLanguage();
  if (outcome === null) return <span className="muted">{t('undecided')}</span>;
  const labels = { ...VILLAGE_OUTCOME_LABELS, ...POLICE_OUTCOME_LABELS };
  return <Status tone={TONES[outcome] ?? 'warn'}>{say(labelOf(labels, outcome), language)}</Status>;
}

/** The official groups of what is wrong; `short` for tables. */
export function Defects({
  record,
  short = false,
}: {
  readonly record: RecordView;
  readonly short?: boolean;
}) {
  const language = useLanguage();
  const labels = short ? SHORT_DEFECT_LABELS : DEFECT_LABELS;
  const words = record.defects.map((defect) => say(labelOf(labels, defect), language)).join('; ');
  return <span title={words}>{words}</span>;
}

/** The columns that every table of records begins with. */
export function usePersonColumns(): readonly Column[] {
  const t = useWords(RECORD_WORDS);
  return useMemo(
    () => [
      {
        key: 'no',
        title: t('no'),
        width: '3rem',
        cell: ({ recordNo }) => <span className="numeric">{recordNo}</span>,
      },
      {
        key: 'name',
        title: t('name'),
        width: 'minmax(7.5rem, 1.5fr)',
        cell: (record) => <Value record={record} field="fullName" />,
      },
      {
        key: 'birth',
        title: t('birth'),
        width: '6.5rem',
        wide: true,
        cell: (record) => <Value record={record} field="dateOfBirth" />,
      },
      {
        key: 'number',
        title: t('number'),
        width: '8.2rem',
        cell: (record) => (
          <span className="numeric">
            <Value record={record} field="idNumber" />
          </span>
        ),
      },
    ],
    [t],
  );
}
