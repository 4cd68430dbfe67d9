import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import canonicalize from 'canonicalize';
import type { PoolClient, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { SYSTEM, type Actor, type Area, type Represented } from './actor.ts';
import { PROOF } from './changes.ts';
import { headsOf, type Head } from './chain.ts';
import { keepingAnswer, keptAnswer, type Idempotency } from './idempotency.ts';
import { beginningAct, settingArea } from './request-settings.ts';
import { clientOf, isPipelined, runPrepared, runTogether, type Sql, type Statement } from './sql.ts';

export { SYSTEM, type Actor, type Area, type Idempotency };

export interface CustodyMove {
  readonly from: string | null;
  readonly to: string;
  /** Record numbers as PostgreSQL's int4multirange text, such as `{[1,4),[7,8)}`. */
  readonly records: string;
  readonly count: number;
}

export interface NewEvent {
  /** Past tense, such as `task.claimed` or `list.compiled`. */
  readonly type: string;
  readonly taskId?: string | null;
  /** Ids, counts and codes. Values of persons belong into record_changes. */
  readonly payload?: Readonly<Record<string, unknown>>;
  /** True when this act wrote rows of record_changes under `nextEventNo`; their hash when the statement that wrote them gave it. */
  readonly changes?: boolean | Buffer;
  /** True when the act changed records alone: what triggers and sets may have written is then not looked for. */
  readonly recordsOnly?: boolean;
  readonly custody?: readonly CustodyMove[];
}

/** Hashes of the rows an event commits to; null where there are none. */
interface Proof {
  readonly changes: Buffer | null;
  readonly sets: Buffer | null;
  readonly state: Buffer | null;
}

export interface ActOptions {
  readonly actor: Actor;
  /** Lists whose chains this act extends. Their heads are locked in id order before anything else is read. */
  readonly lists?: readonly string[];
  readonly idempotency?: Idempotency;
  /** HTTP status kept with the answer for a repeated request. */
  readonly status?: number;
  /** The first statement of `work`, sent with the locks instead of waiting for them: it sees what they have waited for. */
  readonly first?: Statement;
}

export interface ActResult<T> {
  readonly answer: T;
  readonly status: number;
  /** True when the answer was kept from an earlier request with the same key. */
  readonly repeated: boolean;
}

/** A statement with its rows. */
type Answered = readonly [Statement, QueryResultRow[]];

export interface ReadOptions {
  /** True when every statement finds its rows by keys, whatever is asked for. */
  readonly byKeys?: boolean;
  /** All statements see the same moment. */
  readonly snapshot?: boolean;
}

/** One human or system act: one transaction with the state change, its event, the kept answer and the message to the workflow. */
export class Act implements Sql {
  #told = false;
  readonly #posted: Promise<unknown>[] = [];
  #failure: { readonly error: unknown } | undefined;
  #represented: Represented | null;
  #first: Answered | undefined;

  constructor(
    readonly client: PoolClient,
    readonly actor: Actor,
    private readonly heads: ReadonlyMap<string, Head>,
    readonly now: Date,
    first?: Answered,
  ) {
    this.#first = first;
    const { onBehalfOf } = actor;
    this.#represented =
      onBehalfOf === undefined
        ? null
        : {
            ...{ personId: onBehalfOf.personId, substitutionId: onBehalfOf.substitutionId },
            substitutionSha256: onBehalfOf.sha256,
          };
  }

  /** For whom the actor acts, null when for nobody but himself. */
  get represented(): Represented | null {
    return this.#represented;
  }

  /** From here on the actor acts for the person who delegated the task: every event of this act says so. */
  represent(personId: string): void {
    this.#represented = { personId, substitutionId: null };
  }

  /** Everybody who answers for what this act does: the actor, and whoever he acts for. */
  get people(): string[] {
    return [this.actor.personId, this.#represented?.personId ?? null].filter((id) => id !== null);
  }

  get told(): boolean {
    return this.#told;
  }

  query<T extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    const first = this.#first;
    this.#first = undefined;
    if (first !== undefined && isDeepStrictEqual(first[0], [text, values]))
      return Promise.resolve(first[1] as T[]);
    return runPrepared<T>(this.client, text, values);
  }

  /**
   * A statement whose answer nobody needs. On a pipelined connection it is sent and not waited for; what comes after it sees
   * its effect all the same, and `settle` throws its failure before the commit.
   */
  async post(text: string, values: readonly unknown[] = []): Promise<void> {
    const sent = this.query(text, values);
    if (!isPipelined(this.client)) {
      await sent;
      return;
    }
    sent.catch((error: unknown) => (this.#failure ??= { error }));
    this.#posted.push(sent);
  }

  /** Waits for everything that was posted. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#posted);
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  head(listId: string): Head {
    const head = this.heads.get(listId);
    if (head === undefined) throw new Error('This act did not lock the head of the list it wants to extend.');
    return head;
  }

  /** Whether this act has locked the head of a list. */
  locked(listId: string): boolean {
    return this.heads.has(listId);
  }

  /** The number the next event of this list will get; rows of record_changes are written under it. */
  nextEventNo(listId: string): bigint {
    return this.head(listId).eventNo + 1n;
  }

  /** Appends to the list's hash chain. Returns the event's number. */
  async event(listId: string, event: NewEvent): Promise<bigint> {
    const head = this.head(listId);
    const no = head.eventNo + 1n;
    const at = this.now < head.lastEventAt ? head.lastEventAt : this.now;
    const proof = await this.#proof(head, no, event);
    const custody = event.custody ?? [];
    const body = canonicalize({
      listId,
      no: Number(no),
      type: event.type,
      at: at.toISOString(),
      personId: this.actor.personId,
      officeId: this.actor.officeId,
      role: this.actor.role,
      ...(this.#represented === null ? {} : { onBehalfOf: this.#represented }),
      taskId: event.taskId ?? null,
      payload: event.payload ?? {},
      changes: proof.changes?.toString('hex') ?? null,
      sets: proof.sets?.toString('hex') ?? null,
      state: proof.state?.toString('hex') ?? null,
      custody,
    }) as string;
    const hash = createHash('sha256').update(head.hash).update(body).digest();
    await this.post(
      `with head as (update lists set event_no = $3, head_hash = $15, last_event_at = $6 where id = $2)
       insert into events (province_code, list_id, event_no, commune_code, type, at, actor_person_id, actor_office_id, actor_role, task_id, payload, body, changes_hash, prev_hash, hash)
       values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)`,
      [
        head.provinceCode,
        listId,
        no,
        head.communeCode,
        event.type,
        at,
        this.actor.personId,
        this.actor.officeId,
        this.actor.role,
        event.taskId ?? null,
        JSON.stringify(event.payload ?? {}),
        body,
        proof.changes,
        head.hash,
        hash,
      ],
    );
    if (custody.length > 0) {
      await this.post(
        `insert into custody_moves (province_code, list_id, event_no, move_no, from_office_id, to_office_id, records, record_count)
         select $1, $2, $3, ordinality, "from", "to", records::int4multirange, count
         from rows from (jsonb_to_recordset($4::jsonb) as ("from" text, "to" text, records text, count integer)) with ordinality as m("from", "to", records, count, ordinality)`,
        [head.provinceCode, listId, no, JSON.stringify(custody)],
      );
    }
    head.eventNo = no;
    head.hash = hash;
    head.lastEventAt = at;
    return no;
  }

  /** Puts a message for the workflow into the outbox. It only says "look again". */
  async tell(workflow: 'cleanList' | 'campaign' | 'passports', subjectId: string): Promise<void> {
    await this.post(`insert into workflow_messages (workflow, subject_id) values ($1, $2)`, [
      workflow,
      subjectId,
    ]);
    this.#told = true;
  }

  async #proof(head: Head, no: bigint, { changes = false, recordsOnly = false }: NewEvent): Promise<Proof> {
    if (recordsOnly && changes instanceof Buffer) return { changes, sets: null, state: null };
    const [row] = await this.query<Proof & QueryResultRow>(PROOF, [
      head.provinceCode,
      head.listId,
      no,
      changes === true,
    ]);
    const proof = row as Proof;
    return changes instanceof Buffer ? { ...proof, changes } : proof;
  }
}

/** Runs acts, each in one transaction, and says after the commit that messages wait. */
export class Acts {
  constructor(
    private readonly dataSource: DataSource,
    /** Called after a commit that left messages in the outbox. */
    private readonly onTold: () => void = () => {},
  ) {}

  /**
   * @throws DomainError `list_not_found` or `out_of_area` when a list is not there or not visible, `idempotency_key_reused`
   * when the key came with another body; whatever `work` throws. A throw rolls everything back.
   */
  async run<T>(options: ActOptions, work: (act: Act) => Promise<T>): Promise<ActResult<T>> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = await clientOf(runner);
      let result: ActResult<T>;
      let act: Act | undefined;
      try {
        const { actor, idempotency, lists = [], first } = options;
        const [, locked = [], rows = []] = await runTogether(client, [
          ['begin'],
          beginningAct(actor, lists, idempotency),
          ...(first === undefined ? [] : [first]),
        ]);
        const before = idempotency && keptAnswer<T>(idempotency, locked);
        if (before !== undefined) {
          await client.query('commit');
          return { ...before, repeated: true };
        }
        const heads = await headsOf(client, lists, lists.length === 0 ? [] : locked);
        const { now } = locked.at(-1) as { now: Date };
        act = new Act(client, actor, heads, now, first && [first, rows]);
        const answer = await work(act);
        result = { answer, status: options.status ?? 200, repeated: false };
        if (idempotency !== undefined) await act.post(...keepingAnswer(actor.personId, idempotency, result));
        const [ended] = await Promise.all([client.query('commit'), act.settle()]);
        // A statement whose failure somebody swallowed makes PostgreSQL answer a commit with a rollback, without an error.
        if (ended.command !== 'COMMIT') throw new Error('The act was rolled back.');
      } catch (error) {
        await client.query('rollback').catch(() => {});
        await act?.settle();
        throw error;
      }
      if (act.told) this.onTold();
      return result;
    } finally {
      await runner.release();
    }
  }

  /**
   * A read under the same row-level security as an act, in a read-only transaction. On a pipelined connection its first statement goes
   * out with the settings it depends on, and nobody waits for the end: were the settings refused, so would be what follows them.
   */
  async read<T>(
    actor: Actor,
    work: (sql: Sql) => Promise<T>,
    { byKeys = false, snapshot = false }: ReadOptions = {},
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    let client: PoolClient | undefined;
    try {
      client = await clientOf(runner);
      const connected = client;
      const begin = snapshot ? 'begin isolation level repeatable read read only' : 'begin read only';
      const begun = runTogether(connected, [[begin], settingArea(actor, byKeys)]);
      begun.catch(() => {});
      if (!isPipelined(connected)) await begun;
      const answer = await work({ query: (text, values) => runPrepared(connected, text, values) });
      await begun;
      ending(connected, 'commit')
        .then(() => runner.release())
        .catch(() => {});
      return answer;
    } catch (error) {
      if (client !== undefined) await ending(client, 'rollback');
      await runner.release();
      throw error;
    }
  }
}

/** Ends a transaction that changed nothing; a connection that is gone has ended it. */
async function ending(client: PoolClient, how: 'commit' | 'rollback'): Promise<void> {
  await client.query(how).catch(() => {});
}
