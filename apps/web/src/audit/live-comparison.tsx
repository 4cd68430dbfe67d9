import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { get } from '../api/calls.ts';
import { labelOf } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { Status } from '../states/status.tsx';
import { useRefusal } from '../states/refusal.tsx';
import type { Comparison } from './views.ts';
import { AUDIT_WORDS, PROBLEM_LABELS } from './words.ts';

/** Builds the list again from its events and compares every table with it, at the press of a button. */
export function LiveComparison({ listId }: { readonly listId: string }) {
  const t = useWords(AUDIT_WORDS);
  const language = useLanguage();
  const refused = useRefusal();
  const compare = useMutation({
    mutationFn: () => get<Comparison>('/lists/{id}/comparison', { path: { id: listId } }),
    onError: refused,
  });
  const { data } = compare;
  return (
    <section className="card" aria-labelledby="live-comparison">
      <h2 id="live-comparison">{t('compare')}</h2>
      <Button loading={compare.isPending} onClick={() => compare.mutate()}>
        {t('compare')}
      </Button>
      <div aria-live="polite">
        {compare.isPending ? <p className="muted">{t('comparing')}</p> : null}
        {data === undefined ? null : data.differences === 0 ? (
          <p className="verdict">
            <Status tone="good">{t('same', { records: data.records, events: data.events })}</Status>
          </p>
        ) : (
          <>
            <p className="verdict">
              <Status tone="bad">{t('differs', { n: data.differences })}</Status>
            </p>
            <table className="plain-table">
              <thead>
                <tr>
                  {(['where', 'row', 'column', 'problem'] as const).map((key) => (
                    <th key={key} scope="col">
                      {t(key)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {data.findings.map(({ table, row, column, problem }) => (
                  <tr key={`${table} ${row} ${column} ${problem}`}>
                    <td>{table}</td>
                    <td>{row}</td>
                    <td>{column}</td>
                    <td>{say(labelOf(PROBLEM_LABELS, problem), language)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
      </div>
    </section>
  );
}
