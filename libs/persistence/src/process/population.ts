import type { JobKey } from '#domain/process/facts';
import { FOREIGNER } from '../repositories/decision-texts.ts';
import { destinationSql } from '../repositories/destinations.ts';
import { SYSTEM, type Act, type Acts } from '../act.ts';
import { writtenSets } from '../changes.ts';
import type { Sql } from '../sql.ts';
import { finishJob } from './jobs.ts';
import { proveSets } from './proving.ts';

export interface RecordToCheck {
  readonly recordNo: number;
  readonly fullName: string | null;
  readonly dateOfBirth: string | null;
  readonly gender: string | null;
  readonly idNumber: string | null;
  readonly nationality: string;
  readonly platformFullName: string | null;
  readonly platformDateOfBirth: string | null;
  readonly platformGender: string | null;
  readonly platformIdNumber: string | null;
}

// Foreigners are never in a query: neither those the platform knows as such nor those the village found out.
const CITIZEN = `not ${FOREIGNER}`;

// Records that come back in a later parcel may have been corrected in between: they are compared anew.
const UNCHECKED = `(r.population_checked_at is null or r.population_checked_at < p.created_at)`;

/** Citizens of a parcel not yet compared in it, in order of their numbers; `limit` at most. */
export function uncheckedRecords(
  sql: Sql,
  listId: string,
  parcelNo: number,
  limit: number,
): Promise<(RecordToCheck & Record<string, unknown>)[]> {
  return sql.query(
    `select r.record_no as "recordNo", r.full_name as "fullName", r.date_of_birth as "dateOfBirth", r.gender,
            r.id_number as "idNumber", r.nationality, r.platform_full_name as "platformFullName",
            r.platform_date_of_birth as "platformDateOfBirth", r.platform_gender as "platformGender", r.platform_id_number as "platformIdNumber"
     from parcels p join records r on r.province_code = p.province_code and r.list_id = p.list_id and r.parcel_no = p.parcel_no
     where p.list_id = $1 and p.parcel_no = $2 and ${CITIZEN} and ${UNCHECKED}
     order by r.record_no limit $3`,
    [listId, parcelNo, limit],
  );
}

export interface CheckedRecord {
  readonly recordNo: number;
  readonly status: string;
  readonly answer: object;
  readonly outcome: string | null;
  readonly values: object | null;
}

/** Stores the answers of one chunk in one statement, with the job's progress. */
export async function storeChecked(
  sql: Sql,
  listId: string,
  job: JobKey,
  rows: readonly CheckedRecord[],
): Promise<void> {
  await sql.query(
    `with stored as (
       update records r set population_status = c.status, population_answer = c.answer, population_checked_at = statement_timestamp(),
              proposed_outcome = c.outcome, proposed_values = c.values
       from parcels p, jsonb_to_recordset($2::jsonb) as c("recordNo" integer, status text, answer jsonb, outcome text, values jsonb)
       where p.list_id = $1 and p.parcel_no::text = $4 and r.province_code = p.province_code and r.list_id = p.list_id
         and r.record_no = c."recordNo" and r.parcel_no = p.parcel_no and ${UNCHECKED}
       returning 1)
     update jobs set done = done + (select count(*) from stored)
     where list_id = $1 and kind = $3 and scope = $4 and run_no = $5`,
    [listId, JSON.stringify(rows), job.kind, job.scope, job.runNo],
  );
}

/** Puts what the chunks have stored under the event that ends them: answers one by one, what many records share as sets. Returns how many answers. */
async function proveChecked(act: Act, listId: string, parcelNo: number): Promise<number> {
  const head = act.head(listId);
  const [row] = await act.query<{ n: number }>(
    `with checked as (
       select r.*, p.created_at as parcel_since from parcels p join records r using (province_code, list_id, parcel_no)
       where p.province_code = $4 and p.list_id = $1 and p.parcel_no = $2 and r.population_status is not null),
     answers as (
       insert into record_changes (province_code, list_id, event_no, record_no, field, old_value, new_value, source)
       select c.province_code, c.list_id, $3, c.record_no, v.field, null, v.value, 'population database'
       from checked c, lateral (values ('population_answer', c.population_answer::text), ('proposed_values', c.proposed_values::text)) as v(field, value)
       where c.population_checked_at >= c.parcel_since and v.value is not null returning 1),
     valued as (
       select v.field, v.value as new_value, c.record_no
       from checked c, lateral (values ('population_status', c.population_status), ('proposed_outcome', c.proposed_outcome),
         ('population_checked_at', to_jsonb(c.population_checked_at) #>> '{}')) as v(field, value)),
     sets as (${writtenSets({ province: '$4', list: '$1', event: '$3', commune: '$5', source: `'population database'` })})
     select count(*)::int as n from answers`,
    [listId, parcelNo, act.nextEventNo(listId), head.provinceCode, head.communeCode],
  );
  return row?.n ?? 0;
}

/** Ends the comparison of a parcel: foreigners pass as exempt, the counts are an event, the officers' task is ready. */
export async function finishPopulationCheck(acts: Acts, listId: string, parcelNo: number): Promise<void> {
  const job: JobKey = { kind: 'population_check', scope: String(parcelNo), runNo: 1 };
  await acts.run({ actor: SYSTEM, lists: [listId] }, (act) =>
    finishJob(act, listId, job, async () => {
      const exempted = await act.query(
        `with exempt as (
         update records r set population_status = 'exempt', police_outcome = 'exempt', side_wrong = 'none',
                destination = ${destinationSql('r.village_outcome', `'exempt'`)}, version = r.version + 1
         from lists l
         where l.id = $1 and r.province_code = l.province_code and r.list_id = l.id and r.parcel_no = $2
           and not (${CITIZEN}) and r.police_outcome is null
         returning r.province_code, r.record_no)
       insert into record_changes (province_code, list_id, event_no, record_no, field, old_value, new_value, source)
       select province_code, $1, $3, record_no, 'police_outcome', null, 'exempt', 'system' from exempt returning 1`,
        [listId, parcelNo, act.nextEventNo(listId)],
      );
      const answered = await proveChecked(act, listId, parcelNo);
      const counts = await act.query<{ status: string; count: number }>(
        `select coalesce(r.population_status, 'none') as status, count(*)::integer as count
       from records r join lists l on l.id = r.list_id and l.province_code = r.province_code
       where r.list_id = $1 and r.parcel_no = $2 group by 1 order by 1`,
        [listId, parcelNo],
      );
      return {
        type: 'population.checked',
        payload: { parcelNo, statuses: Object.fromEntries(counts.map((row) => [row.status, row.count])) },
        changes: exempted.length + answered > 0,
      };
    }),
  );
}

export interface RecordForPopulation {
  readonly recordNo: number;
  readonly outcome: 'population_corrected' | 'supplemented';
  /** The person the check found, null when it found none or several. */
  readonly personId: string | null;
  /** That person's number at the time, to look it up again. */
  readonly knownIdNumber: string | null;
  readonly fullName: string;
  readonly dateOfBirth: string;
  readonly gender: string;
  readonly idNumber: string | null;
}

/** Records of a parcel whose person the police have decided to correct in, or to add to, the population database. */
export function recordsForPopulation(
  sql: Sql,
  listId: string,
  parcelNo: number,
): Promise<(RecordForPopulation & Record<string, unknown>)[]> {
  return sql.query(
    `select r.record_no as "recordNo", r.police_outcome as outcome, r.population_answer ->> 'personId' as "personId",
            r.population_answer -> 'persons' -> 0 ->> 'idNumber' as "knownIdNumber",
            coalesce(r.full_name, '') as "fullName", coalesce(r.date_of_birth, '') as "dateOfBirth", coalesce(r.gender, '') as gender,
            r.id_number as "idNumber"
     from records r join lists l on l.id = r.list_id and l.province_code = r.province_code
     where r.list_id = $1 and r.parcel_no = $2 and r.police_outcome in ('population_corrected','supplemented') and ${CITIZEN}
     order by r.record_no`,
    [listId, parcelNo],
  );
}

/** Stores what became of corrections and supplements: `done`, or a code. */
export async function storePopulationUpdates(
  sql: Sql,
  listId: string,
  rows: readonly { readonly recordNo: number; readonly result: string }[],
): Promise<void> {
  await sql.query(
    `update records r set population_update = c.result
     from lists l, jsonb_to_recordset($2::jsonb) as c("recordNo" integer, result text)
     where l.id = $1 and r.province_code = l.province_code and r.list_id = l.id and r.record_no = c."recordNo"`,
    [listId, JSON.stringify(rows)],
  );
}

/** Ends a round of corrections; the chief's task is ready. */
export async function finishPopulationUpdate(
  acts: Acts,
  listId: string,
  parcelNo: number,
  runNo: number,
): Promise<void> {
  const job: JobKey = { kind: 'population_update', scope: String(parcelNo), runNo };
  await acts.run({ actor: SYSTEM, lists: [listId] }, (act) =>
    finishJob(act, listId, job, async () => {
      await proveSets(act, listId, {
        parcelNo,
        source: 'population database',
        fields: ['population_update'],
      });
      const results = await act.query<{ outcome: string; result: string; count: number }>(
        `select r.police_outcome as outcome, coalesce(r.population_update, 'none') as result, count(*)::integer as count
       from records r join lists l on l.id = r.list_id and l.province_code = r.province_code
       where r.list_id = $1 and r.parcel_no = $2 and r.police_outcome in ('population_corrected','supplemented')
       group by 1, 2 order by 1, 2`,
        [listId, parcelNo],
      );
      return { type: 'population.updated', payload: { parcelNo, results } };
    }),
  );
}
