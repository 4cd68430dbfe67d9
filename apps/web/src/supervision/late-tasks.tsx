import { Button } from 'antd';
import { Link } from 'wouter';
import { formatMoment } from '../language/format.ts';
import { labelOf, STEP_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { useLateTasks, type Scope } from './use-progress.ts';
import { SUPERVISION_WORDS } from './words.ts';

/** What is late, who has it, and whom the silence was told to. */
export function LateTasks({ scope }: { readonly scope: Scope }) {
  const t = useWords(SUPERVISION_WORDS);
  const language = useLanguage();
  const query = useLateTasks(scope);
  const tasks = query.data?.pages.flatMap(({ items }) => items) ?? [];
  if (!query.isSuccess) return null;
  return (
    <section className="card" aria-labelledby="late-tasks">
      <h2 id="late-tasks">{t('late')}</h2>
      {tasks.length === 0 ? (
        <p className="muted">{t('lateNone')}</p>
      ) : (
        <div className="table-scroll" tabIndex={0} role="region" aria-label={t('late')}>
          <table className="plain-table">
            <thead>
              <tr>
                {(['office', 'step', 'due', 'claimedBy', 'escalated'] as const).map((key) => (
                  <th key={key} scope="col">
                    {t(key)}
                  </th>
                ))}
                <th scope="col">
                  <span className="visually-hidden">{t('openList')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {tasks.map((task) => {
                const last = task.escalations.at(-1);
                return (
                  <tr key={task.taskId}>
                    <th scope="row">{task.officeName}</th>
                    <td>{say(labelOf(STEP_LABELS, task.step), language)}</td>
                    <td>{formatMoment(task.dueAt)}</td>
                    <td>{task.claimedBy?.fullName ?? t('nobody')}</td>
                    <td>
                      {last === undefined
                        ? t('notEscalated')
                        : t('escalatedTimes', { n: task.escalations.length, at: formatMoment(last.at) })}
                    </td>
                    <td>
                      {task.listId === null ? null : (
                        <Link
                          href={`/lists/${task.listId}`}
                          aria-label={`${t('openList')}: ${task.officeName}`}
                        >
                          {t('openList')}
                        </Link>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {query.hasNextPage ? (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </section>
  );
}
