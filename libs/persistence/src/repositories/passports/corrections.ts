import { randomUUID } from 'node:crypto';
import { DomainError } from '#domain/errors';
import type { Act } from '../../act.ts';
import { PASSPORTS } from '../../process/passports/renewals.ts';
import type { Sql } from '../../sql.ts';
import { passportEvent } from './facility-people.ts';

export interface CorrectionView {
  readonly id: string;
  readonly subjectId: string;
  readonly doseNo: number | null;
  readonly kind: 'dose' | 'holder' | 'drift' | 'renewal';
  readonly officeId: string;
  /** The office that found or caused it. */
  readonly sourceOfficeId: string | null;
  readonly note: string | null;
  readonly fields: readonly string[];
  readonly state: 'open' | 'resolved';
  readonly version: number;
  readonly openedAt: Date;
  readonly dueAt: Date | null;
  readonly resolvedAt: Date | null;
  readonly resolution: string | null;
}

const COLUMNS = `c.id, c.subject_id as "subjectId", c.dose_no as "doseNo", c.kind, c.office_id as "officeId", c.source_office_id as "sourceOfficeId", c.note, c.fields,
  c.state, c.version, c.opened_at as "openedAt", c.due_at as "dueAt", c.resolved_at as "resolvedAt", c.resolution`;

/** One more than `limit` corrections of the office in a state, oldest first, after a position. */
export function readCorrections(
  sql: Sql,
  officeId: string,
  {
    state,
    after,
    limit,
  }: { state: 'open' | 'resolved'; after: readonly [string, string] | undefined; limit: number },
): Promise<(CorrectionView & { readonly key: string })[]> {
  return sql.query<CorrectionView & { key: string } & Record<string, unknown>>(
    `select ${COLUMNS}, c.opened_at::text as key from passport_corrections c where c.office_id = $1 and c.state = $2
       and ($3::timestamptz is null or (c.opened_at, c.id) > ($3, $4::uuid)) order by c.opened_at, c.id limit $5`,
    [officeId, state, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  );
}

/** A dose as the facility says it was; what is absent stays. */
export interface CorrectedDose {
  readonly date?: string | undefined;
  readonly vaccine?: string | undefined;
  readonly lot?: string | undefined;
}

/**
 * Ends a correction: the facility found the data right, or corrects the dose. A corrected dose is this transaction's: certificates that
 * say otherwise are revoked with it, it must be signed again, and it goes to the platform afterwards.
 * @throws DomainError `not_found`, `act_not_allowed`, `version_conflict`, `invalid_value` for a dose that the correction does not name.
 */
export async function resolveCorrection(
  act: Act,
  id: string,
  { version, dose, note }: { version: number; dose?: CorrectedDose | undefined; note?: string | undefined },
): Promise<CorrectionView> {
  const officeId = act.actor.officeId as string;
  const [found] = await act.query<CorrectionView & { provinceCode: string }>(
    `select ${COLUMNS}, c.province_code as "provinceCode" from passport_corrections c where c.id = $1 and c.office_id = $2 for update`,
    [id, officeId],
  );
  if (found === undefined) throw new DomainError('not_found', { correctionId: id });
  if (found.state !== 'open')
    throw new DomainError('act_not_allowed', { correctionId: id, state: found.state, allowed: [] });
  if (found.version !== version)
    throw new DomainError('version_conflict', { correctionId: id, version: found.version });
  if (dose !== undefined && found.doseNo === null)
    throw new DomainError('invalid_value', { field: 'dose', reason: 'no_dose_named' });
  const resolution = dose === undefined ? 'confirmed' : 'corrected';
  if (dose !== undefined) await correctDose(act, found, dose);
  await act.query(
    `update passport_corrections set state = 'resolved', version = version + 1, resolved_by = $2, resolved_at = $3, resolution = $4 where id = $1`,
    [id, act.actor.personId, act.now, note === undefined ? resolution : `${resolution}: ${note}`],
  );
  // Whoever was set aside for this is looked at again.
  await act.query(
    `update vaccinees v set set_aside_reason = null where v.province_code = $1 and v.subject_id = $2 and set_aside_reason is not null
       and not exists (select from passport_corrections c where c.province_code = v.province_code and c.subject_id = v.subject_id and c.state = 'open')`,
    [found.provinceCode, found.subjectId],
  );
  await passportEvent(act, officeId, 'correction.resolved', {
    correctionId: id,
    kind: found.kind,
    resolution,
  });
  await act.tell('passports', PASSPORTS);
  const [view] = await act.query<CorrectionView & Record<string, unknown>>(
    `select ${COLUMNS} from passport_corrections c where c.id = $1`,
    [id],
  );
  return view as CorrectionView;
}

async function correctDose(
  act: Act,
  { subjectId, doseNo, provinceCode }: CorrectionView & { provinceCode: string },
  { date, vaccine, lot }: CorrectedDose,
): Promise<void> {
  const values = [provinceCode, subjectId, doseNo, date ?? null, vaccine ?? null, lot ?? null];
  const [present] = await act.query<{ officeId: string }>(
    `select office_id as "officeId" from doses where province_code = $1 and subject_id = $2 and dose_no = $3 for update`,
    values.slice(0, 3),
  );
  if (present === undefined || present.officeId !== act.actor.officeId)
    throw new DomainError('invalid_value', { field: 'dose', reason: 'other_facility' });
  await act.query(
    `insert into vaccinee_changes (province_code, subject_id, dose_no, field, old_value, new_value, source, person_id, office_id, at)
     select d.province_code, d.subject_id, d.dose_no, c.field, c.old, c.new, 'facility', $7, $8, $9
     from doses d cross join lateral (values ('given_on', d.given_on, $4::text), ('vaccine', d.vaccine, $5), ('lot', d.lot, $6)) as c(field, old, new)
     where d.province_code = $1 and d.subject_id = $2 and d.dose_no = $3 and c.new is not null and c.new is distinct from c.old`,
    [...values, act.actor.personId, act.actor.officeId, act.now],
  );
  await act.query(
    `update doses set given_on = coalesce($4, given_on), vaccine = coalesce($5, vaccine), lot = coalesce($6, lot)
     where province_code = $1 and subject_id = $2 and dose_no = $3`,
    values,
  );
  await act.query(
    `insert into dose_edits (id, province_code, subject_id, dose_no, given_on, vaccine, lot, next_at) values ($7, $1, $2, $3, $4, $5, $6, $8)`,
    [...values, randomUUID(), act.now],
  );
}
