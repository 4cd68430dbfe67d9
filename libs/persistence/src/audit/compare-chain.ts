import { hashOfChanges, hashOfSets, hashOfState } from '../changes.ts';
import type { Sql } from '../sql.ts';
import type { Finding } from './findings.ts';

interface ListKey {
  readonly provinceCode: string;
  readonly listId: string;
}

type Row = Omit<Finding, 'listId'> & Record<string, unknown>;

const KEY = `province_code = $1 and list_id = $2`;
/** A body that somebody has changed need not be JSON any more. */
const SAID = `case when body is json object then body::jsonb else '{}' end`;

/** Every column of an event stands in its body, too; the body is what is hashed. */
const BODY_COLUMNS: Readonly<Record<string, string>> = {
  type: `e.said ->> 'type' is distinct from e.type`,
  event_no: `e.said ->> 'no' is distinct from e.event_no::text`,
  list_id: `e.said ->> 'listId' is distinct from e.list_id::text`,
  at: `e.said ->> 'at' is distinct from to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  actor_person_id: `e.said ->> 'personId' is distinct from e.actor_person_id::text`,
  actor_office_id: `e.said ->> 'officeId' is distinct from e.actor_office_id`,
  actor_role: `e.said ->> 'role' is distinct from e.actor_role`,
  task_id: `e.said ->> 'taskId' is distinct from e.task_id::text`,
  payload: `e.said -> 'payload' is distinct from e.payload`,
  changes_hash: `e.said ->> 'changes' is distinct from encode(e.changes_hash, 'hex')`,
  commune_code: `e.commune_code is distinct from coalesce(l.commune_code, e.commune_code)`,
};

const CHAIN = `
  with e as materialized (
    select *, ${SAID} as said, lag(hash, 1, ''::bytea) over w as before, lag(event_no, 1, 0::bigint) over w as no_before, lag(at) over w as at_before
    from events where ${KEY} window w as (order by event_no)),
  l as (select commune_code, event_no, head_hash, last_event_at from lists where id = $2)
  select 'events' as "table", e.event_no::text as row, c.name as "column", c.problem
  from e left join l on true, lateral (values
    ('body', case when e.hash is distinct from sha256(e.prev_hash || convert_to(e.body, 'UTF8')) then 'hash' end),
    ('prev_hash', case when e.prev_hash is distinct from e.before then 'gap' end),
    ('event_no', case when e.event_no <> e.no_before + 1 then 'gap' end),
    ('at', case when e.at < e.at_before then 'order' end),
    ${Object.entries(BODY_COLUMNS)
      .map(([name, test]) => `('${name}', case when ${test} then 'differs' end)`)
      .join(', ')}) as c(name, problem)
  where c.problem is not null
  union all
  select 'lists', $2::text, c.name, 'head'
  from (select max(event_no) as event_no, (array_agg(hash order by event_no desc))[1] as hash, (array_agg(at order by event_no desc))[1] as at from e) e
  cross join l, lateral (values
    ('event_no', l.event_no is distinct from coalesce(e.event_no, 0)),
    ('head_hash', l.head_hash is distinct from coalesce(e.hash, ''::bytea)),
    ('last_event_at', e.at is not null and l.last_event_at is distinct from e.at)) as c(name, wrong)
  where c.wrong`;

const committed = (table: string, hash: string, name: string, none: string): string => `
  select '${table}' as "table", coalesce(r.event_no, e.event_no)::text as row, '${name}' as "column",
    case when e.event_no is null then 'unproven' else 'hash' end as problem
  from (select event_no, ${hash} as hash from ${table} where ${KEY} and event_no > 0 group by event_no) r
  full join (select event_no, ${SAID} ->> '${name}' as hash from events where ${KEY}) e using (event_no)
  where coalesce(encode(r.hash, 'hex'), ${none}) is distinct from e.hash`;

const CHANGES = [
  // An event may commit to no rows at all: the hash of nothing.
  committed(
    'record_changes',
    hashOfChanges,
    'changes',
    `case when e.hash is not null then encode(sha256(''), 'hex') end`,
  ),
  committed('record_sets', hashOfSets, 'sets', 'null'),
  committed('state_changes', hashOfState, 'state', 'null'),
].join(' union all ');

const OUTSIDE = `
  select 'state_changes' as "table", event_no::text as row, table_name || ' ' || row_key as "column", 'outside' as problem
  from state_changes where ${KEY} and db_user not in ('bangiao_api', 'bangiao_system', 'migration')`;

// Sets are numbered without a gap within their event; the hash only knows their order.
const NUMBERS = `
  select 'record_sets' as "table", event_no::text as row, 'set_no' as "column", 'gap' as problem
  from (select event_no, set_no, row_number() over (partition by event_no order by set_no) as place from record_sets where ${KEY}) s
  where set_no <> place`;

const CUSTODY = `
  with e as (select event_no, ${SAID} as said from events where ${KEY}),
  said as (
    select e.event_no, m.nth, m.item ->> 'from' as "from", m.item ->> 'to' as "to", m.item ->> 'records' as records, m.item ->> 'count' as count
    from e, jsonb_array_elements(case jsonb_typeof(e.said -> 'custody') when 'array' then e.said -> 'custody' else '[]' end) with ordinality as m(item, nth)),
  there as (
    select event_no, move_no as nth, from_office_id as "from", to_office_id as "to", records::text as records, record_count::text as count
    from custody_moves where ${KEY})
  select 'custody_moves' as "table", coalesce(s.event_no, t.event_no)::text as row, c.name as "column",
    case when s.event_no is null then 'unproven' when t.event_no is null then 'missing' else 'differs' end as problem
  from said s full join there t using (event_no, nth), lateral (values
    ('from_office_id', s."from" is distinct from t."from"), ('to_office_id', s."to" is distinct from t."to"),
    ('records', s.records is distinct from t.records), ('record_count', s.count is distinct from t.count)) as c(name, wrong)
  where c.wrong`;

// Row-level security goes by these columns; no hash covers them.
const PLACES = ['record_sets', 'state_changes']
  .map(
    (table) =>
      `select '${table}' as "table", t.event_no::text as row,
         'commune_code' as "column", 'differs' as problem
       from ${table} t, lists l where l.id = $2 and t.list_id = $2 and (t.commune_code, t.province_code) is distinct from (l.commune_code, $1)`,
  )
  .join(' union all ');

/** The chain of a list: each event's hash, place and columns, and every row that it commits to. */
export async function compareChain(sql: Sql, { provinceCode, listId }: ListKey): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const text of [CHAIN, CHANGES, NUMBERS, OUTSIDE, CUSTODY, PLACES]) {
    const rows = await sql.query<Row>(text, [provinceCode, listId]);
    findings.push(...rows.map((row) => ({ listId, ...row }) as Finding));
  }
  return findings;
}
