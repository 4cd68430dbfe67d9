import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '#domain/errors';
import type { Uuid } from '#domain/formats';
import { eventAt, recordsAsOf, tablesAsOf, type RecordAsOf, type RowAsOf } from '#persistence/audit/as-of';
import { readEvidenceList } from '#persistence/repositories/evidence';
import type { Sql } from '#persistence/sql';
import { AccessLog } from '../auth/access-log.ts';
import type { ActingCapacity } from '../auth/capacity.ts';
import { ActsService } from '../database/acts.service.ts';

export interface ListKey {
  readonly listId: string;
  readonly provinceCode: string;
}

export interface ListAsOf {
  readonly listId: Uuid;
  readonly at: string;
  /** The last event at that moment; 0 before the first. */
  readonly eventNo: number;
  readonly list: RowAsOf['state'] | null;
  readonly parcels: readonly RowAsOf['state'][];
  readonly tasks: readonly RowAsOf['state'][];
  /** Without texts and signatures: those are in the evidence bundle. */
  readonly handovers: readonly RowAsOf['state'][];
}

const BULKY = new Set(['manifest', 'receipt', 'signature', 'receipt_signature', 'salt']);

/** The past of lists, built from their events. */
@Injectable()
export class LookingBackService {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(AccessLog) private readonly accessLog: AccessLog,
  ) {}

  /** Reads about a list within the actor's area. @throws DomainError `list_not_found`, `out_of_area`. */
  about<T>(actor: ActingCapacity, listId: string, work: (sql: Sql, list: ListKey) => Promise<T>): Promise<T> {
    return this.#reading(actor, listId, 'evidence.read', work);
  }

  /** The same with residents' data, which is written to the access log with its purpose before anything is answered. */
  async personal<T>(
    actor: ActingCapacity,
    listId: string,
    details: { readonly purpose: string; readonly recordNo?: number; readonly records?: string },
    work: (sql: Sql, list: ListKey) => Promise<T>,
  ): Promise<T> {
    const answer = await this.#reading(actor, listId, 'evidence.personal.read', work);
    await this.accessLog.seen('read', actor, 'evidence.personal.read', listId, details);
    return answer;
  }

  async listAsOf(sql: Sql, list: ListKey, at: Date): Promise<ListAsOf> {
    const eventNo = await eventAt(sql, list, at);
    const rows = eventNo === 0 ? [] : await tablesAsOf(sql, list, eventNo);
    const of = (table: RowAsOf['table']) =>
      rows.filter((row) => row.table === table).map(({ state }) => state);
    return {
      ...{ listId: list.listId, at: at.toISOString(), eventNo, list: of('lists')[0] ?? null },
      ...{ parcels: of('parcels'), tasks: of('tasks') },
      handovers: of('handovers').map((state) =>
        Object.fromEntries(Object.entries(state).filter(([name]) => !BULKY.has(name))),
      ),
    };
  }

  /** Records as of a moment, one more than `limit` after a number. */
  async recordsAsOf(sql: Sql, list: ListKey, at: Date, after: number, limit: number): Promise<RecordAsOf[]> {
    const eventNo = await eventAt(sql, list, at);
    return eventNo === 0 ? [] : recordsAsOf(sql, list, eventNo, { after, limit: limit + 1 });
  }

  /** @throws DomainError `record_not_found` when the list had no such record at that moment. */
  async recordAsOf(sql: Sql, list: ListKey, at: Date, recordNo: number): Promise<RecordAsOf> {
    const eventNo = await eventAt(sql, list, at);
    const [record] =
      eventNo === 0 ? [] : await recordsAsOf(sql, list, eventNo, { after: recordNo - 1, limit: 1 });
    if (record === undefined) throw new DomainError('record_not_found', { recordNo, at: at.toISOString() });
    return record;
  }

  #reading<T>(
    actor: ActingCapacity,
    listId: string,
    act: 'evidence.read' | 'evidence.personal.read',
    work: (sql: Sql, list: ListKey) => Promise<T>,
  ): Promise<T> {
    return this.acts.read(actor, async (sql) => {
      const { provinceCode } = await readEvidenceList(sql, actor, listId, act);
      return work(sql, { listId, provinceCode });
    });
  }
}
