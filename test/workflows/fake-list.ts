import { createHash, randomUUID } from 'node:crypto';
import { nextNotice, taskTimes } from '#domain/process/clocks';
import {
  PREPARES,
  type JobFact,
  type JobKey,
  type ListFacts,
  type Order,
  type ParcelFact,
} from '#domain/process/facts';
import type { ListState, ParcelStage, TaskState } from '#domain/process/states';
import type { TaskOutcome, TaskStep } from '#domain/process/steps';
import { DEFAULT_TERMS, type Terms } from '#domain/process/terms';

export interface FakeTask {
  id: string;
  step: TaskStep;
  scope: string;
  round: number;
  state: TaskState;
  outcome: TaskOutcome | null;
  preparing: boolean;
  claimEpoch: number;
  openedAt: Date;
  dueAt: Date;
  remindAt: Date | null;
  heldUntil: Date | null;
  reminded: boolean;
  escalated: number | null;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Nothing falls due unless a test makes the durations short. */
export const LONG_TERMS: Terms = { ...DEFAULT_TERMS, calendar: 'continuous' };

/** Stands for the facts of one list in PostgreSQL, in memory, with the rules of the real store. */
export class FakeList {
  readonly listId = randomUUID();
  state: ListState = 'waiting';
  forwardRound = 1;
  readonly tasks: FakeTask[] = [];
  readonly parcels: Writable<ParcelFact>[] = [];
  readonly jobs: Writable<JobFact>[] = [];
  readonly notices: string[] = [];
  readonly opened: string[] = [];
  reads = 0;
  /** How far the clock of the facts is behind the clock of the process. */
  behindMs = 0;

  constructor(readonly terms: Terms = LONG_TERMS) {}

  facts(): ListFacts {
    const facts = {
      listId: this.listId,
      state: this.state,
      forwardRound: this.forwardRound,
      tasks: this.tasks.map((task) => ({
        ...{ id: task.id, step: task.step, scope: task.scope, round: task.round },
        ...{ state: task.state, outcome: task.outcome, dueAt: task.dueAt.getTime() },
        next: this.state === 'paused' ? null : nextNotice(task, this.terms),
      })),
      parcels: this.parcels.map((parcel) => ({ ...parcel })),
      jobs: this.jobs.map((job) => ({ ...job })),
    };
    return { ...facts, digest: createHash('sha256').update(JSON.stringify(facts)).digest('hex') };
  }

  consult(orders: readonly Order[]): ListFacts {
    this.reads += 1;
    for (const order of orders) this.#carryOut(order);
    return this.facts();
  }

  #carryOut(order: Order): void {
    if (order.do === 'ensureTask') return this.#open(order);
    if (order.do === 'requestJob') {
      if (this.job(order) === undefined) {
        const { kind, scope, runNo } = order;
        this.jobs.push({ kind, scope, runNo, state: 'requested' });
      }
    } else if (order.do === 'failJob') {
      this.setJob(order, 'failed');
    } else if (order.do === 'cancelTask') {
      const task = this.tasks.find(({ id }) => id === order.taskId);
      if (task !== undefined && isUnfinished(task)) task.state = 'cancelled';
    } else if (order.do === 'endList') {
      if (this.state === 'open') this.state = 'completed';
    } else if (order.do === 'notice') this.#notice(order);
  }

  #open({ step, scope, round, preparedBy }: Extract<Order, { do: 'ensureTask' }>): void {
    if (this.task(step, scope, round) !== undefined) return;
    const openedAt = new Date();
    this.opened.push(`${step} ${scope} ${round}`);
    this.tasks.push({
      ...{ id: randomUUID(), step, scope, round, state: 'open', outcome: null, claimEpoch: 0, openedAt },
      ...taskTimes(this.terms, step, openedAt),
      preparing: preparedBy !== null && this.job(preparedBy)?.state !== 'done',
      ...{ heldUntil: null, reminded: false, escalated: null },
    });
  }

  #notice({ taskId, kind, no }: Extract<Order, { do: 'notice' }>): void {
    const task = this.tasks.find(({ id }) => id === taskId);
    const next = task && nextNotice(task, this.terms);
    if (task === undefined || next?.kind !== kind || next.no !== no || this.state === 'paused') return;
    if (next.at > Date.now() - this.behindMs) return;
    this.notices.push(`${kind} ${no} ${task.step} ${task.scope}`.trim());
    if (kind === 'reminder') task.reminded = true;
    else if (kind === 'escalation') task.escalated = no;
    else task.state = 'claimed';
  }

  task(step: TaskStep, scope = '', round = 1): FakeTask | undefined {
    return this.tasks.find((task) => task.step === step && task.scope === scope && task.round === round);
  }

  job(key: JobKey): Writable<JobFact> | undefined {
    return this.jobs.find((j) => j.kind === key.kind && j.scope === key.scope && j.runNo === key.runNo);
  }

  setJob(key: JobKey, state: JobFact['state']): void {
    const job = this.job(key);
    if (job !== undefined) job.state = state;
    if (state !== 'done') return;
    for (const task of this.tasks) {
      if (task.step === PREPARES[key.kind] && task.scope === key.scope) task.preparing = false;
    }
  }

  /** Makes a parcel; a police parcel's scope is its number. Answers the number. */
  addParcel(kind: ParcelFact['kind'], stage: ParcelStage, scope?: string, round = 1): number {
    const no = this.parcels.length + 1;
    this.parcels.push({ no, kind, scope: scope ?? String(no), round, stage, count: 10 });
    return no;
  }

  parcel(no: number): Writable<ParcelFact> {
    const parcel = this.parcels.find((p) => p.no === no);
    if (parcel === undefined) throw new Error(`There is no parcel ${no}.`);
    return parcel;
  }

  complete(task: FakeTask, outcome: TaskOutcome): void {
    task.state = 'completed';
    task.outcome = outcome;
  }
}

export function isUnfinished({ state }: { state: TaskState }): boolean {
  return state !== 'completed' && state !== 'cancelled';
}
