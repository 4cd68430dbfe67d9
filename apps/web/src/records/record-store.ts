import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { get, type Page } from '../api/calls.ts';
import type { RecordView } from '../api/views.ts';

const FIRST_PAGE = 100;
const PAGE = 500;

export type Loaded = 'loading' | 'all' | 'failed';

export interface RecordsState {
  readonly records: readonly RecordView[];
  readonly loaded: Loaded;
  readonly error: unknown;
}

/**
 * All records of one task (up to 20,000) on this page: the first hundred at once, the rest page after page behind them. Changes are shown
 * before the server has answered; whoever makes them says so here.
 */
export class RecordStore {
  readonly #records = new Map<number, RecordView>();
  readonly #listeners = new Set<() => void>();
  #order: number[] = [];
  #state: RecordsState = { records: [], loaded: 'loading', error: undefined };
  #stop = new AbortController();
  #told = false;

  constructor(readonly taskId: string) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly state = (): RecordsState => this.#state;

  find(recordNo: number): RecordView | undefined {
    return this.#records.get(recordNo);
  }

  /** Reads everything from the start; what was shown stays until it is replaced. */
  async load(): Promise<void> {
    this.#stop.abort();
    const stop = new AbortController();
    this.#stop = stop;
    const order: number[] = [];
    try {
      let cursor: string | null | undefined;
      do {
        const page: Page<RecordView> = await get('/tasks/{id}/records', {
          path: { id: this.taskId },
          query: { limit: cursor === undefined ? FIRST_PAGE : PAGE, cursor },
          signal: stop.signal,
        });
        for (const record of page.items) {
          this.#records.set(record.recordNo, record);
          order.push(record.recordNo);
        }
        // What was there before stays in the list until the reading is over, so that nobody loses his place.
        if (order.length > this.#order.length) this.#order = [...order];
        cursor = page.nextCursor;
        this.#become({ loaded: 'loading', error: undefined });
      } while (cursor !== null);
      const there = new Set(order);
      for (const recordNo of this.#records.keys()) if (!there.has(recordNo)) this.#records.delete(recordNo);
      this.#order = order;
      this.#become({ loaded: 'all', error: undefined });
    } catch (error) {
      if (!stop.signal.aborted) this.#become({ loaded: 'failed', error });
    }
  }

  /** Shows changed records. */
  put(records: readonly RecordView[]): void {
    for (const record of records)
      if (this.#records.has(record.recordNo)) this.#records.set(record.recordNo, record);
    this.#become({});
  }

  /** Takes records off the page, such as those that were excluded. */
  drop(recordNos: readonly number[]): void {
    const gone = new Set(recordNos);
    this.#order = this.#order.filter((recordNo) => !gone.has(recordNo));
    for (const recordNo of gone) this.#records.delete(recordNo);
    this.#become({});
  }

  /** Reads one record again: the server lists by number, so the one after its predecessor. */
  async reread(recordNo: number): Promise<RecordView | undefined> {
    const { items } = await get<Page<RecordView>>('/tasks/{id}/records', {
      path: { id: this.taskId },
      query: { limit: 1, from: recordNo },
    });
    const record = items.find((one) => one.recordNo === recordNo);
    if (record !== undefined) this.put([record]);
    return record;
  }

  close(): void {
    this.#stop.abort();
  }

  #become(next: Partial<RecordsState>): void {
    this.#state = {
      ...this.#state,
      ...next,
      records: this.#order
        .map((recordNo) => this.#records.get(recordNo))
        .filter((record) => record !== undefined),
    };
    if (this.#told) return;
    // A hundred changes in one turn are one drawing.
    this.#told = true;
    queueMicrotask(() => {
      this.#told = false;
      for (const listener of this.#listeners) listener();
    });
  }
}

/** The records of a task on this page. */
export function useRecordStore(taskId: string): RecordStore {
  const store = useMemo(() => new RecordStore(taskId), [taskId]);
  useEffect(() => {
    void store.load();
    return () => store.close();
  }, [store]);
  return store;
}

export function useRecords(store: RecordStore): RecordsState {
  return useSyncExternalStore(store.subscribe, store.state);
}
