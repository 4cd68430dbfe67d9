import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  Acts,
  type Act,
  type ActOptions,
  type Actor,
  type Idempotency,
  type ReadOptions,
} from '#persistence/act';
import { findingKept, keptAnswer } from '#persistence/idempotency';
import type { Sql } from '#persistence/sql';
import { lockingTask, refuseUnseenTask } from '#persistence/repositories/tasks';
import { ActAnswer } from '../http/act-answer.ts';
import { MessageNotifier } from './message-notifier.ts';
import { Turns } from './turns.ts';

export interface RequestAct {
  readonly actor: Actor;
  readonly idempotency: Idempotency;
  /** HTTP status of the answer, 200 by default. */
  readonly status?: number;
}

const CACHED_TASKS = 20_000;

/** Runs the acts of requests. What it returns is answered as is; a repeated request gets the kept answer and `Idempotent-Replayed: true`. */
@Injectable()
export class ActsService {
  readonly #acts: Acts;
  readonly #turns = new Turns();
  /** A task never changes its list, so the hint which head to lock may be kept for ever. */
  readonly #listOfTask = new Map<string, string | null>();

  constructor(
    @Inject(DataSource) dataSource: DataSource,
    @Inject(MessageNotifier) notifier: MessageNotifier,
  ) {
    this.#acts = new Acts(dataSource, () => notifier.told());
  }

  async run<T>(options: ActOptions, work: (act: Act) => Promise<T>): Promise<ActAnswer<T>> {
    const [listId, ...more] = options.lists ?? [];
    const result =
      listId === undefined || more.length > 0
        ? await this.#acts.run(options, work)
        : await this.#turns.take(listId, () => this.#acts.run(options, work));
    return new ActAnswer(result);
  }

  /** An act on one list, its chain locked. */
  onList<T>(listId: string, options: RequestAct, work: (act: Act) => Promise<T>): Promise<ActAnswer<T>> {
    return this.run({ ...options, lists: [listId] }, work);
  }

  /**
   * An act on one task, the chain of its list and the task locked. Load the task inside with `claimedTask(act, taskId, epoch, step)`.
   * @throws DomainError `task_not_found` or `out_of_area` when it is not there or not visible; what `work` throws.
   */
  async onTask<T>(
    taskId: string,
    options: RequestAct,
    work: (act: Act) => Promise<T>,
  ): Promise<ActAnswer<T>> {
    const listId = await this.#listOf(options.actor, taskId);
    return this.run({ ...options, lists: listId === null ? [] : [listId], first: lockingTask(taskId) }, work);
  }

  /** Keeps which list a task belongs to, so that the act that usually follows need not ask. */
  remember(tasks: readonly { readonly id: string; readonly listId: string | null }[]): void {
    if (this.#listOfTask.size + tasks.length > CACHED_TASKS) this.#listOfTask.clear();
    for (const { id, listId } of tasks) this.#listOfTask.set(id, listId);
  }

  /** The answer kept for a request that was made before; undefined when it is new. @throws DomainError `idempotency_key_reused`. */
  async kept<T>(actor: Actor, idempotency: Idempotency): Promise<ActAnswer<T> | undefined> {
    const before = await this.read(actor, async (sql) =>
      keptAnswer<T>(idempotency, await sql.query(...findingKept(actor.personId, idempotency))),
    );
    return before && new ActAnswer({ ...before, repeated: true });
  }

  /** A read under row-level security, in a read-only transaction. */
  read<T>(actor: Actor, work: (sql: Sql) => Promise<T>, options?: ReadOptions): Promise<T> {
    return this.#acts.read(actor, work, options);
  }

  /** The same where several statements must see one moment. */
  readAtOnce<T>(actor: Actor, work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#acts.read(actor, work, { snapshot: true });
  }

  async #listOf(actor: Actor, taskId: string): Promise<string | null> {
    const known = this.#listOfTask.get(taskId);
    if (known !== undefined) return known;
    const listId = await this.read(actor, async (sql) => {
      const [row] = await sql.query<{ listId: string | null }>(
        `select list_id as "listId" from tasks where id = $1`,
        [taskId],
      );
      return row === undefined ? refuseUnseenTask(sql, taskId) : row.listId;
    });
    this.remember([{ id: taskId, listId }]);
    return listId;
  }
}
