import type { Pool } from 'pg';
import { communes } from '../generator/units.ts';
import { Refusal, type Call } from '../http/answers.ts';
import type { Turnstile } from './turnstile.ts';

export interface Facility {
  facilityId: string;
  name: string;
  communeCode: string;
}

export interface Dose {
  doseNo: number;
  /** dd/mm/yyyy; null when nobody wrote it down. */
  date: string | null;
  vaccine: string | null;
  manufacturer: string | null;
  lot: string | null;
  facilityId: string;
}

/** A subject's doses as JSON, for the subject `s`. */
export const DOSES = `(select coalesce(jsonb_agg(jsonb_build_object('doseNo', d.dose_no, 'date', d.given_on, 'vaccine', d.vaccine,
    'manufacturer', d.manufacturer, 'lot', d.lot, 'facilityId', d.facility_id) order by d.dose_no), '[]')
  from platform_doses d where d.subject_id = s.subject_id)`;

/** Where the commune's people were vaccinated: its health station and the district's hospital. Throws Refusal 404. */
export function facilitiesOf(communeCode: string): Facility[] {
  const commune = communes().get(communeCode);
  if (!commune) throw new Refusal(404, { code: 'unknown_commune' });
  return [
    { facilityId: `CSTC-${commune.code}`, name: `Trạm Y tế ${commune.nameWithType}`, communeCode },
    { facilityId: `BV-${commune.code}`, name: `Bệnh viện ${commune.districtName}`, communeCode },
  ];
}

/** The doses of one subject. Throws Refusal 404. */
export async function dosesOf(pool: Pool, subjectId: string): Promise<Dose[]> {
  const { rows } = await pool.query<{ doses: Dose[] }>(
    `select ${DOSES} as doses from platform_subjects s where s.subject_id = $1`,
    [subjectId],
  );
  if (!rows[0]) throw new Refusal(404, { code: 'subject_not_found' });
  return rows[0].doses;
}

/**
 * A facility corrects a dose: what is given is written, what is not stays. The same correction again changes nothing.
 * Throws Refusal 404, and 422 for a value the form would not take.
 */
export async function editDose(pool: Pool, turnstile: Turnstile, call: Call): Promise<{ changed: boolean }> {
  const { date, vaccine, lot, office } = call.json();
  for (const [name, value] of Object.entries({ date, vaccine, lot }))
    if (value !== undefined && (typeof value !== 'string' || value.length > 100))
      throw new Refusal(422, { code: 'invalid_value', field: name });
  if (date !== undefined && !/^\d{2}\/\d{2}\/\d{4}$/.test(String(date)))
    throw new Refusal(422, { code: 'invalid_value', field: 'date', expected: 'dd/mm/yyyy' });
  const { rows } = await turnstile.pass(() =>
    pool.query<{ known: boolean; changed: boolean }>(
      `with d as materialized (select * from platform_doses where subject_id = $1 and dose_no = $2),
       written as (update platform_doses p set given_on = coalesce($3, p.given_on), vaccine = coalesce($4, p.vaccine), lot = coalesce($5, p.lot)
         where p.subject_id = $1 and p.dose_no = $2
           and (coalesce($3, p.given_on), coalesce($4, p.vaccine), coalesce($5, p.lot)) is distinct from (p.given_on, p.vaccine, p.lot) returning p.subject_id),
       moved as (update platform_subjects s set version = s.version + 1, changed_by = $6 where s.subject_id in (select subject_id from written)),
       logged as (insert into effects (system, kind, subject, fieldset, new_values, request_id, idempotency_key, delivery, applied, reason)
         select 'platform', 'dose_edit', $1, '{}', jsonb_build_object('doseNo', $2::int, 'date', $3::text, 'vaccine', $4::text, 'lot', $5::text), $7, $8, $9,
           exists (select from written), case when exists (select from written) then null else 'unchanged' end where exists (select from d))
       select exists (select from d) as known, exists (select from written) as changed`,
      [
        ...[call.params['id'], Number(call.params['no']) || 0, date ?? null, vaccine ?? null, lot ?? null],
        ...[typeof office === 'string' ? office : null, call.requestId, call.idempotencyKey, call.delivery],
      ],
    ),
  );
  if (rows[0]?.known !== true) throw new Refusal(404, { code: 'dose_not_found' });
  return { changed: rows[0].changed };
}
