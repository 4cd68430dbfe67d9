import { Input } from 'antd';
import { useDeferredValue, useMemo, useState, type ReactNode } from 'react';
import type { RecordView } from '../api/views.ts';
import { formatNumber } from '../language/format.ts';
import { useWords } from '../language/words.ts';
import { ErrorMessage } from '../states/states.tsx';
import { useRecords, type RecordStore } from './record-store.ts';
import { fold, matches } from './searching.ts';
import { RECORD_WORDS } from './words.ts';

export interface Chip {
  readonly key: string;
  readonly label: string;
  readonly holds: (record: RecordView) => boolean;
}

export interface Browsed {
  /** What the filters leave. */
  readonly shown: readonly RecordView[];
  readonly all: readonly RecordView[];
  /** The search and the chips. */
  readonly tools: ReactNode;
}

/** Search and filter chips over all records of a task. The chips count what is there. */
export function useBrowser(
  store: RecordStore,
  total: number,
  chips: readonly Chip[],
  first = 'all',
): Browsed {
  const t = useWords(RECORD_WORDS);
  const { records, loaded, error } = useRecords(store);
  const [text, setText] = useState('');
  const [chip, setChip] = useState(first);
  const wanted = useDeferredValue(text);
  const present = chips.find(({ key }) => key === chip);
  const folded = useMemo(() => fold(wanted.trim()), [wanted]);
  const shown = useMemo(
    () => records.filter((record) => (present?.holds(record) ?? true) && matches(record, folded)),
    [records, present, folded],
  );
  const counts = useMemo(
    () =>
      new Map(
        chips.map(({ key, holds }) => [
          key,
          records.reduce((sum, record) => sum + (holds(record) ? 1 : 0), 0),
        ]),
      ),
    [chips, records],
  );
  const tools = (
    <div className="step-tools no-print" role="search">
      <Input
        allowClear
        className="grow record-search"
        value={text}
        placeholder={t('search')}
        aria-label={t('search')}
        onChange={({ target }) => setText(target.value)}
      />
      <div className="chips" role="group" aria-label={t('filter')}>
        {[{ key: 'all', label: t('all') }, ...chips].map(({ key, label }) => (
          <button
            key={key}
            type="button"
            className="chip"
            aria-pressed={key === chip}
            onClick={({ currentTarget, detail }) => {
              setChip(key);
              // After a click with the mouse the keys belong to the records again.
              if (detail > 0) currentTarget.blur();
            }}
          >
            {label}{' '}
            <span className="numeric">
              {formatNumber(key === 'all' ? records.length : (counts.get(key) ?? 0))}
            </span>
          </button>
        ))}
      </div>
      <span className="muted" role="status">
        {loaded === 'loading' && records.length < total
          ? t('loadingRest', { n: records.length, all: total })
          : t('shown', { n: shown.length, all: records.length })}
      </span>
      {loaded === 'failed' ? <ErrorMessage error={error} retry={() => void store.load()} /> : null}
    </div>
  );
  return { shown, all: records, tools };
}

/** Records that a person has marked. */
export function useChosen(): readonly [
  ReadonlySet<number>,
  (recordNos: readonly number[], chosen: boolean) => void,
  () => void,
] {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const choose = useMemo(
    () =>
      (recordNos: readonly number[], wanted: boolean): void =>
        setChosen((before) => {
          const after = new Set(before);
          for (const recordNo of recordNos)
            if (wanted) after.add(recordNo);
            else after.delete(recordNo);
          return after;
        }),
    [],
  );
  return [chosen, choose, () => setChosen(new Set())];
}
