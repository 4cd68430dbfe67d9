import pg from 'pg';
import type { CustodyMoveRow } from './custody.ts';
import type { PairRow, TransferRow } from './elsewhere.ts';
import type { EventRow } from './chain.ts';

export interface RecordRow {
  readonly recordNo: number;
  readonly subjectId: string;
  readonly villageCode: string | null;
  readonly villageOutcome: string | null;
  readonly policeOutcome: string | null;
  readonly destination: string | null;
  readonly excludedReason: string | null;
  readonly updateState: string | null;
  readonly updateFailure: string | null;
  readonly custodian: string | null;
  readonly stage: string;
}

export interface ListRow {
  readonly state: string;
  readonly recordCount: number;
  readonly headHash: string;
  readonly dueAt: Date | null;
  /** When the last parcel ended so far. */
  readonly lastEndedAt: Date | null;
}

/** Reads the facts of a list from PostgreSQL, as they are, with the owner's eyes. */
export class Facts {
  constructor(private readonly client: pg.Client) {}

  static async connect(databaseUrl: string): Promise<Facts> {
    const client = new pg.Client({ connectionString: databaseUrl, application_name: 'ban-giao-judge' });
    await client.connect();
    await client.query('begin isolation level repeatable read read only');
    return new Facts(client);
  }

  close(): Promise<void> {
    return this.client.end();
  }

  async list(listId: string): Promise<ListRow> {
    const { rows } = await this.client.query<ListRow>(
      `select state, record_count as "recordCount", encode(head_hash, 'hex') as "headHash", due_at as "dueAt",
         (select max(ended_at) from parcels where list_id = l.id and stage = 'ended') as "lastEndedAt"
       from lists l where id = $1`,
      [listId],
    );
    return rows[0] as ListRow;
  }

  /** Transfers of the lists, each with what the giving list's chain says of its receipt. */
  async transfers(listIds: readonly string[]): Promise<TransferRow[]> {
    const { rows } = await this.client.query<TransferRow>(
      `select t.id, t.from_list as "listId", t.state, t.receipt, array(
         select said ->> 'receipt' from events e, jsonb_array_elements(e.payload -> 'transfers') as said
         where e.list_id = t.from_list and e.type = 'transfers.answered' and said ->> 'id' = t.id::text) as told
       from transfers t where t.from_list = any($1::uuid[]) order by t.id`,
      [listIds],
    );
    return rows;
  }

  /** Pairs of records that were looked at as perhaps the same person. */
  async pairs(listIds: readonly string[]): Promise<PairRow[]> {
    const { rows } = await this.client.query<PairRow>(
      `select subject_a as "subjectA", subject_b as "subjectB", state from duplicate_pairs
       where list_a = any($1::uuid[]) or list_b = any($1::uuid[]) order by id`,
      [listIds],
    );
    return rows;
  }

  async records(listId: string): Promise<RecordRow[]> {
    const { rows } = await this.client.query<RecordRow>(
      `select r.record_no as "recordNo", r.platform_subject_id as "subjectId", r.village_code as "villageCode",
         r.village_outcome as "villageOutcome", r.police_outcome as "policeOutcome", r.destination, r.excluded_reason as "excludedReason",
         r.update_state as "updateState", r.update_failure as "updateFailure", p.custodian_office_id as custodian, p.stage
       from records r left join parcels p on p.province_code = r.province_code and p.list_id = r.list_id and p.parcel_no = r.parcel_no
       where r.list_id = $1 order by r.record_no`,
      [listId],
    );
    return rows;
  }

  async moves(listId: string): Promise<CustodyMoveRow[]> {
    const { rows } = await this.client.query<CustodyMoveRow>(
      `select event_no::int as "eventNo", from_office_id as "from", to_office_id as "to", records::text, record_count as count
       from custody_moves where list_id = $1 order by event_no, move_no`,
      [listId],
    );
    return rows;
  }

  /** The chain, with the hash over each event's record changes computed again from the rows. */
  async events(listId: string): Promise<EventRow[]> {
    const { rows } = await this.client.query<EventRow>(
      `select e.event_no::int as "eventNo", e.type, e.body, encode(e.changes_hash, 'hex') as "changesHash", encode(e.prev_hash, 'hex') as "prevHash",
         encode(e.hash, 'hex') as hash, case when e.changes_hash is not null then encode(sha256(convert_to(coalesce(c.text, ''), 'UTF8')), 'hex') end as "changesNow"
       from events e left join (
         select event_no, string_agg(record_no || E'\\x1f' || field || E'\\x1f' || coalesce('v' || old_value, 'n') || E'\\x1f'
           || coalesce('v' || new_value, 'n') || E'\\x1f' || source, E'\\x1e' order by record_no, field collate "C") as text
         from record_changes where list_id = $1 group by event_no) c using (event_no)
       where e.list_id = $1 order by e.event_no`,
      [listId],
    );
    return rows;
  }

  /** How often somebody's silence was told to the office above, in these lists. */
  async escalations(listIds: readonly string[]): Promise<number> {
    const { rows } = await this.client.query<{ n: number }>(
      `select count(*)::int as n from task_notices n join tasks t on t.id = n.task_id
       where n.kind = 'escalation' and t.list_id = any($1::uuid[])`,
      [listIds],
    );
    return rows[0]?.n ?? 0;
  }

  /** Silent villages of these lists whose review task is unfinished and was escalated. */
  async escalatedVillages(listIds: readonly string[]): Promise<string[]> {
    const { rows } = await this.client.query<{ scope: string }>(
      `select distinct t.scope from tasks t join task_notices n on n.task_id = t.id and n.kind = 'escalation'
       where t.list_id = any($1::uuid[]) and t.step = 'review' and t.state not in ('completed','cancelled')`,
      [listIds],
    );
    return rows.map(({ scope }) => scope);
  }
}
