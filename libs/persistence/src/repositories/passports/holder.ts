import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { DomainError } from '#domain/errors';
import type { Act } from '../../act.ts';
import type { Sql } from '../../sql.ts';

/** A holder who came through his link: whose rows he may see. */
export interface Holder {
  readonly provinceCode: string;
  readonly subjectId: string;
}

const SESSION_MS = 30 * 60_000;
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** What somebody knows of himself, as typed; dates are ISO. */
export interface HolderQuestion {
  readonly fullName: string;
  readonly dateOfBirth: string;
  readonly number: string;
  readonly lastDoseOn: string;
}

/** Sends a link to the phone on record when everything fits. Nobody is told whether it did. */
export async function askForLink(
  act: Act,
  { fullName, dateOfBirth, number, lastDoseOn }: HolderQuestion,
): Promise<void> {
  await act.query(`select ask_holder_link($1, $2, $3, $4)`, [
    fullName.normalize('NFC').trim(),
    dateOfBirth,
    number.trim(),
    lastDoseOn,
  ]);
}

/**
 * Opens a link, once, and begins a session of half an hour.
 * @throws DomainError `link_invalid`, the same for a link that never was, was used, or is too old.
 */
export async function openLink(act: Act, token: string): Promise<{ session: string; expiresAt: string }> {
  await act.query(`select set_config('bangiao.link', $1, true)`, [hashOf(token)]);
  const [link] = await act.query<{ provinceCode: string; subjectId: string }>(
    `update holder_links set used_at = $1 where kind = 'link' and used_at is null and expires_at > $1
     returning province_code as "provinceCode", subject_id as "subjectId"`,
    [act.now],
  );
  if (link === undefined) throw new DomainError('link_invalid');
  const session = randomBytes(24).toString('base64url');
  const expiresAt = new Date(act.now.getTime() + SESSION_MS);
  await act.query(`select set_config('bangiao.link', $1, true)`, [hashOf(session)]);
  await act.query(
    `insert into holder_links (token_hash, province_code, subject_id, kind, expires_at) values (decode($1, 'hex'), $2, $3, 'session', $4)`,
    [hashOf(session), link.provinceCode, link.subjectId, expiresAt],
  );
  return { session, expiresAt: expiresAt.toISOString() };
}

/** Who a session belongs to; from here on the transaction sees his rows. @throws DomainError `link_invalid`. */
export async function enterAsHolder(sql: Sql, session: string): Promise<Holder> {
  await sql.query(`select set_config('bangiao.link', $1, true)`, [hashOf(session)]);
  const [holder] = await sql.query<Holder & Record<string, unknown>>(
    `select province_code as "provinceCode", subject_id as "subjectId" from holder_links where kind = 'session' and expires_at > clock_timestamp()`,
  );
  if (holder === undefined) throw new DomainError('link_invalid');
  await sql.query(`select set_config('bangiao.holder', $1, true)`, [holder.subjectId]);
  return holder;
}

export interface HolderDose {
  readonly doseNo: number;
  readonly date: string | null;
  readonly vaccine: string | null;
  readonly lot: string | null;
  readonly facility: string | null;
}

export interface HolderRow {
  readonly fullName: string | null;
  readonly dateOfBirth: string | null;
  readonly nationality: string | null;
  readonly eligible: boolean;
  readonly reasons: readonly string[];
  readonly doses: readonly HolderDose[];
  readonly ordered: boolean;
  readonly passport: {
    readonly code: string;
    readonly uvci: string;
    readonly issuedAt: string;
    readonly expiresAt: string;
    readonly state: 'active' | 'superseded' | 'revoked';
    readonly doseNo: number;
  } | null;
  /** The list his record is or was in. */
  readonly custody: {
    readonly office: string;
    readonly since: string;
    readonly stage: string;
    readonly open: boolean;
  } | null;
  readonly corrections: readonly {
    readonly kind: string;
    readonly state: string;
    readonly openedAt: string;
    readonly office: string;
  }[];
}

/** Everything a holder may see of himself. */
export async function readHolder(sql: Sql, { provinceCode, subjectId }: Holder): Promise<HolderRow> {
  const [row] = await sql.query<HolderRow & Record<string, unknown>>(
    `select v.full_name as "fullName", v.date_of_birth as "dateOfBirth", v.nationality, v.eligible, v.reasons,
       (select coalesce(jsonb_agg(jsonb_build_object('doseNo', d.dose_no, 'date', d.given_on, 'vaccine', d.vaccine, 'lot', d.lot, 'facility', o.name)
          order by d.given_on, d.dose_no), '[]') from doses d left join offices o on o.id = d.office_id where d.province_code = v.province_code and d.subject_id = v.subject_id) as doses,
       exists (select from passport_orders o where o.province_code = v.province_code and o.subject_id = v.subject_id) as ordered,
       (select jsonb_build_object('code', p.code, 'uvci', p.uvci, 'issuedAt', p.issued_at, 'expiresAt', p.expires_at, 'state', p.state, 'doseNo', p.dose_no)
        from passports p where p.province_code = v.province_code and p.subject_id = v.subject_id order by p.generation desc limit 1) as passport,
       (select jsonb_build_object('office', h.office_name, 'since', h.since, 'stage', h.stage, 'open', h.open) from holder_custody($1, $2) h) as custody,
       (select coalesce(jsonb_agg(jsonb_build_object('kind', c.kind, 'state', c.state, 'openedAt', c.opened_at, 'office', o.name) order by c.opened_at desc), '[]')
        from passport_corrections c join offices o on o.id = c.office_id where c.province_code = v.province_code and c.subject_id = v.subject_id) as corrections
     from vaccinees v where v.province_code = $1 and v.subject_id = $2`,
    [provinceCode, subjectId],
  );
  if (row === undefined) throw new DomainError('link_invalid');
  return row;
}

/**
 * A holder reports an error: the facility of the named dose, or of his last one, gets a task. One open report at a time.
 * @throws DomainError `act_not_allowed` when one is open, `invalid_value` for a dose that is not there.
 */
export async function reportError(
  act: Act,
  { provinceCode, subjectId }: Holder,
  { field, note, doseNo }: { field: string; note: string; doseNo: number | undefined },
): Promise<{ id: string }> {
  const [place] = await act.query<{ communeCode: string; officeId: string | null; open: boolean }>(
    `select v.commune_code as "communeCode",
       (select d.office_id from doses d where d.province_code = v.province_code and d.subject_id = v.subject_id and ($3::integer is null or d.dose_no = $3)
        order by d.given_on desc, d.dose_no desc limit 1) as "officeId",
       exists (select from passport_corrections c where c.province_code = v.province_code and c.subject_id = v.subject_id and c.kind = 'holder' and c.state = 'open') as open
     from vaccinees v where v.province_code = $1 and v.subject_id = $2`,
    [provinceCode, subjectId, doseNo ?? null],
  );
  if (!place?.officeId) throw new DomainError('invalid_value', { field: 'doseNo', reason: 'no_such_dose' });
  if (place.open) throw new DomainError('act_not_allowed', { reason: 'report_open', allowed: [] });
  const id = randomUUID();
  await act.query(
    `insert into passport_corrections (id, province_code, subject_id, commune_code, dose_no, kind, office_id, note, fields, opened_at)
     values ($1, $2, $3, $4, $5, 'holder', $6, $7, array[$8], $9)`,
    [id, provinceCode, subjectId, place.communeCode, doseNo ?? null, place.officeId, note, field, act.now],
  );
  return { id };
}
