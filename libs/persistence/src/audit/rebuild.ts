import { destinationSql, sideWrongSql } from '../repositories/destinations.ts';

/** Columns of `records` that are named by their list alone and are no state of the record. */
export const RECORD_PLACE = ['province_code', 'list_id', 'record_no', 'commune_code'] as const;
/** Columns of `lists` that are no state: liveness, and the head of the chain, which the chain itself proves. */
export const LIST_HEAD = ['event_no', 'head_hash', 'last_event_at', 'heard_at'] as const;
export const CAPTURED_TABLES = ['lists', 'parcels', 'tasks', 'handovers'] as const;
export type CapturedTable = (typeof CAPTURED_TABLES)[number];

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(',');

const WHOLE = ['parcel_no', 'platform_version', 'version'] as const;
const JSON_FIELDS = ['population_answer', 'proposed_values', 'hints'] as const;
/** Rows that machine steps write: they change no version. */
const MACHINE = ['*', 'population_answer', 'proposed_values'] as const;

const typed = (field: string, value: string): string => `case
    when ${value} is null then 'null'::jsonb
    when ${field} in (${quoted(JSON_FIELDS)}) then ${value}::jsonb
    when ${field} in (${quoted(WHOLE)}) then to_jsonb(${value}::integer)
    else to_jsonb(${value}) end`;

/** Up to this event (null: all). Parameters $1 province, $2 list, $3 event, $4 record after which, $5 last record. */
const UPTO = `province_code = $1 and list_id = $2 and ($3::bigint is null or event_no <= $3)`;
const WINDOW = `record_no > $4::integer and record_no <= $5::integer`;

/**
 * CTEs that build a list's records from what its events commit to: `rebuilt (record_no, state)`, state as JSON without nulls. The row
 * as it was loaded comes first, then every change in the order of events; of a field, the last value stands. Where a record goes
 * and which side was wrong follow from its outcomes by the domain's tables, as they do in the acts.
 */
export const REBUILT_RECORDS = `
  loaded as materialized (
    select record_no, new_value::jsonb as state from record_changes where ${UPTO} and ${WINDOW} and field = '*'),
  changed as materialized (
    select record_no, event_no, field, ${typed('field', 'new_value')} as value, field not in (${quoted(MACHINE)}) as counts
    from record_changes where ${UPTO} and ${WINDOW} and field <> '*'
    union all
    select n as record_no, s.event_no, s.field, ${typed('s.field', 's.new_value')}, false
    from (select * from record_sets where ${UPTO}) s, unnest(s.records) as span,
      generate_series(greatest(lower(span), $4::integer + 1), least(upper(span) - 1, $5::integer)) as n),
  folded as materialized (
    select record_no, jsonb_object_agg(field, value order by event_no) - 'version' as state,
      count(distinct event_no) filter (where counts) as versions
    from changed group by record_no),
  merged as materialized (
    select record_no, l.state || coalesce(f.state, '{}') || jsonb_build_object('version', coalesce((l.state ->> 'version')::bigint, 1) + coalesce(f.versions, 0)) as state,
      f.state ? 'destination' as settled
    from loaded l left join folded f using (record_no)),
  rebuilt as materialized (
    select record_no, jsonb_strip_nulls(state || jsonb_build_object(
      'side_wrong', ${sideWrongSql(`(state ->> 'police_outcome')`)},
      'destination', case when settled then state ->> 'destination' else ${destinationSql(`(state ->> 'village_outcome')`, `(state ->> 'police_outcome')`)} end)) as state
    from merged)`;

/**
 * CTEs that build the rows of the captured tables: `rows (table_name, row_key, state)`. Parameters $1 to $3.
 */
export const REBUILT_TABLES = `
  steps as materialized (
    select c.table_name, c.row_key, c.event_no, c.change_no, c.op, e.key, e.value
    from (select * from state_changes where ${UPTO}) c left join lateral jsonb_each(c.changes) e on c.op <> 'delete'),
  rows as materialized (
    select table_name, row_key, jsonb_strip_nulls(jsonb_object_agg(key, value order by event_no, change_no) filter (where key is not null)) as state
    from steps group by 1, 2
    having (array_agg(op order by event_no desc, change_no desc))[1] <> 'delete')`;
