import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type ErrorCode } from '#domain/errors';
import type { Act, Idempotency } from '#persistence/act';
import { bestOpenTasks, changedTask, type TaskView } from '#persistence/repositories/inbox';
import { claimTask, tellClaimed } from '#persistence/repositories/task-claims';
import type { ActingCapacity } from '../auth/capacity.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { HANDOVER_ACCEPTANCE, type HandoverAcceptance } from './handover-acceptance.ts';

/** How many of the best tasks `next` tries when others are quicker. */
const TRIES = 8;
const LOST: ReadonlySet<ErrorCode> = new Set([
  'task_claimed_by_other',
  'task_not_claimable',
  'same_person_sign',
  'list_paused',
  'list_ended',
]);

/** Claiming: the task, its event and the acceptance of what was handed over, in one act. */
@Injectable()
export class ClaimsService {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(HANDOVER_ACCEPTANCE)
    private readonly handovers: HandoverAcceptance,
  ) {}

  claim(actor: ActingCapacity, idempotency: Idempotency, taskId: string): Promise<ActAnswer<TaskView>> {
    return this.acts.onTask(taskId, { actor, idempotency }, (act) => this.take(act, taskId));
  }

  /**
   * Claims the best open task. Another officer may be quicker, so a few are tried in their order.
   * @throws DomainError `task_not_found` when nothing is open.
   */
  async next(
    actor: ActingCapacity,
    idempotency: Idempotency,
    step: string | undefined,
  ): Promise<ActAnswer<TaskView>> {
    const candidates = await this.acts.read(actor, (sql) => bestOpenTasks(sql, actor, step, TRIES));
    for (const taskId of candidates) {
      try {
        return await this.claim(actor, idempotency, taskId);
      } catch (error) {
        if (!(error instanceof DomainError && LOST.has(error.code))) throw error;
      }
    }
    // A repeated request finds its kept answer here even when nothing is open any more.
    return this.acts.run<TaskView>({ actor, idempotency }, () =>
      Promise.reject(new DomainError('task_not_found', { step: step ?? null })),
    );
  }

  /** Claims inside the caller's act, with everything that belongs to it. @throws what `claimTask` throws. */
  async take(act: Act, taskId: string): Promise<TaskView> {
    const { task, fresh } = await claimTask(act, taskId);
    if (fresh) {
      // What is asked meanwhile does not depend on the event; what follows from an acceptance is told after it.
      const told = tellClaimed(act, task);
      const [view] = await Promise.all([
        changedTask(act, taskId),
        this.handovers.acceptOffered(act, task, told),
        told,
      ]);
      return view;
    }
    return changedTask(act, taskId);
  }
}
