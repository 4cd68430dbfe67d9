import { TASK_STEPS, type TaskStep } from '../process/steps.ts';
import type { Role } from '../people/roles.ts';
import { reachOf, type ActName } from './acts.ts';

/** Steps that end with an officer's own signature: done by a substitute only where the substitution names it, and never by delegation. */
export const SIGNING_STEPS = ['sign', 'receive'] as const satisfies readonly TaskStep[];

/** Whether completing a task of this step needs the officer's signature. */
export function isSigning(step: TaskStep): boolean {
  return (SIGNING_STEPS as readonly TaskStep[]).includes(step);
}

/** The steps a substitution opens. */
export function substitutedSteps(steps: readonly string[], maySign: boolean): TaskStep[] {
  return TASK_STEPS.filter((step) => steps.includes(step) && (maySign || !isSigning(step)));
}

/**
 * What a substitute may do at all: the work on tasks and what must be read for it. Directing others, campaigns, lists, certificates
 * and papers, and substitutions themselves are not passed on, nor may a substitute pass the work on.
 */
export const SUBSTITUTED_ACTS: ReadonlySet<ActName> = new Set<ActName>([
  'unit.read',
  'campaign.read',
  'list.read',
  'inbox.read',
  'task.read',
  'task.claim',
  'task.release',
  'task.hold',
  'task.start',
  'task.complete',
  'task.return',
  'task.submit',
  'task.comment',
  'task.attach',
  'record.read',
  'record.assign',
  'record.exclude',
  'record.add',
  'record.decide',
  'record.return',
  'file.export',
  'batch.read',
  'batch.check',
  'batch.apply',
  'batch.undo',
  'template.read',
  'handover.read',
  'handover.freeze',
  'handover.sign',
  'handover.receive',
]);

/** The longest absence one substitution may cover, days. */
export const LONGEST_SUBSTITUTION_DAYS = 92;

/** Who stands above a post: the superior office, the chief over his officers, and, where no office is above, a colleague of the same office. */
export function mayApprove(
  approver: { readonly officeId: string; readonly role: Role },
  absent: { readonly officeId: string; readonly role: Role; readonly superiorOfficeId: string | null },
): boolean {
  if (reachOf('substitution.approve', approver.role) === undefined) return false;
  if (absent.superiorOfficeId === null) return approver.officeId === absent.officeId;
  if (approver.officeId === absent.superiorOfficeId) return true;
  return (
    approver.officeId === absent.officeId &&
    approver.role === 'police_chief' &&
    absent.role === 'police_officer'
  );
}
