import type { Uuid, Sha256Hex } from '#domain/formats';
import type { Role } from '#domain/people/roles';
import type { Sql } from '../sql.ts';

/** One event of a list's chain, with the names of who acted. */
export interface TimelineEvent {
  readonly no: number;
  readonly type: string;
  readonly at: Date;
  readonly person: { readonly personId: Uuid; readonly fullName: string } | null;
  readonly office: { readonly officeId: string; readonly name: string } | null;
  readonly role: Role | 'system' | null;
  readonly taskId: Uuid | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly changedRecords: boolean;
  readonly custody: readonly {
    readonly from: string | null;
    readonly to: string;
    readonly records: string;
    readonly count: number;
  }[];
  readonly hash: Sha256Hex;
  /** Empty for the first event. */
  readonly prevHash: string;
}

/** One more than `limit` events of a list after number `after`, oldest first. */
export function readTimeline(
  sql: Sql,
  list: { readonly id: string; readonly provinceCode: string },
  after: number,
  limit: number,
): Promise<TimelineEvent[]> {
  return sql.query<TimelineEvent>(
    `select e.event_no::float8 as no, e.type, e.at, e.actor_role as role, e.task_id as "taskId", e.payload,
       case when p.id is not null then jsonb_build_object('personId', p.id, 'fullName', p.full_name) end as person,
       case when o.id is not null then jsonb_build_object('officeId', o.id, 'name', o.name) end as office,
       e.changes_hash is not null as "changedRecords", encode(e.hash, 'hex') as hash, encode(e.prev_hash, 'hex') as "prevHash",
       coalesce((select jsonb_agg(jsonb_build_object('from', m.from_office_id, 'to', m.to_office_id, 'records', m.records::text, 'count', m.record_count)
         order by m.move_no) from custody_moves m where m.province_code = e.province_code and m.list_id = e.list_id and m.event_no = e.event_no), '[]') as custody
     from events e left join people p on p.id = e.actor_person_id left join offices o on o.id = e.actor_office_id
     where e.province_code = $1 and e.list_id = $2 and e.event_no > $3 order by e.event_no limit $4`,
    [list.provinceCode, list.id, after, limit + 1],
  );
}
