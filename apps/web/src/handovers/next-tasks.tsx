import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { get } from '../api/calls.ts';
import type { ListProgressView, TaskView } from '../api/views.ts';
import { formatMoment } from '../language/format.ts';
import { STEP_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { HANDOVER_WORDS } from './words.ts';

type Progress = ListProgressView & {
  readonly openTasks: readonly Pick<TaskView, 'id' | 'step' | 'scope' | 'officeId' | 'dueAt' | 'state'>[];
};

/** What comes next in the list, and until when. */
export function NextTasks({ listId }: { readonly listId: string }) {
  const t = useWords(HANDOVER_WORDS);
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ['lists', listId, 'progress'],
    queryFn: () => get<Progress>('/lists/{id}/progress', { path: { id: listId } }),
  });
  if (data === undefined || data.openTasks.length === 0) return null;
  return (
    <section className="card" aria-labelledby="handover-next">
      <h2 id="handover-next">{t('next')}</h2>
      <ul>
        {data.openTasks.map(({ id, step, dueAt, scope }) => (
          <li key={id}>
            <Link href={`/tasks/${id}`}>{say(STEP_LABELS[step], language)}</Link> {scope} ·{' '}
            {formatMoment(dueAt)}
          </li>
        ))}
      </ul>
    </section>
  );
}
