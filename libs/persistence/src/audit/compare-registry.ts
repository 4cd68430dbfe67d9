import type { Registered } from '../migrations/registered-tables.ts';
import type { Sql } from '../sql.ts';
import type { Finding } from './findings.ts';
import { REGISTERED_TABLES } from './proven-tables.ts';

type Row = Omit<Finding, 'listId'> & Record<string, unknown>;

/** A body that somebody has changed need not be JSON any more. */
const SAID = `case when body is json object then body::jsonb else '{}' end`;

/** The same text that the sealing trigger hashes. */
const CHANGES_HASH = `sha256(convert_to(coalesce(string_agg(
  change_no || E'\\x1f' || table_name || E'\\x1f' || row_key || E'\\x1f' || op || E'\\x1f' || changes || E'\\x1f' || at || E'\\x1f' || db_user || E'\\x1f' || coalesce(person_id::text, ''),
  E'\\x1e' order by change_no), ''), 'UTF8'))`;

const CHAIN = `
  with e as (
    select *, ${SAID} as said, lag(hash, 1, ''::bytea) over w as before, lag(event_no, 1, 0::bigint) over w as no_before
    from registry_events window w as (order by event_no)),
  changes as (select act_id, count(*) as n, ${CHANGES_HASH} as hash from registry_changes group by act_id)
  select 'registry_events' as "table", e.event_no::text as row, c.name as "column", c.problem
  from e, lateral (values
    ('body', case when e.hash is distinct from sha256(e.prev_hash || convert_to(e.body, 'UTF8')) then 'hash' end),
    ('prev_hash', case when e.prev_hash is distinct from e.before then 'gap' end),
    ('event_no', case when e.event_no <> e.no_before + 1 then 'gap' end),
    ('event_no', case when e.said ->> 'no' is distinct from e.event_no::text then 'differs' end),
    ('act_id', case when e.said ->> 'actId' is distinct from e.act_id::text then 'differs' end),
    ('at', case when e.said ->> 'at' is distinct from to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') then 'differs' end),
    ('change_count', case when e.said ->> 'count' is distinct from e.change_count::text then 'differs' end),
    ('changes_hash', case when e.said ->> 'changes' is distinct from encode(e.changes_hash, 'hex') then 'differs' end)) as c(name, problem)
  where c.problem is not null
  union all
  select 'registry_changes', coalesce(e.event_no::text, c.act_id::text), 'changes', case when e.act_id is null then 'unproven' else 'hash' end
  from changes c full join e on e.act_id = c.act_id
  where encode(c.hash, 'hex') is distinct from e.said ->> 'changes' or c.n::text is distinct from e.said ->> 'count'
  union all
  select 'registry_head', 'true', '*', 'head' from (select max(event_no) as event_no from registry_events) last
  left join registry_events r using (event_no) full join registry_head h on true
  where (coalesce(r.event_no, 0), coalesce(r.hash, '')) is distinct from (h.event_no, h.hash)`;

/** What an officer of the database changed with the triggers on: it is proven, and no act. Seeding and migrating only add. */
const OUTSIDE = `
  select 'registry_changes' as "table", coalesce(e.event_no::text, c.act_id::text) as row, c.table_name || ' ' || c.row_key as "column", 'outside' as problem
  from registry_changes c left join registry_events e using (act_id)
  where c.op <> 'insert' and c.db_user not in ('bangiao_api', 'bangiao_system')`;

const quoted = (names: readonly string[]): string => `'{${names.join(',')}}'::text[]`;

/** One table as its changes build it, against its rows. Most rows have one change, and are built by none. */
const tableText = (table: string, { key, ignored = [], hashed = [] }: Registered): string => `
  with c as materialized (
    select row_key, change_no, op, changes, count(*) over (partition by row_key) as n, row_number() over (partition by row_key order by change_no desc) as nth
    from registry_changes where table_name = '${table}'),
  built as (
    select row_key, changes as state from c where n = 1 and op <> 'delete'
    union all
    select row_key, (select jsonb_object_agg(x.key, x.value order by s.change_no) from c s, jsonb_each(s.changes) x where s.row_key = c.row_key and s.n > 1)
    from c where n > 1 and nth = 1 and op <> 'delete'),
  live as (
    select concat_ws('/', ${key.map((column) => `to_jsonb(t.${column}) #>> '{}'`).join(', ')}) as row_key,
      bangiao_registry_state(to_jsonb(t), ${quoted(ignored)}, ${quoted(hashed)}) as state from ${table} t)
  select '${table}' as "table", row_key as row, d.name as "column", d.problem
  from built b full join live v using (row_key), lateral (
    select '*' as name, case when b.state is null then 'unproven' else 'missing' end as problem where b.state is null or v.state is null
    union all
    select coalesce(x.key, y.key), 'differs' from jsonb_each(b.state) x full join jsonb_each(v.state) y using (key)
    where b.state is not null and v.state is not null
      and coalesce(x.value, 'null') is distinct from coalesce(y.value, 'null')) d
  where b.state is distinct from v.state`;

const TABLE_TEXTS: Readonly<Record<string, string>> = Object.fromEntries(
  REGISTERED_TABLES.map(([table, how]) => [table, tableText(table, how)]),
);

/**
 * The registry's chain and every row it commits to, and the live tables it proves (`tables`: all, unless some are named). A column
 * that a later migration added is empty in rows of before, which is no difference.
 */
export async function compareRegistry(
  sql: Sql,
  tables: readonly string[] = Object.keys(TABLE_TEXTS),
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const texts = tables.flatMap((table) => TABLE_TEXTS[table] ?? []);
  for (const text of [CHAIN, OUTSIDE, ...texts]) {
    const rows = await sql.query<Row>(text);
    findings.push(...rows.map((row) => ({ listId: null, ...row }) as Finding));
  }
  return findings;
}
