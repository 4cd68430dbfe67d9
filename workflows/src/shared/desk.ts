import { CancellationScope, condition, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import type { Order, TaskFact, TaskKey } from '#domain/process/facts';
import { LOOK, PRESENT_STEPS, type PresentSteps } from '../clean-list/clean-list.messages.ts';

export const look = defineSignal(LOOK);
export const presentSteps = defineQuery<PresentSteps>(PRESENT_STEPS);

export interface FactsWithTasks {
  readonly tasks: readonly TaskFact[];
  readonly digest: string;
}

/** Reads the facts, after carrying out orders if there are any; null when they are still those of `seen`. */
export type Clerk<F> = (orders: readonly Order[], seen: string | null) => Promise<F | null>;

/** The shortest wait for a clock, so that a clock of the database slightly behind ours cannot make a loop spin. */
const SHORTEST_WAIT_MS = 20;

/**
 * The desk of one workflow: the latest facts, and the only place that asks for fresh ones. Orders and looks are served one
 * after the other by one local activity at a time: facts read concurrently could arrive in the wrong order.
 */
export class Desk<F extends FactsWithTasks> {
  #facts: F | undefined;
  #stale = true;
  #orders: Order[] = [];
  #ordered = 0;
  #served = 0;
  #busy = 0;

  /** Must be created before the first await of a workflow: a signal that finds no handler would wait, a query would fail. */
  constructor(
    subjectId: string,
    private readonly clerk: Clerk<F>,
  ) {
    setHandler(look, () => {
      this.#stale = true;
    });
    setHandler(presentSteps, () => ({
      listId: subjectId,
      waitingFor: (this.#facts?.tasks ?? [])
        .filter(isUnfinished)
        .map(({ step, scope, round }) => ({ step, scope, round })),
    }));
  }

  /** The latest facts. Only valid after `begin`. */
  get facts(): F {
    if (this.#facts === undefined) throw new Error('The facts were asked for before they were read.');
    return this.#facts;
  }

  get begun(): boolean {
    return this.#facts !== undefined;
  }

  /** True when no outside call of this workflow is under way and no order waits. */
  get quiet(): boolean {
    return this.#busy === 0 && this.#orders.length === 0;
  }

  task(key: TaskKey): TaskFact | undefined {
    return this.facts.tasks.find((task) => sameKey(task, key));
  }

  /** Reads the facts for the first time and keeps them fresh from then on, until the surrounding scope is cancelled. */
  async begin(): Promise<void> {
    const serving = this.#serve();
    // A refusal must fail the workflow instead of leaving it waiting for facts that never come.
    await Promise.race([serving, condition(() => this.#facts !== undefined)]);
    this.failed = serving;
  }

  /** Rejects when the clerk refused for good; raced against the workflow's own work. */
  failed: Promise<void> = new Promise(() => {});

  /** Has an order carried out; resolves when the facts show it. Orders given at the same moment go together. */
  async order(...orders: Order[]): Promise<void> {
    this.#orders.push(...orders);
    this.#ordered += orders.length;
    const mine = this.#ordered;
    await condition(() => this.#served >= mine);
  }

  /** Waits until the facts fulfil `check`, or until the clock shows `at` (then false). */
  async until(
    check: (facts: F) => boolean,
    at?: number | null,
    shortestMs = SHORTEST_WAIT_MS,
  ): Promise<boolean> {
    if (at === undefined || at === null) {
      await condition(() => check(this.facts));
      return true;
    }
    return condition(() => check(this.facts), Math.max(at - Date.now(), shortestMs));
  }

  /** Runs an outside call; while it lasts the desk is not quiet. The facts are read again afterwards. */
  async during<T>(call: () => Promise<T>): Promise<T> {
    this.#busy += 1;
    try {
      return await call();
    } finally {
      this.#busy -= 1;
      this.#stale = true;
    }
  }

  async #serve(): Promise<void> {
    while (!CancellationScope.current().consideredCancelled) {
      await condition(() => this.#stale || this.#orders.length > 0);
      this.#stale = false;
      const orders = this.#orders;
      this.#orders = [];
      const fresh = await this.clerk(orders, this.#facts?.digest ?? null);
      if (fresh !== null) this.#facts = fresh;
      this.#served += orders.length;
    }
  }
}

export function isUnfinished(task: TaskFact): boolean {
  return task.state !== 'completed' && task.state !== 'cancelled';
}

export function sameKey(a: TaskKey, b: TaskKey): boolean {
  return a.step === b.step && a.scope === b.scope && a.round === b.round;
}
