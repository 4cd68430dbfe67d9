import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Progress } from 'antd';
import { Suspense } from 'react';
import { Link, useParams } from 'wouter';
import { reachOf } from '#domain/authority/acts';
import { post } from '../api/calls.ts';
import type { TaskView } from '../api/views.ts';
import { useKeys } from '../application/keys.ts';
import { formatMoment } from '../language/format.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { useActing } from '../session/session.ts';
import { Answered } from '../states/query.tsx';
import { useRefusal } from '../states/refusal.tsx';
import { Loading } from '../states/states.tsx';
import { STEP_BODIES } from '../steps/step-bodies.ts';
import { Comments } from './comments.tsx';
import { STEP_HELP } from './step-help.ts';
import { TaskActs } from './task-acts.tsx';
import { cameBack, Due, Holder, usePlaceOf, useStepLabel } from './task-facts.tsx';
import { useIsMine, useTask, useTaskChanged } from './use-task.ts';
import { TASK_PAGE_WORDS } from './words.ts';
import './task.css';

/** One task: what it is, who has it, and the step's own work below. */
export default function TaskPage() {
  const { id = '' } = useParams<{ id: string }>();
  const query = useTask(id);
  return <Answered query={query}>{(task) => <TaskWork key={task.id} task={task} />}</Answered>;
}

function TaskWork({ task }: { readonly task: TaskView }) {
  const t = useWords(TASK_PAGE_WORDS);
  const language = useLanguage();
  const stepLabel = useStepLabel();
  const placeOf = usePlaceOf();
  const mine = useIsMine(task);
  const Body = STEP_BODIES[task.step];
  return (
    <>
      <div className="page-head">
        <div className="task-head">
          <Link href="/" className="no-print">
            ← {t('back')}
          </Link>
          <h1>{stepLabel(task)}</h1>
          <p className="muted">{placeOf(task)}</p>
        </div>
        <Holder task={task} />
        <Due task={task} />
        <div className="task-extra">
          <Comments task={task} />
          {task.listId === null ? null : (
            <Link href={`/lists/${task.listId}`} className="no-print">
              {t('list')}
            </Link>
          )}
          <TaskActs task={task} mine={mine} />
        </div>
      </div>
      {cameBack(task) && task.reason !== null ? (
        <Alert type="warning" showIcon className="task-note" title={t('why', { reason: task.reason })} />
      ) : null}
      <details className="step-help no-print">
        <summary>{t('help')}</summary>
        <p>{say(STEP_HELP[task.step], language)}</p>
      </details>
      <Standing task={task} mine={mine} />
      <Suspense fallback={<Loading />}>
        <Body task={task} mine={mine && !task.preparing} />
      </Suspense>
    </>
  );
}

/** What keeps the person from working on the task, or the button that begins it. */
function Standing({ task, mine }: { readonly task: TaskView; readonly mine: boolean }) {
  const t = useWords(TASK_PAGE_WORDS);
  const { role, membership } = useActing();
  const changed = useTaskChanged();
  const refused = useRefusal();
  const claim = useMutation({
    mutationFn: () => post<TaskView>('/tasks/{id}/claim', { path: { id: task.id } }),
    onSuccess: changed,
    onError: refused,
  });
  const ours = task.officeId === membership.officeId && task.role === role;
  const mayClaim = ours && task.state === 'open' && reachOf('task.claim', role) !== undefined;
  useKeys({ c: () => mayClaim && claim.mutate() });
  const { job } = task;
  return (
    <>
      {mayClaim ? (
        <Alert
          type="info"
          showIcon
          className="task-note"
          title={t('claimHint')}
          action={
            <Button type="primary" size="large" loading={claim.isPending} onClick={() => claim.mutate()}>
              {t('claim')} <kbd aria-hidden="true">c</kbd>
            </Button>
          }
        />
      ) : null}
      {!ours && ['open', 'claimed', 'held'].includes(task.state) ? (
        <Alert
          type="info"
          showIcon
          className="task-note"
          title={t('otherOffice', { office: task.names.office })}
        />
      ) : null}
      {ours && task.state === 'claimed' && !mine ? (
        <Alert
          type="warning"
          showIcon
          className="task-note"
          title={t('notYours', {
            name: task.claimedBy?.fullName ?? '',
            at: task.claimedAt === null ? '' : formatMoment(task.claimedAt),
          })}
          description={t('notYoursHint')}
        />
      ) : null}
      {task.state === 'completed' && task.completedAt !== null ? (
        <Alert
          type="success"
          showIcon
          className="task-note"
          title={t('done', { at: formatMoment(task.completedAt) })}
        />
      ) : null}
      {task.state === 'cancelled' ? (
        <Alert type="warning" className="task-note" title={t('cancelled')} />
      ) : null}
      {task.preparing ? (
        <div className="card task-note" role="status">
          <p>{t('preparing')}</p>
          {job === null || job.total === null ? null : (
            <Progress
              percent={Math.round((100 * job.done) / Math.max(1, job.total))}
              format={() => t('progress', { done: job.done, total: job.total ?? 0 })}
              aria-label={t('preparing')}
            />
          )}
        </div>
      ) : null}
    </>
  );
}
