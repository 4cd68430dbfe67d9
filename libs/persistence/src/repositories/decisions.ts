import { DomainError } from '#domain/errors';
import type { Act } from '../act.ts';
import { hashOfChanges } from '../changes.ts';
import { refuseUndecided } from './decision-refusals.ts';
import { destinationSql, sideWrongSql } from './destinations.ts';
import { coverage, COVERED_RECORDS, type Work } from './work.ts';

/** Corrected values, already normalised. Null clears a value, an absent one stays. */
export interface RecordValues {
  readonly fullName?: string | null;
  readonly dateOfBirth?: string | null;
  readonly gender?: string | null;
  readonly idNumber?: string | null;
  readonly passportNumber?: string | null;
  readonly nationality?: string | null;
}

export interface Decision {
  readonly recordNo: number;
  /** Null takes a decision back: the record is undecided again. */
  readonly outcome: string | null;
  readonly values: RecordValues;
  readonly note?: string | null;
  /** The version the person saw. */
  readonly version?: number | null;
}

/** The batch that decisions belong to, as it stands in their event. */
export interface BatchMark {
  readonly batchId: string;
  readonly batchNo?: number;
  readonly fileSha256?: string | null;
}

export const VALUE_COLUMNS = {
  full_name: 'fullName',
  date_of_birth: 'dateOfBirth',
  gender: 'gender',
  id_number: 'idNumber',
  passport_number: 'passportNumber',
  nationality: 'nationality',
} as const;

type DecidingStep = 'review' | 'verify';

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

/** One statement: the update, the rows of record_changes it proves and their hash, who decided (separation of duty), and what was reached. */
const decidingText = (outcome: string, set: string, from: string, where: string, source: string) => `
  with ${from === '' ? '' : `${from},`} changed as (
    update records r set ${set}, version = r.version + 1
    from parcels p ${from === '' ? '' : ', d'}
    where ${COVERED_RECORDS} and p.frozen_at is null and ${where}
    returning r.record_no, old.version as old_version, new.version as new_version,
      ${TRACKED.map((column) => `old.${column} as old_${column}, new.${column} as new_${column}`).join(', ')}
  ), written as (
    insert into record_changes (province_code, list_id, event_no, record_no, field, old_value, new_value, source)
    select $1::text, $2::uuid, $6::bigint, changed.record_no, c.field, c.was, c.becomes, '${source}'
    from changed, lateral (values ${TRACKED.map((column) => `('${column}', old_${column}, new_${column})`).join(', ')}) as c(field, was, becomes)
    where c.was is distinct from c.becomes
    union all
    -- Deciding the same again changes nothing but the version, and is an act all the same.
    select $1, $2, $6, record_no, 'version', old_version::text, new_version::text, '${source}' from changed
    where (${TRACKED.map((column) => `old_${column}`).join(', ')}) is not distinct from (${TRACKED.map((column) => `new_${column}`).join(', ')})
    returning record_no, field, old_value, new_value, source
  ), decided as (
    insert into deciders as known (province_code, list_id, step, person_id, records)
    select $1, $2, $3, person, s.records from unnest($7::uuid[]) as person,
      (select range_agg(int4range(record_no, record_no, '[]')) as records from changed having count(*) > 0) s
    on conflict on constraint deciders_pk do update set records = known.records + excluded.records
  )
  select (select ${hashOfChanges} from written) as hash, coalesce(array_agg(record_no), '{}') as reached,
    (count(*) filter (where old_${outcome} is null))::int as first,
    coalesce(array_agg(record_no) filter (where new_police_outcome = 'number_supplied' and coalesce(new_id_number, '') = ''), '{}') as numberless
  from changed`;

interface Reached {
  readonly hash: Buffer;
  readonly reached: readonly number[];
  /** How many of them had no outcome of this step before. */
  readonly first: number;
  /** Decided as `number_supplied`, and still without a number. */
  readonly numberless: readonly number[];
}

/** A foreigner's record is never compared with the population database, so the police have nothing to decide on it. */
export const FOREIGNER = `(r.nationality <> 'VN' or coalesce(r.village_outcome = 'foreigner', false))`;

const GIVEN = `d as (select * from jsonb_to_recordset($8::jsonb) as d("recordNo" integer, outcome text, note text, version integer, values jsonb))`;
const GIVEN_WHERE = `r.record_no = d."recordNo" and r.record_no = any($9::integer[]) and (d.version is null or d.version = r.version)`;

const DECIDE = {
  review: decidingText(
    'village_outcome',
    `village_outcome = d.outcome, village_note = coalesce(d.note, r.village_note), ${valueSetters('d.values')}`,
    GIVEN,
    GIVEN_WHERE,
    'village',
  ),
  verify: decidingText(
    'police_outcome',
    `police_outcome = d.outcome, police_note = coalesce(d.note, r.police_note), side_wrong = ${sideWrongSql('d.outcome')},
     destination = ${destinationSql('r.village_outcome', 'd.outcome')}, ${valueSetters('d.values')}`,
    GIVEN,
    `${GIVEN_WHERE} and not ${FOREIGNER}`,
    'police',
  ),
} as const satisfies Record<DecidingStep, string>;

const ACCEPT = decidingText(
  'police_outcome',
  `police_outcome = r.proposed_outcome, side_wrong = ${sideWrongSql('r.proposed_outcome')},
   destination = ${destinationSql('r.village_outcome', 'r.proposed_outcome')}, ${valueSetters(`coalesce(r.proposed_values, '{}')`)}`,
  '',
  `r.police_outcome is null and r.proposed_outcome is not null and not ${FOREIGNER}
   and ($8::text[] is null or r.proposed_outcome = any($8)) and ($9::integer[] is null or r.record_no = any($9))`,
  'proposal',
);

/**
 * Decides records of a claimed task, all or none. Returns how many of them had no outcome of this step before.
 * @throws DomainError `record_not_found`, `record_not_in_task`, `parcel_frozen`, `version_conflict`, `foreigner_not_queried` or
 * `invalid_value`, with the index of the decision.
 */
export async function decideRecords(
  act: Act,
  work: Work,
  decisions: readonly Decision[],
  batch: BatchMark | null = null,
): Promise<number> {
  const step = decidingStep(work);
  const numbers = decisions.map(({ recordNo }) => recordNo);
  if (new Set(numbers).size !== numbers.length)
    throw new DomainError('invalid_input', { field: 'decisions', reason: 'record_twice' });
  const { hash, reached, first, numberless } = await reach(act, DECIDE[step], [
    ...coverage(work),
    act.nextEventNo(work.listId),
    act.people,
    JSON.stringify(decisions),
    numbers,
  ]);
  if (reached.length !== decisions.length) await refuseUndecided(act, work, decisions, new Set(reached));
  const [recordNo] = numberless;
  if (recordNo !== undefined) {
    const expected = 'the number that was supplied';
    throw new DomainError('invalid_value', {
      ...{ field: 'values.idNumber', index: numbers.indexOf(recordNo), recordNo, expected },
    });
  }
  await act.event(work.listId, {
    type: step === 'review' ? 'records.reviewed' : 'records.verified',
    taskId: work.id,
    payload: {
      count: decisions.length,
      outcomes: countBy(decisions.map(({ outcome }) => outcome ?? 'undone')),
      ...(batch ?? {}),
    },
    changes: hash,
    recordsOnly: true,
  });
  return first;
}

/** Sets the system's proposals as outcomes where nothing is decided yet. Returns how many records that were. */
export async function acceptProposals(
  act: Act,
  work: Work,
  filter: { readonly outcomes?: readonly string[]; readonly recordNos?: readonly number[] },
  batch: BatchMark | null = null,
): Promise<number> {
  const { hash, reached } = await reach(act, ACCEPT, [
    ...coverage(work),
    act.nextEventNo(work.listId),
    act.people,
    filter.outcomes ?? null,
    filter.recordNos ?? null,
  ]);
  if (reached.length > 0) {
    await act.event(work.listId, {
      type: 'proposals.accepted',
      taskId: work.id,
      payload: { count: reached.length, outcomes: filter.outcomes ?? null, ...(batch ?? {}) },
      changes: hash,
      recordsOnly: true,
    });
  }
  return reached.length;
}

async function reach(act: Act, text: string, values: readonly unknown[]): Promise<Reached> {
  const [row] = await act.query<Reached & Record<string, unknown>>(text, values);
  return row as Reached;
}

function decidingStep({ step }: Work): DecidingStep {
  if (step === 'review' || step === 'verify') return step;
  throw new DomainError('act_not_allowed', { act: 'decide', step });
}

function countBy(keys: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
