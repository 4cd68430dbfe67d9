/**
 * SHA-256 over rows of record_changes, as an aggregate: fields are separated by US, rows by RS and in the order of record and field;
 * an absent value is `n`, a present one `v` and the value. Every event commits to its rows by this hash.
 */
export const hashOfChanges = `sha256(convert_to(coalesce(string_agg(
    record_no || E'\\x1f' || field || E'\\x1f' || coalesce('v' || old_value, 'n') || E'\\x1f' || coalesce('v' || new_value, 'n') || E'\\x1f' || source,
    E'\\x1e' order by record_no, field collate "C"), ''), 'UTF8'))`;

/** The same over rows of record_sets, null when there are none. */
export const hashOfSets = `case when count(*) > 0 then sha256(convert_to(string_agg(
    field || E'\\x1f' || coalesce('v' || new_value, 'n') || E'\\x1f' || source || E'\\x1f' || records, E'\\x1e' order by set_no), 'UTF8')) end`;

/** The same over rows of state_changes. */
export const hashOfState = `case when count(*) > 0 then sha256(convert_to(string_agg(
    table_name || E'\\x1f' || row_key || E'\\x1f' || op || E'\\x1f' || changes || E'\\x1f' || db_user, E'\\x1e' order by change_no), 'UTF8')) end`;

const KEY = `where province_code = $1 and list_id = $2 and event_no = $3`;

/** What an event commits to; $4 tells whether rows of record_changes were written for it. */
export const PROOF = `
  select case when $4::boolean then (select ${hashOfChanges} from record_changes ${KEY}) end as changes,
         (select ${hashOfSets} from record_sets ${KEY}) as sets, (select ${hashOfState} from state_changes ${KEY}) as state`;

/** Rows of record_sets from `valued (field, new_value, record_no)`: parameters of the caller name the list, its event and the source. */
export const writtenSets = ({
  province,
  list,
  event,
  commune,
  source,
}: Record<'province' | 'list' | 'event' | 'commune' | 'source', string>): string => `
  insert into record_sets (province_code, list_id, event_no, set_no, commune_code, field, new_value, source, records)
  select ${province}, ${list}, ${event}, (select count(*) from record_sets s where s.province_code = ${province} and s.list_id = ${list} and s.event_no = ${event})
           + row_number() over (order by field, new_value), ${commune}, field, new_value, ${source}, range_agg(int4range(record_no, record_no, '[]'))
  from valued group by field, new_value`;
