import type { Act } from '#persistence/act';
import type { Task } from '#persistence/repositories/tasks';

/** Claiming a task accepts the attested handovers offered to its office for the parcels it covers. */
export interface HandoverAcceptance {
  /**
   * Accepts, moves custody with an event, seals the receipts. Does nothing when nothing is offered, or the task has no list.
   * `before` is what must be told before.
   */
  acceptOffered(act: Act, task: Task, before: Promise<unknown>): Promise<unknown>;
}

/** Injection token of the port; the handovers module provides and exports it (globally). */
export const HANDOVER_ACCEPTANCE = Symbol('HandoverAcceptance');
