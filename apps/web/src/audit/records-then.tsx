import { Button, Input } from 'antd';
import { useMemo, useState } from 'react';
import { formatBirthDate } from '../language/format.ts';
import { useWords } from '../language/words.ts';
import { ErrorMessage } from '../states/states.tsx';
import { Looks } from './looks.tsx';
import { useRecordsAsOf } from './use-past.ts';
import type { EventView, State } from './views.ts';
import { AUDIT_WORDS } from './words.ts';

const FEWEST_WORDS = 10;

const COLUMNS = [
  ['name', 'full_name'],
  ['birth', 'date_of_birth'],
  ['gender', 'gender'],
  ['number', 'id_number'],
  ['village', 'village_outcome'],
  ['police', 'police_outcome'],
] as const;

interface RecordsThenProps {
  readonly listId: string;
  readonly event: EventView | undefined;
  readonly before: EventView | undefined;
  readonly maySeeLooks: boolean;
}

/** The table as it was: what the event changed is marked, with the value before. Personal data is asked for with a purpose. */
export function RecordsThen({ listId, event, before, maySeeLooks }: RecordsThenProps) {
  const t = useWords(AUDIT_WORDS);
  const [typed, setTyped] = useState('');
  const [purpose, setPurpose] = useState<string | null>(null);
  const [looked, setLooked] = useState<number | null>(null);
  const then = useRecordsAsOf(listId, event, purpose);
  const earlier = useRecordsAsOf(listId, before, purpose);
  const records = then.data?.pages.flatMap(({ items }) => items) ?? [];
  const was = useMemo(
    () =>
      new Map(
        earlier.data?.pages.flatMap(({ items }) => items).map(({ recordNo, state }) => [recordNo, state]),
      ),
    [earlier.data],
  );
  return (
    <section className="card" aria-labelledby="records-then">
      <h2 id="records-then">{t('records')}</h2>
      {purpose === null ? (
        <form
          className="purpose"
          onSubmit={(submitted) => {
            submitted.preventDefault();
            if (typed.trim().length >= FEWEST_WORDS) setPurpose(typed.trim());
          }}
        >
          <label htmlFor="purpose">{t('purpose')}</label>
          <Input
            id="purpose"
            value={typed}
            maxLength={500}
            aria-describedby="purpose-hint"
            onChange={({ target }) => setTyped(target.value)}
          />
          <Button type="primary" htmlType="submit" disabled={typed.trim().length < FEWEST_WORDS}>
            {t('show')}
          </Button>
          <p id="purpose-hint" className="muted">
            {t('purposeHint')} {t('purposeShort')}
          </p>
        </form>
      ) : (
        <>
          {then.isError ? <ErrorMessage error={then.error} retry={() => void then.refetch()} /> : null}
          <div className="table-scroll" tabIndex={0} role="region" aria-label={t('records')}>
            <table className="plain-table">
              <thead>
                <tr>
                  <th scope="col">{t('no')}</th>
                  {COLUMNS.map(([key]) => (
                    <th key={key} scope="col">
                      {t(key)}
                    </th>
                  ))}
                  {maySeeLooks ? <th scope="col">{t('looks')}</th> : null}
                </tr>
              </thead>
              <tbody>
                {records.map(({ recordNo, state }) => (
                  <tr key={recordNo}>
                    <th scope="row" className="numeric">
                      {recordNo}
                    </th>
                    {COLUMNS.map(([key, column]) => (
                      <Cell key={key} column={column} state={state} before={was.get(recordNo)} />
                    ))}
                    {maySeeLooks ? (
                      <td>
                        <Button
                          size="small"
                          aria-label={t('looksOf', { no: recordNo })}
                          onClick={() => setLooked(recordNo)}
                        >
                          {t('looks')}
                        </Button>
                      </td>
                    ) : null}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {then.hasNextPage ? (
            <Button
              loading={then.isFetchingNextPage}
              onClick={() => {
                void then.fetchNextPage();
                if (earlier.hasNextPage) void earlier.fetchNextPage();
              }}
            >
              {t('more')}
            </Button>
          ) : null}
        </>
      )}
      {looked === null ? null : <Looks listId={listId} recordNo={looked} onClose={() => setLooked(null)} />}
    </section>
  );
}

function Cell({
  column,
  state,
  before,
}: {
  readonly column: string;
  readonly state: State;
  readonly before: State | undefined;
}) {
  const t = useWords(AUDIT_WORDS);
  const shown = (value: unknown): string =>
    typeof value !== 'string' ? '' : column === 'date_of_birth' ? formatBirthDate(value) : value;
  const changed = before !== undefined && (before[column] ?? null) !== (state[column] ?? null);
  return (
    <td className={changed ? 'just-changed' : undefined}>
      {shown(state[column])}
      {changed ? (
        <span className="was">{t('was', { value: shown(before[column]) || t('empty') })}</span>
      ) : null}
    </td>
  );
}
