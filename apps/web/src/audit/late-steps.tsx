import { useQuery } from '@tanstack/react-query';
import { get } from '../api/calls.ts';
import { formatMoment } from '../language/format.ts';
import { labelOf, STEP_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import type { LateStep } from './views.ts';
import { AUDIT_WORDS } from './words.ts';

/** What was late in the list, and through whom. */
export function LateSteps({ listId }: { readonly listId: string }) {
  const t = useWords(AUDIT_WORDS);
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ['lists', listId, 'late'],
    queryFn: ({ signal }) =>
      get<{ items: readonly LateStep[] }>('/lists/{id}/late', { path: { id: listId }, signal }),
  });
  if (data === undefined) return null;
  return (
    <section className="card" aria-labelledby="late-steps">
      <h2 id="late-steps">{t('late')}</h2>
      {data.items.length === 0 ? <p className="muted">{t('lateNone')}</p> : null}
      <ul className="plain-list">
        {data.items.map(({ taskId, step, office, dueAt, completedAt }) => (
          <li key={taskId}>
            {t(completedAt === null ? 'lateOpen' : 'lateItem', {
              step: say(labelOf(STEP_LABELS, step), language),
              office: office.name,
              due: formatMoment(dueAt),
              done: completedAt === null ? '' : formatMoment(completedAt),
            })}
          </li>
        ))}
      </ul>
    </section>
  );
}
