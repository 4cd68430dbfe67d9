import { DomainError } from '#domain/errors';
import type { TaskOutcome } from '#domain/process/steps';
import type { Act } from '#persistence/act';
import type { Evidence } from '#persistence/repositories/manifests';
import type { Task } from '#persistence/repositories/tasks';
import type { Work } from '#persistence/repositories/work';
import type { CompleteBody } from './steps.bodies.ts';

export interface StepContext {
  readonly act: Act;
  readonly task: Task;
  /** What this task covers: of a split task, its part. */
  readonly work: Work;
  /** What the whole step covers. */
  readonly whole: Work;
  readonly body: CompleteBody;
  readonly evidence: Evidence;
}

/** How one step is completed. */
export interface StepCompletion {
  /**
   * The outcome, when the task may be completed at all.
   * @throws DomainError `task_incomplete` with what is missing.
   */
  check(context: StepContext): Promise<TaskOutcome>;
  /** What the end of the step does to parcels and custody, with its events. Not called while other parts are open. */
  apply(context: StepContext, outcome: TaskOutcome): Promise<void>;
}

/**
 * The reason a return needs.
 * @throws DomainError `invalid_input` without one.
 */
export function requiredReason({ body }: StepContext): string {
  if (body.reason === undefined) {
    throw new DomainError('invalid_input', {
      errors: [{ field: 'reason', message: 'Trả lại phải nêu lý do', messageEn: 'A return needs a reason' }],
    });
  }
  return body.reason;
}
