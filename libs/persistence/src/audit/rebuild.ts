import { destinationSql, sideWrongSql } from '../repositories/destinations.ts';

/** Columns of `records` that are named by their list alone and are no state of the record. */
export const RECORD_PLACE = ['province_code', 'list_id', 'record_no', 'commune_code'] as const;
/** Columns of `lists` that are no state: liveness, and the head of the chain, which the chain itself proves. */
export const LIST_HEAD = ['event_no', 'head_hash', 'last_event_at', 'heard_at'] as const;
export const CAPTURED_TABLES = [
  'lists',
  'parcels',
  'tasks',
  'handovers',
  'task_notices',
  'deciders',
] as const;
export type CapturedTable = (typeof CAPTURED_TABLES)[number];

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(',');

const WHOLE = ['parcel_no', 'platform_version', 'version'] as const;
const JSON_FIELDS = ['population_answer', 'proposed_values', 'hints'] as const;
/** Rows that machine steps write: they change no version. */
const MACHINE = ['*', 'population_answer', 'proposed_values'] as const;

/** A value as JSON. What somebody has changed need not fit its column any more, and must be shown and not end the comparison. */
const typed = (field: string, value: string): string => `case
    when ${value} is null then 'null'::jsonb
    when ${field} in (${quoted(JSON_FIELDS)}) and ${value} is json then ${value}::jsonb
    when ${field} in (${quoted(WHOLE)}) and ${value} ~ '^[0-9]{1,9}$' then to_jsonb(${value}::integer)
    else to_jsonb(${value}) end`;

/** Up to this event (null: all). Parameters $1 province, $2 list, $3 event, $4 record after which, $5 last record. */
const UPTO = `province_code = $1 and list_id = $2 and ($3::bigint is null or event_no <= $3)`;
const WINDOW = `record_no > $4::integer and record_no <= $5::integer`;

/** Fields that events give many records at once and no other way, with their type; all are empty in a record as it was loaded, but its parcel. */
export const SET_FIELDS = [
  ...['parcel_no', 'population_status', 'proposed_outcome', 'population_checked_at', 'population_update'],
  ...['update_state', 'update_kind', 'update_failure', 'updated_at', 'verification_result'],
] as const;

const DERIVED = `jsonb_build_object(
  'version', case when l.state ->> 'version' ~ '^[0-9]{1,9}$' then (l.state ->> 'version')::bigint else 1 end + coalesce(f.versions, 0),
  'side_wrong', ${sideWrongSql(`(f.state ->> 'police_outcome')`)},
  'destination', case when f.state ? 'destination' then f.state ->> 'destination'
    else ${destinationSql(`(f.state ->> 'village_outcome')`, `(f.state ->> 'police_outcome')`)} end)`;

/** Records as they were loaded, `l`, and every change since, `f`: of a field the last value stands. `sets` says which sets count. */
const folded = (sets: string): string => `
  l as materialized (
    select record_no, case when new_value is json object then new_value::jsonb else '{}' end as state
    from record_changes where ${UPTO} and ${WINDOW} and field = '*'),
  changed as materialized (
    select record_no, event_no, field, ${typed('field', 'new_value')} as value, field not in (${quoted(MACHINE)}) as counts
    from record_changes where ${UPTO} and ${WINDOW} and field <> '*'
    union all
    select n as record_no, s.event_no, s.field, ${typed('s.field', 's.new_value')}, false
    from (select * from record_sets where ${UPTO} and ${sets}) s, unnest(s.records) as span,
      generate_series(greatest(lower(span), $4::integer + 1), least(upper(span) - 1, $5::integer)) as n),
  f as materialized (
    select record_no, jsonb_object_agg(field, value order by event_no) filter (where field <> 'version') as state,
      count(distinct event_no) filter (where counts) as versions
    from changed group by record_no)`;

/**
 * CTEs that build a list's records from what its events commit to: `rebuilt (record_no, state)`, state as JSON without nulls. The row
 * as it was loaded comes first, then every change in the order of events. Where a record goes and which side was wrong follow from
 * its outcomes by the domain's tables, as they do in the acts; nothing is decided when a record is loaded.
 */
export const REBUILT_RECORDS = `${folded('true')},
  rebuilt as materialized (
    select record_no, jsonb_strip_nulls(l.state || (coalesce(f.state, '{}') || ${DERIVED})) as state from l left join f using (record_no))`;

/**
 * The same as whole rows of the table, `rebuilt (record_no, built)`, for the live rows `r`: quicker, and it fails when a value does not fit
 * its column. Fields that come in sets are taken from the live row: they are compared set by set.
 */
export const REBUILT_ROWS = `${folded(`field not in (${quoted(SET_FIELDS)})`)},
  r as materialized (select * from records where province_code = $1 and list_id = $2 and record_no > $4 and record_no <= $5),
  rebuilt as materialized (
    select record_no, jsonb_populate_record(null::records, l.state || (coalesce(f.state, '{}') || ${DERIVED} ||
      jsonb_build_object('province_code', $1::text, 'list_id', $2::uuid, 'record_no', record_no, 'commune_code', $6::text,
        ${SET_FIELDS.map((field) => `'${field}', r.${field}`).join(', ')}))) as built
    from l join r using (record_no) left join f using (record_no))`;

/**
 * Which records have which value of the fields that come in sets, by the events: `said (field, value, records)`. A later set takes its
 * records from the earlier ones; who is in none has what was loaded.
 */
export const SAID_SETS = `
  s as materialized (
    select field, new_value as value, records, event_no, set_no from record_sets where ${UPTO} and field in (${quoted(SET_FIELDS)})),
  loaded as materialized (
    select coalesce(range_agg(int4range(record_no, record_no, '[]')), '{}') as records from record_changes where ${UPTO} and field = '*'),
  standing as (
    select s.field, s.value, s.records - coalesce((
      select range_agg(t.records) from s t where t.field = s.field and (t.event_no, t.set_no) > (s.event_no, s.set_no)), '{}') as records from s
    union all
    select f.field, case f.field when 'parcel_no' then '1' end, loaded.records - coalesce((select range_agg(s.records) from s where s.field = f.field), '{}')
    from loaded, unnest('{${SET_FIELDS.join(',')}}'::text[]) as f(field)),
  said as materialized (
    select field, value, range_agg(records) as records from standing where not isempty(records) group by field, value)`;

/** The same by the live rows: `live (field, value, records)`. */
export const LIVE_SETS = `
  live as materialized (
    select v.field, v.value, range_agg(int4range(r.record_no, r.record_no, '[]')) as records
    from records r, lateral (values ${SET_FIELDS.map((field) => `('${field}', to_jsonb(r.${field}) #>> '{}')`).join(', ')}) as v(field, value)
    where r.province_code = $1 and r.list_id = $2 group by v.field, v.value)`;

/**
 * CTEs that build the rows of the captured tables: `rows (table_name, row_key, state)`. Parameters $1 to $3. Jobs stood here once; the registry proves them.
 */
export const REBUILT_TABLES = `
  steps as materialized (
    select c.table_name, c.row_key, c.event_no, c.change_no, c.op, e.key, e.value
    from (select * from state_changes where ${UPTO} and table_name <> 'jobs') c left join lateral jsonb_each(c.changes) e on c.op <> 'delete'),
  rows as materialized (
    select table_name, row_key, jsonb_strip_nulls(jsonb_object_agg(key, value order by event_no, change_no) filter (where key is not null)) as state
    from steps group by 1, 2
    having (array_agg(op order by event_no desc, change_no desc))[1] <> 'delete')`;

/** Key of a row within its list, as the capturing trigger writes it. */
const KEYS: Readonly<Record<CapturedTable, string>> = {
  lists: 't.id::text',
  parcels: 't.parcel_no::text',
  tasks: 't.id::text',
  handovers: 't.id::text',
  task_notices: `t.task_id || '/' || t.kind || '/' || t.no`,
  deciders: `t.step || '/' || t.person_id`,
};

const PLACES: Readonly<Partial<Record<CapturedTable, string>>> = {
  lists: 't.id = $2',
  task_notices: 't.task_id in (select id from tasks where list_id = $2)',
  // Who reviewed and verified follows from the events of deciding, and is compared with them.
  deciders: `t.list_id = $2 and t.step not in ('review', 'verify')`,
};

/** The captured tables as they are now: rows `(table_name, row_key, state)`. Parameter $2 is the list. */
export const LIVE_TABLES = CAPTURED_TABLES.map((table) => {
  const state = table === 'lists' ? `to_jsonb(t) - '{${LIST_HEAD.join(',')}}'::text[]` : 'to_jsonb(t)';
  return `select '${table}' as table_name, ${KEYS[table]} as row_key, jsonb_strip_nulls(${state}) as state from ${table} t where ${PLACES[table] ?? 't.list_id = $2'}`;
}).join(' union all ');
