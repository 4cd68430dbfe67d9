import type { Sql } from '../sql.ts';
import type { Finding } from './findings.ts';
import {
  LIVE_SETS,
  LIVE_TABLES,
  RECORD_PLACE,
  REBUILT_RECORDS,
  REBUILT_ROWS,
  REBUILT_TABLES,
  SAID_SETS,
} from './rebuild.ts';

interface ListKey {
  readonly provinceCode: string;
  readonly listId: string;
}

type Row = Omit<Finding, 'listId'> & Record<string, unknown>;

const array = (names: readonly string[]): string => `'{${names.join(',')}}'::text[]`;

/** What chunks of a machine step have stored before the event that ends the step. */
const PENDING: Readonly<Record<string, readonly string[]>> = {
  population_check: [
    'population_status',
    'population_answer',
    'population_checked_at',
    'proposed_outcome',
    'proposed_values',
  ],
  population_update: ['population_update'],
  platform_update: ['update_state', 'update_kind', 'update_failure', 'updated_at'],
  verification: ['verification_result'],
};

const RECORDS = `
  with ${REBUILT_RECORDS},
  pending as (
    select scope, array_agg(f.field) as fields from jobs j
    join lateral unnest(case j.kind ${Object.entries(PENDING)
      .map(([kind, fields]) => `when '${kind}' then ${array(fields)}`)
      .join(' ')} end) as f(field) on true
    where j.province_code = $1 and j.list_id = $2 and j.state <> 'done' group by scope),
  live as materialized (
    select r.record_no, r.commune_code, jsonb_strip_nulls(to_jsonb(r) - ${array(RECORD_PLACE)}) as state,
      coalesce((select fields from pending where scope = r.parcel_no::text), '{}') as pending
    from records r where r.province_code = $1 and r.list_id = $2 and r.record_no > $4 and r.record_no <= $5),
  compared as (
    select record_no, b.state as built, v.state as live, v.commune_code, coalesce(v.pending, '{}') as pending
    from rebuilt b full join live v using (record_no))
  select 'records' as "table", c.record_no::text as row, d.name as "column", d.problem
  from compared c, lateral (
    select '*' as name, case when c.built is null then 'unproven' else 'missing' end as problem where c.built is null or c.live is null
    union all
    select 'commune_code', 'differs' where c.commune_code <> (select commune_code from lists where id = $2)
    union all
    select coalesce(x.key, y.key), 'differs' from jsonb_each(c.built) x full join jsonb_each(c.live) y using (key)
    where c.built is not null and c.live is not null and c.built is distinct from c.live
      and x.value is distinct from y.value and coalesce(x.key, y.key) <> all (c.pending)) d
  where c.built is distinct from c.live or c.commune_code is distinct from (select commune_code from lists where id = $2)`;

// Whole rows at once, without naming columns; what differs, or does not fit, is looked at by `RECORDS`.
const ROWS = `
  with ${REBUILT_ROWS}
  select count(*)::int as differing from (select record_no from l union select record_no from r) n
  left join rebuilt b using (record_no) left join r on r.record_no = n.record_no
  where b.built is null or b.built is distinct from r`;

const SETS = `
  with ${SAID_SETS}, ${LIVE_SETS}
  select count(*)::int as differing from said full join live on live.field = said.field and coalesce('v' || live.value, 'n') = coalesce('v' || said.value, 'n')
  where said.records is distinct from live.records`;

const TABLES = `
  with ${REBUILT_TABLES}, live as (${LIVE_TABLES})
  select table_name as "table", row_key as row, d.name as "column", d.problem
  from rows b full join live v using (table_name, row_key), lateral (
    select '*' as name, case when b.state is null then 'unproven' else 'missing' end as problem where b.state is null or v.state is null
    union all
    select coalesce(x.key, y.key), 'differs' from jsonb_each(b.state) x full join jsonb_each(v.state) y using (key)
    where b.state is not null and v.state is not null and x.value is distinct from y.value) d
  where b.state is distinct from v.state`;

// Who decided which records (separation of duty) follows from the events of deciding: the actor, and whoever he acted for. The other duties
// (who compiled, consolidated, signed, received, updated) stand in the same table and change under events like tasks.
const DECIDERS = `
  with touched as materialized (
    select event_no, range_agg(int4range(record_no, record_no, '[]')) as records from record_changes
    where province_code = $1 and list_id = $2 group by event_no),
  built as (
    select case e.type when 'records.reviewed' then 'review' else 'verify' end as step, a.person_id, range_agg(t.records) as records
    from touched t join events e on e.province_code = $1 and e.list_id = $2 and e.event_no = t.event_no,
      lateral (values (e.actor_person_id), ((e.body::jsonb -> 'onBehalfOf' ->> 'personId')::uuid)) as a(person_id)
    where e.type in ('records.reviewed', 'records.verified', 'proposals.accepted') and a.person_id is not null group by 1, 2)
  select 'deciders' as "table", step || '/' || person_id as row, case when b.records is null or v.records is null then '*' else 'records' end as "column",
    case when b.records is null then 'unproven' when v.records is null then 'missing' else 'differs' end as problem
  from built b full join (select step, person_id, records from deciders where province_code = $1 and list_id = $2 and step in ('review', 'verify')) v using (step, person_id)
  where b.records is distinct from v.records`;

const WINDOW = 5_000;

/** The live tables of a list against what its events build: the records in windows, so that memory does not grow with the list. */
export async function compareTables(sql: Sql, { provinceCode, listId }: ListKey): Promise<Finding[]> {
  const key = [provinceCode, listId];
  const rows = [...(await sql.query<Row>(TABLES, [...key, null])), ...(await sql.query<Row>(DECIDERS, key))];
  const [last] = await sql.query<{ no: number }>(
    `select greatest((select max(record_no) from records where province_code = $1 and list_id = $2),
                     (select max(record_no) from record_changes where province_code = $1 and list_id = $2 and field = '*')) as no`,
    key,
  );
  for (let after = 0; after < (last?.no ?? 0); after += WINDOW) {
    const window = [...key, null, after, after + WINDOW];
    if (await differ(sql, window)) rows.push(...(await sql.query<Row>(RECORDS, window)));
  }
  return rows.map((row) => ({ listId, ...row }) as Finding);
}

/** Whether any record of a window differs. Also true when it cannot be told quickly: a machine step is under way, or a value fits no column. */
async function differ(sql: Sql, [provinceCode, listId, ...window]: readonly unknown[]): Promise<boolean> {
  const [list] = await sql.query<{ commune: string; busy: boolean }>(
    `select commune_code as commune, exists (select from jobs j where j.list_id = l.id and j.state <> 'done') as busy from lists l where id = $1`,
    [listId],
  );
  if (list === undefined || list.busy) return true;
  await sql.query('savepoint rows');
  // PostgreSQL knows nothing of how many rows the parts of these statements have, and takes them for one.
  await sql.query('set local enable_nestloop = off');
  try {
    const [found] = await sql.query<{ differing: number }>(ROWS, [
      ...[provinceCode, listId, ...window],
      list.commune,
    ]);
    if (found?.differing !== 0) return true;
    const [sets] = await sql.query<{ differing: number }>(SETS, [provinceCode, listId, null]);
    await sql.query('set local enable_nestloop = on');
    return sets?.differing !== 0;
  } catch (error) {
    if (!/^22/.test((error as { code?: string }).code ?? '')) throw error;
    await sql.query('rollback to savepoint rows');
    return true;
  }
}
