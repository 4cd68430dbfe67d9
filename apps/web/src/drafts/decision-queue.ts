import { newKey, post } from '../api/calls.ts';
import { ConnectionLost, Problem } from '../api/problem.ts';
import type { FieldValues, RecordView } from '../api/views.ts';
import type { RecordStore } from '../records/record-store.ts';
import { merge, type OutcomeField } from './merging.ts';
import { keepDraft, readDraft } from './vault.ts';

/** One decision on its way to the server. */
export interface Pending {
  readonly recordNo: number;
  readonly outcome: string | null;
  readonly values: FieldValues;
  readonly note?: string;
  /** The version the person saw. */
  readonly version: number;
  readonly base: Pick<RecordView, 'current' | 'villageOutcome' | 'policeOutcome'>;
}

/** Two people decided the same field differently. */
export interface Conflict {
  readonly pending: Pending;
  readonly fresh: RecordView;
  readonly changes: readonly { readonly field: string; readonly at: string; readonly by: string | null }[];
}

export interface Refusal {
  readonly pending: Pending;
  readonly problem: Problem;
}

export interface QueueState {
  readonly waiting: number;
  readonly status: 'saved' | 'sending' | 'offline' | 'stopped';
  readonly conflicts: readonly Conflict[];
  readonly refusals: readonly Refusal[];
  /** Why nothing more is sent: the task is no longer this person's. */
  readonly stopped: Problem | null;
}

const BATCH = 200;
const GATHER_MS = 120;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
/** Refusals that concern one decision; all others concern the task. */
const OF_ONE = new Set([
  'invalid_value',
  'invalid_input',
  'unknown_outcome',
  'record_not_in_task',
  'record_not_found',
  'foreigner_not_queried',
]);

interface Batch {
  readonly key: string;
  readonly items: readonly Pending[];
}

/**
 * Sends decisions behind the person's back, many at a time, in their order. They are on the screen at once, and on this device, encrypted, until
 * the server has them; the same batch is sent with the same key until an answer comes, so nothing is done twice.
 */
export class DecisionQueue {
  readonly #listeners = new Set<() => void>();
  #waiting: Pending[] = [];
  #batch: Batch | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #going: Promise<void> | undefined;
  #pause = FIRST_PAUSE_MS;
  #state: QueueState = { waiting: 0, status: 'saved', conflicts: [], refusals: [], stopped: null };

  constructor(
    private readonly personId: string,
    private readonly taskId: string,
    private readonly epoch: number,
    private readonly store: RecordStore,
    private readonly field: OutcomeField,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly state = (): QueueState => this.#state;

  /** Begins to send, with what an earlier visit left on this device. */
  async open(): Promise<void> {
    window.addEventListener('online', this.#again);
    const kept = await readDraft<Pending>(this.personId, this.taskId).catch(() => []);
    if (kept.length === 0 || this.#count() > 0) return;
    this.#waiting = [...kept, ...this.#waiting];
    this.#show(kept);
    this.#become({ waiting: this.#count(), status: 'sending' });
    void this.#run();
  }

  /** Decides records as they stand on the screen. */
  decide(items: readonly Omit<Pending, 'version' | 'base'>[]): void {
    const pending = items.flatMap((item): Pending[] => {
      const record = this.store.find(item.recordNo);
      return record === undefined ? [] : [{ ...item, version: record.version, base: baseOf(record) }];
    });
    if (pending.length === 0) return;
    this.#waiting.push(...pending);
    this.#show(pending);
    void this.#keep();
    this.#become({
      waiting: this.#count(),
      status: this.#state.status === 'offline' ? 'offline' : 'sending',
    });
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#run();
    }, GATHER_MS);
  }

  /** Settles a conflict: mine is sent again over theirs, or theirs stays. */
  resolve(conflict: Conflict, mine: boolean): void {
    this.#become({ conflicts: this.#state.conflicts.filter((one) => one !== conflict) });
    if (!mine) return;
    const { pending, fresh } = conflict;
    const again = { ...pending, version: fresh.version, base: baseOf(fresh) };
    this.#waiting.push(again);
    this.#show([again]);
    void this.#keep().then(() => this.#run());
  }

  dismiss(refusal: Refusal): void {
    this.#become({ refusals: this.#state.refusals.filter((one) => one !== refusal) });
  }

  /** Resolves when everything has reached the server. False when something has to be settled by the person first. */
  async flush(): Promise<boolean> {
    await this.#run();
    return this.#count() === 0 && this.#state.conflicts.length === 0;
  }

  /** The page is left; what is on its way still goes out. */
  close(): void {
    window.removeEventListener('online', this.#again);
    void this.#run();
  }

  readonly #again = (): void => {
    this.#pause = FIRST_PAUSE_MS;
    void this.#run();
  };

  #count(): number {
    return this.#waiting.length + (this.#batch?.items.length ?? 0);
  }

  #keep(): Promise<void> {
    return keepDraft(this.personId, this.taskId, [...(this.#batch?.items ?? []), ...this.#waiting]).catch(
      () => {},
    );
  }

  #show(pending: readonly Pending[]): void {
    this.store.put(
      pending.flatMap(({ recordNo, outcome, values, note, version }): RecordView[] => {
        const record = this.store.find(recordNo);
        if (record === undefined) return [];
        const noteField = this.field === 'villageOutcome' ? 'villageNote' : 'policeNote';
        return [
          {
            ...record,
            [this.field]: outcome,
            current: { ...record.current, ...values },
            version: version + 1,
            ...(note === undefined ? {} : { [noteField]: note }),
          },
        ];
      }),
    );
  }

  #run(): Promise<void> {
    this.#going ??= this.#work().finally(() => {
      this.#going = undefined;
    });
    return this.#going;
  }

  async #work(): Promise<void> {
    if (this.#state.stopped !== null) return;
    while (this.#count() > 0) {
      this.#batch ??= this.#next();
      this.#become({ waiting: this.#count(), status: 'sending' });
      if (!(await this.#send(this.#batch))) return;
      await this.#keep();
    }
    this.#become({ waiting: 0, status: 'saved' });
  }

  /** The next decisions that can go together: of one kind, each record once. */
  #next(): Batch {
    const items: Pending[] = [];
    const seen = new Set<number>();
    const undo = this.#waiting[0]?.outcome === null;
    for (const item of this.#waiting) {
      if (items.length === BATCH || seen.has(item.recordNo) || (item.outcome === null) !== undo) break;
      seen.add(item.recordNo);
      items.push(item);
    }
    this.#waiting = this.#waiting.slice(items.length);
    return { key: newKey(), items };
  }

  /** True to go on. */
  async #send({ key, items }: Batch): Promise<boolean> {
    const path = { id: this.taskId };
    try {
      if (items[0]?.outcome === null) {
        const recordNos = items.map(({ recordNo }) => recordNo);
        await post('/tasks/{id}/undo', { path, key, body: { epoch: this.epoch, recordNos } });
        // What they were before, the server knows.
        for (const recordNo of recordNos) await this.store.reread(recordNo);
        // And what was decided since stays on the screen.
        this.#show(this.#waiting.filter(({ recordNo }) => recordNos.includes(recordNo)));
      } else {
        const decisions = items.map(({ base: _, ...decision }) => decision);
        await post('/tasks/{id}/decisions', { path, key, body: { epoch: this.epoch, decisions } });
      }
      this.#batch = undefined;
      this.#pause = FIRST_PAUSE_MS;
      return true;
    } catch (error) {
      return this.#failed(error, items);
    }
  }

  async #failed(error: unknown, items: readonly Pending[]): Promise<boolean> {
    if (!(error instanceof Problem) || error.status >= 500 || error.status === 429) {
      if (!(error instanceof ConnectionLost) && !(error instanceof Problem)) throw error;
      this.#become({ waiting: this.#count(), status: 'offline' });
      setTimeout(() => void this.#run(), this.#pause);
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
      return false;
    }
    const at = Number(error.body['index'] ?? 0);
    const one = items[at];
    if (error.code === 'version_conflict' && one !== undefined) return this.#merge(error, items, at, one);
    if (OF_ONE.has(error.code) && one !== undefined) {
      this.#rest(items, at, []);
      this.#become({ refusals: [...this.#state.refusals, { pending: one, problem: error }] });
      await this.store.reread(one.recordNo).catch(() => {});
      return true;
    }
    // Nothing of it will be taken any more: it stays on this device until the person has seen why.
    this.#waiting = [...items, ...this.#waiting];
    this.#batch = undefined;
    this.#become({ waiting: this.#count(), status: 'stopped', stopped: error });
    return false;
  }

  async #merge(problem: Problem, items: readonly Pending[], at: number, one: Pending): Promise<boolean> {
    const fresh = await this.store.reread(one.recordNo).catch(() => undefined);
    if (fresh === undefined) {
      this.#rest(items, at, []);
      return true;
    }
    const merged = merge({ ...one, outcome: one.outcome }, fresh, this.field);
    switch (merged.kind) {
      case 'same':
        this.#rest(items, at, []);
        return true;
      case 'resend': {
        const again = { ...one, version: fresh.version, base: baseOf(fresh) };
        this.#rest(items, at, [again]);
        this.#show([again]);
        return true;
      }
      case 'conflict': {
        this.#rest(items, at, []);
        const changes = (problem.body['changes'] ?? []) as Conflict['changes'];
        this.#become({ conflicts: [...this.#state.conflicts, { pending: one, fresh, changes }] });
        return true;
      }
    }
  }

  /** The batch without one of its decisions, or with another in its place; later ones of the same record follow its version. */
  #rest(items: readonly Pending[], at: number, instead: readonly Pending[]): void {
    const rest = [...items.slice(0, at), ...instead, ...items.slice(at + 1)];
    this.#batch = rest.length === 0 ? undefined : { key: newKey(), items: rest };
  }

  #become(next: Partial<QueueState>): void {
    this.#state = { ...this.#state, ...next };
    for (const listener of this.#listeners) listener();
  }
}

function baseOf({ current, villageOutcome, policeOutcome }: RecordView): Pending['base'] {
  return { current, villageOutcome, policeOutcome };
}
