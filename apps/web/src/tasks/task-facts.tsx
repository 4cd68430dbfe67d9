import { formatMoment } from '../language/format.ts';
import { labelOf, STEP_LABELS, TASK_STATE_LABELS } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { useActing } from '../session/session.ts';
import { Status, type Tone } from '../states/status.tsx';
import type { TaskView } from '../api/views.ts';
import { dueIn, urgencyOf } from './due.ts';
import { useNow } from './now.ts';
import { TASK_WORDS } from './words.ts';

const TONE_OF_URGENCY = { late: 'bad', soon: 'warn', later: 'neutral' } as const satisfies Record<
  string,
  Tone
>;

/** How long is left; the exact moment is said, too. */
export function Due({ task }: { readonly task: TaskView }) {
  const t = useWords(TASK_WORDS);
  const now = useNow();
  const { word, n } = dueIn(task.dueAt, now);
  return (
    <span title={t('dueAt', { at: formatMoment(task.dueAt) })}>
      <Status tone={TONE_OF_URGENCY[urgencyOf(task.dueAt, now)]}>{t(word, { n })}</Status>
    </span>
  );
}

/** Who has the task, and in which state it is for whoever looks. */
export function Holder({ task }: { readonly task: TaskView }) {
  const t = useWords(TASK_WORDS);
  const language = useLanguage();
  const { personId } = useActing();
  if (task.checkState !== null && task.state === 'claimed')
    return (
      <Status tone={task.checkState === 'changes_requested' ? 'warn' : 'brand'}>{t(task.checkState)}</Status>
    );
  if (task.state === 'held' && task.heldUntil !== null)
    return <Status>{t('heldUntil', { at: formatMoment(task.heldUntil) })}</Status>;
  if (task.state === 'claimed' && task.claimedBy !== null)
    return (
      <Status tone="brand">
        {task.claimedBy.personId === personId
          ? t('mine')
          : t('heldBy', { name: task.claimedBy.fullName ?? '' })}
        {task.actingFor === null ? '' : ` ${t('actingFor', { name: task.actingFor.fullName ?? '' })}`}
      </Status>
    );
  return (
    <Status tone={task.state === 'completed' ? 'good' : 'neutral'}>
      {say(labelOf(TASK_STATE_LABELS, task.state), language)}
    </Status>
  );
}

/** Where a task belongs: village or parcel, commune, campaign. */
export function usePlaceOf(): (task: TaskView) => string {
  const t = useWords(TASK_WORDS);
  return ({ names, step, scope, partNo }) => {
    const covers =
      names.village ??
      (['verify', 'sign', 'receive', 'update', 'check'].includes(step) && scope !== ''
        ? t('parcel', { n: scope })
        : null);
    const part = partNo > 0 ? t('part', { n: partNo }) : null;
    return [covers, part, names.commune, names.campaign].filter((one) => one !== null).join(' · ');
  };
}

export function useStepLabel(): (task: Pick<TaskView, 'step'>) => string {
  const language = useLanguage();
  return ({ step }) => say(STEP_LABELS[step], language);
}

/** Whether a task was done before and came back. Villages are asked in rounds; the first is no return. */
export function cameBack({ round }: TaskView): boolean {
  return round > 1;
}
