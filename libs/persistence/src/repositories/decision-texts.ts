import { hashOfChanges } from '../changes.ts';
import { destinationSql, sideWrongSql } from './destinations.ts';
import { RECORD_VIEW_FIELDS, recordView } from './records.ts';
import { CHANGEABLE_RECORDS } from './work.ts';

export const VALUE_COLUMNS = {
  full_name: 'fullName',
  date_of_birth: 'dateOfBirth',
  gender: 'gender',
  id_number: 'idNumber',
  passport_number: 'passportNumber',
  nationality: 'nationality',
} as const;

export type DecidingStep = 'review' | 'verify';

const valueSetters = (values: string) =>
  Object.entries(VALUE_COLUMNS)
    .map(
      ([column, key]) =>
        `${column} = case when ${values} ? '${key}' then ${values} ->> '${key}' else r.${column} end`,
    )
    .join(', ');

/** Everything that may differ afterwards; what follows from the outcomes (destination, side) is no change of its own. */
const TRACKED = [
  'village_outcome',
  'village_note',
  'police_outcome',
  'police_note',
  ...Object.keys(VALUE_COLUMNS),
];

interface Deciding {
  /** The column of the outcome. */
  readonly outcome: 'village_outcome' | 'police_outcome';
  readonly set: string;
  /** A table `d` of what is given, as a CTE; absent: all is in the records already. */
  readonly given?: string;
  readonly where: string;
  readonly source: string;
}

/** The record as it is afterwards, for one that is decided alone: asking for it again would be a statement more. */
const SHOWN = {
  from: ', parcels p',
  where: 'and p.province_code = $1 and p.list_id = $2 and p.parcel_no = r.parcel_no',
  columns: `, ${recordView('$10')}`,
  select: `select summed.*, ${RECORD_VIEW_FIELDS.map((field) => `c."${field}"`).join(', ')} from summed left join changed c on true`,
} as const;
const NOT_SHOWN = { from: '', where: '', columns: '', select: 'select * from summed' } as const;

/**
 * One statement: the update, the rows of record_changes it proves and their hash, who decided (separation of duty), and what was reached.
 * `alone`: a single record, which comes back as it is afterwards; $10 tells whether with the population database's answer.
 */
const decidingText = ({ outcome, set, given, where, source }: Deciding, alone = false): string => {
  const shown = alone ? SHOWN : NOT_SHOWN;
  return `
  with ${given === undefined ? '' : `${given},`} changed as (
    update records r set ${set}, version = r.version + 1
    ${given === undefined ? '' : `from d${shown.from}`}
    where ${CHANGEABLE_RECORDS} and ${where} ${shown.where}
    returning r.record_no, old.version as old_version, new.version as new_version,
      ${TRACKED.map((column) => `old.${column} as old_${column}, new.${column} as new_${column}`).join(', ')}${shown.columns}
  ), proving as materialized (
    select changed.record_no, c.field, c.was as old_value, c.becomes as new_value, '${source}' as source
    from changed, lateral (values ${TRACKED.map((column) => `('${column}', old_${column}, new_${column})`).join(', ')}) as c(field, was, becomes)
    where c.was is distinct from c.becomes
    union all
    -- Deciding the same again changes nothing but the version, and is an act all the same.
    select record_no, 'version', old_version::text, new_version::text, '${source}' from changed
    where (${TRACKED.map((column) => `old_${column}`).join(', ')}) is not distinct from (${TRACKED.map((column) => `new_${column}`).join(', ')})
  ), written as (
    -- Without returning: that would ask for each row whether it may be seen again.
    insert into record_changes (province_code, list_id, event_no, record_no, field, old_value, new_value, source)
    select $1::text, $2::uuid, $6::bigint, record_no, field, old_value, new_value, source from proving
  ), decided as (
    insert into deciders as known (province_code, list_id, step, person_id, records)
    select $1, $2, $3, person, s.records from unnest($7::uuid[]) as person,
      (select range_agg(int4range(record_no, record_no, '[]')) as records from changed having count(*) > 0) s
    on conflict on constraint deciders_pk do update set records = known.records + excluded.records
  ), summed as (
    select (select ${hashOfChanges} from proving) as hash, coalesce(array_agg(record_no), '{}') as reached,
      (count(*) filter (where old_${outcome} is null))::int as first,
      coalesce(array_agg(record_no) filter (where new_police_outcome = 'number_supplied' and coalesce(new_id_number, '') = ''), '{}') as numberless
    from changed)
  ${shown.select}`;
};

/** A foreigner's record is never compared with the population database, so the police have nothing to decide on it. */
export const FOREIGNER = `(r.nationality <> 'VN' or coalesce(r.village_outcome = 'foreigner', false))`;

const GIVEN = `d as (select * from jsonb_to_recordset($8::jsonb) as d("recordNo" integer, outcome text, note text, version integer, values jsonb))`;
const GIVEN_WHERE = `r.record_no = d."recordNo" and r.record_no = any($9::integer[]) and (d.version is null or d.version = r.version)`;

const REVIEW: Deciding = {
  outcome: 'village_outcome',
  set: `village_outcome = d.outcome, village_note = coalesce(d.note, r.village_note), ${valueSetters('d.values')}`,
  given: GIVEN,
  where: GIVEN_WHERE,
  source: 'village',
};
const VERIFY: Deciding = {
  outcome: 'police_outcome',
  set: `police_outcome = d.outcome, police_note = coalesce(d.note, r.police_note), side_wrong = ${sideWrongSql('d.outcome')},
     destination = ${destinationSql('r.village_outcome', 'd.outcome')}, ${valueSetters('d.values')}`,
  given: GIVEN,
  where: `${GIVEN_WHERE} and not ${FOREIGNER}`,
  source: 'police',
};

/** Decisions by step: $6 is the event, $7 who decides, $8 the decisions as JSON, $9 their records' numbers. */
export const DECIDE = {
  review: decidingText(REVIEW),
  verify: decidingText(VERIFY),
} as const satisfies Record<DecidingStep, string>;

/** The same for one record, which comes back as it is afterwards. */
export const DECIDE_ONE = {
  review: decidingText(REVIEW, true),
  verify: decidingText(VERIFY, true),
} as const satisfies Record<DecidingStep, string>;

/** The system's proposals as outcomes: $6 is the event, $7 who accepts, $8 outcomes and $9 numbers to choose from, null for all. */
export const ACCEPT = decidingText({
  outcome: 'police_outcome',
  set: `police_outcome = r.proposed_outcome, side_wrong = ${sideWrongSql('r.proposed_outcome')},
   destination = ${destinationSql('r.village_outcome', 'r.proposed_outcome')}, ${valueSetters(`coalesce(r.proposed_values, '{}')`)}`,
  where: `r.police_outcome is null and r.proposed_outcome is not null and not ${FOREIGNER}
   and ($8::text[] is null or r.proposed_outcome = any($8)) and ($9::integer[] is null or r.record_no = any($9))`,
  source: 'proposal',
});
