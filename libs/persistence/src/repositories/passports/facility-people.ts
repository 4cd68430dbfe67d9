import { DomainError } from '#domain/errors';
import type { Act } from '../../act.ts';
import { WAITS_FOR_FACILITY } from '../../process/passports/days.ts';
import type { Sql } from '../../sql.ts';

export interface DoseView {
  readonly doseNo: number;
  readonly date: string | null;
  readonly vaccine: string | null;
  readonly manufacturer: string | null;
  readonly lot: string | null;
  readonly officeId: string;
  readonly signed: boolean;
}

/** A vaccinee as the facility checks him. */
export interface VaccineeView {
  readonly subjectId: string;
  readonly fullName: string | null;
  readonly dateOfBirth: string | null;
  readonly gender: string | null;
  readonly nationality: string | null;
  readonly idNumber: string | null;
  readonly passportNumber: string | null;
  readonly eligible: boolean;
  /** Codes of everything that keeps him from a certificate; the domain has the words. */
  readonly reasons: readonly string[];
  readonly setAsideReason: string | null;
  /** Whether the present facility's signature is what he waits for. */
  readonly waitsForUs: boolean;
  readonly doses: readonly DoseView[];
  readonly passport: { readonly state: string; readonly issuedAt: string; readonly expiresAt: string } | null;
}

export const PEOPLE_STATES = ['waiting', 'refused', 'issued', 'all'] as const;
export type PeopleState = (typeof PEOPLE_STATES)[number];

const OWN_UNSIGNED = `exists (select from doses d where d.province_code = v.province_code and d.subject_id = v.subject_id and d.office_id = $1 and d.signed_at is null)`;
const STATE: Readonly<Record<PeopleState, string>> = {
  waiting: `${WAITS_FOR_FACILITY} and ${OWN_UNSIGNED}`,
  refused: `not v.eligible and not ${WAITS_FOR_FACILITY}`,
  issued: `exists (select from passports p where p.province_code = v.province_code and p.subject_id = v.subject_id and p.state = 'active')`,
  all: 'true',
};

/** One more than `limit` people with a dose of the office, after a subject, in the order of subjects. */
export function readVaccinees(
  sql: Sql,
  officeId: string,
  { state, after, limit }: { state: PeopleState; after: string; limit: number },
): Promise<VaccineeView[]> {
  return sql.query<VaccineeView & Record<string, unknown>>(
    `select v.subject_id as "subjectId", v.full_name as "fullName", v.date_of_birth as "dateOfBirth", v.gender, v.nationality, v.id_number as "idNumber",
       v.passport_number as "passportNumber", v.eligible, v.reasons, v.set_aside_reason as "setAsideReason",
       ${WAITS_FOR_FACILITY} and ${OWN_UNSIGNED} as "waitsForUs",
       (select jsonb_agg(jsonb_build_object('doseNo', d.dose_no, 'date', d.given_on, 'vaccine', d.vaccine, 'manufacturer', d.manufacturer, 'lot', d.lot,
          'officeId', d.office_id, 'signed', d.signed_at is not null) order by d.dose_no)
        from doses d where d.province_code = v.province_code and d.subject_id = v.subject_id) as doses,
       (select jsonb_build_object('state', p.state, 'issuedAt', p.issued_at, 'expiresAt', p.expires_at) from passports p
        where p.province_code = v.province_code and p.subject_id = v.subject_id order by p.generation desc limit 1) as passport
     from (select distinct province_code, subject_id from doses where office_id = $1 and subject_id > $2) mine
     join vaccinees v on v.province_code = mine.province_code and v.subject_id = mine.subject_id
     where ${STATE[state]} order by v.subject_id limit $3`,
    [officeId, after, limit + 1],
  );
}

/** How many wait, and how many are kept back by which reason. */
export async function countVaccinees(
  sql: Sql,
  officeId: string,
): Promise<{ waiting: number; eligible: number; reasons: Record<string, number> }> {
  const [row] = await sql.query<{
    waiting: number;
    eligible: number;
    reasons: Record<string, number> | null;
  }>(
    `with mine as (select v.* from vaccinees v where exists (select from doses d where d.province_code = v.province_code and d.subject_id = v.subject_id and d.office_id = $1))
     select (select count(*) from mine v where ${STATE.waiting})::integer as waiting, (select count(*) from mine where eligible)::integer as eligible,
       (select jsonb_object_agg(reason, n) from (select r.reason, count(*) as n from mine cross join unnest(mine.reasons) as r(reason) group by 1) x) as reasons`,
    [officeId],
  );
  return { waiting: row?.waiting ?? 0, eligible: row?.eligible ?? 0, reasons: row?.reasons ?? {} };
}

export interface SetAside {
  readonly subjectId: string;
  /** Null takes the person back. */
  readonly reason: string | null;
  /** Names the dose that is wrong: its facility gets the task to correct it. */
  readonly doseNo?: number | undefined;
}
export interface SetAsideAnswer {
  readonly subjectId: string;
  readonly result: 'done' | 'not_found' | 'unknown_dose';
}

/**
 * Sets people aside, or takes them back; a wrong dose becomes a correction of the facility that gave it. Answers item by item, in one
 * statement for all.
 */
export async function setAside(
  act: Act,
  officeId: string,
  items: readonly SetAside[],
): Promise<SetAsideAnswer[]> {
  const subjects = items.map(({ subjectId }) => subjectId);
  if (new Set(subjects).size !== subjects.length)
    throw new DomainError('invalid_value', { field: 'items', reason: 'person_twice' });
  const answers = await act.query<SetAsideAnswer & Record<string, unknown>>(
    `with asked as materialized (
       select a."subjectId" as subject_id, a.reason, a."doseNo" as dose_no, v.province_code, v.commune_code, d.office_id,
         case when v.subject_id is null then 'not_found' when a."doseNo" is not null and d.office_id is null then 'unknown_dose' else 'done' end as result
       from jsonb_to_recordset($2::jsonb) as a("subjectId" text, reason text, "doseNo" integer)
       left join vaccinees v on v.subject_id = a."subjectId" and exists (select from doses o where o.province_code = v.province_code and o.subject_id = v.subject_id and o.office_id = $1)
       left join doses d on d.province_code = v.province_code and d.subject_id = v.subject_id and d.dose_no = a."doseNo"),
     aside as (
       update vaccinees v set set_aside_reason = a.reason from asked a
       where a.result = 'done' and v.province_code = a.province_code and v.subject_id = a.subject_id),
     opened as (
       insert into passport_corrections (id, province_code, subject_id, commune_code, dose_no, kind, office_id, source_office_id, note, opened_by, opened_at)
       select gen_random_uuid(), a.province_code, a.subject_id, a.commune_code, a.dose_no, 'dose', a.office_id, $1, a.reason, $3, $4 from asked a
       where a.result = 'done' and a.dose_no is not null and a.reason is not null
         and not exists (select from passport_corrections c where c.province_code = a.province_code and c.subject_id = a.subject_id and c.dose_no = a.dose_no and c.state = 'open'))
     select subject_id as "subjectId", result from asked order by subject_id`,
    [officeId, JSON.stringify(items), act.actor.personId, act.now],
  );
  const count = (wanted: boolean) =>
    items.filter(
      ({ subjectId, reason }) =>
        (reason === null) === wanted && answers.some((a) => a.subjectId === subjectId && a.result === 'done'),
    ).length;
  await passportEvent(act, officeId, 'people.set_aside', {
    ...{
      setAside: count(false),
      takenBack: count(true),
      doseErrors: items.filter(({ doseNo }) => doseNo !== undefined).length,
    },
  });
  return answers;
}

/** Extends the office's chain with what happened; ids, counts and codes only. */
export async function passportEvent(
  act: Act,
  officeId: string,
  type: string,
  payload: object,
): Promise<void> {
  await act.query(
    `select passport_event($1, (select province_code from offices where id = $1), $2, $3, $4::jsonb)`,
    [
      officeId,
      type,
      act.actor.personId,
      JSON.stringify({ ...payload, onBehalfOf: act.represented?.personId ?? null }),
    ],
  );
}
