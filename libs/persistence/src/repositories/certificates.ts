import { holderOfCertificate, type CertificateHolder } from '#domain/authority/acts';
import { DomainError } from '#domain/errors';
import type { Uuid } from '#domain/formats';
import type { Act } from '../act.ts';
import type { Sql } from '../sql.ts';

export const REVOCATION_REASONS = [
  'key_compromised',
  'key_lost',
  'left_post',
  'data_wrong',
  'other',
] as const;
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/** A certificate as the API answers it. */
export interface CertificateView {
  /** SHA-256 of its DER, hexadecimal. */
  readonly thumbprint: string;
  readonly personId: Uuid;
  readonly officeId: string;
  /** `organisation`: it speaks for the office, whose registry clerk keeps the key. */
  readonly holder: CertificateHolder;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly enrolledAt: Date;
  readonly state: 'in_force' | 'not_yet_valid' | 'expired' | 'replaced' | 'revoked';
  readonly replacedBy: string | null;
  readonly endedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly revocationReason: RevocationReason | null;
}

/** A certificate with the place of its office, for deciding who may touch it. */
export interface PlacedCertificate extends CertificateView {
  readonly provinceCode: string;
  readonly communeCode: string | null;
}

const VIEW = `c.thumbprint, c.person_id as "personId", c.office_id as "officeId", c.holder, c.not_before as "notBefore", c.not_after as "notAfter",
  c.enrolled_at as "enrolledAt", case when c.revoked_at is not null then 'revoked' when c.ended_at is not null then 'replaced'
    when c.not_after < now() then 'expired' when c.not_before > now() then 'not_yet_valid' else 'in_force' end as state,
  c.replaced_by as "replacedBy", c.ended_at as "endedAt", c.revoked_at as "revokedAt", c.revocation_reason as "revocationReason"`;

/** The certificates of an office in the order of their thumbprints, one more than `limit` when another page follows. */
export function readCertificates(
  sql: Sql,
  officeId: string,
  after: string,
  limit: number,
): Promise<CertificateView[]> {
  return sql.query<CertificateView & Record<string, unknown>>(
    `select ${VIEW} from certificates c where c.office_id = $1 and c.thumbprint > $2 order by c.thumbprint limit $3`,
    [officeId, after, limit + 1],
  );
}

/** @throws DomainError `certificate_not_found`. */
export async function readCertificate(sql: Sql, thumbprint: string): Promise<PlacedCertificate> {
  const [found] = await sql.query<PlacedCertificate & Record<string, unknown>>(
    `select ${VIEW}, o.province_code as "provinceCode", o.commune_code as "communeCode"
     from certificates c join offices o on o.id = c.office_id where c.thumbprint = $1`,
    [thumbprint],
  );
  if (found === undefined) throw new DomainError('certificate_not_found', { thumbprint });
  return found;
}

/** The place of an office; undefined when there is none of this id. */
export async function placeOfOffice(
  sql: Sql,
  officeId: string,
): Promise<{ provinceCode: string; communeCode: string | null } | undefined> {
  const [place] = await sql.query<{ provinceCode: string; communeCode: string | null }>(
    `select province_code as "provinceCode", commune_code as "communeCode" from offices where id = $1`,
    [officeId],
  );
  return place;
}

/** Keeps what the acting person must sign; the challenge before it is void. */
export async function keepChallenge(act: Act, challenge: string, expiresAt: Date): Promise<void> {
  await act.query(
    `insert into certificate_challenges (person_id, office_id, challenge, expires_at) values ($1, $2, $3, $4)
     on conflict (person_id, office_id) do update set challenge = excluded.challenge, expires_at = excluded.expires_at`,
    [act.actor.personId, act.actor.officeId, challenge, expiresAt],
  );
}

/** The challenge that a person has to sign in an office. @throws DomainError `challenge_expired` when there is none in force. */
export async function presentChallenge(
  sql: Sql,
  { personId, officeId }: { readonly personId: string | null; readonly officeId: string | null },
): Promise<string> {
  const [found] = await sql.query<{ challenge: string }>(
    `select challenge from certificate_challenges where person_id = $1 and office_id = $2 and expires_at > clock_timestamp()`,
    [personId, officeId],
  );
  if (found === undefined) throw new DomainError('challenge_expired');
  return found.challenge;
}

export interface Enrolment {
  /** The challenge that was signed; it serves once. */
  readonly challenge: string;
  readonly thumbprint: string;
  readonly pem: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Whom the certificate names. */
  readonly names: { readonly login: string | undefined; readonly officeId: string | undefined };
  /** The certificate whose place it takes. */
  readonly replaces: string | undefined;
}

/**
 * Enrols a certificate for the acting person in the acting office, a registry clerk's as that of the organisation, and ends the one it replaces.
 * @throws DomainError `challenge_expired` when the challenge was used or replaced meanwhile, `cert_not_yours` when the certificate names
 * somebody else, `cert_already_enrolled`, `certificate_not_found` or `act_not_allowed` for the one to be replaced.
 */
export async function enrolCertificate(act: Act, enrolment: Enrolment): Promise<void> {
  const { thumbprint, pem, notBefore, notAfter, replaces } = enrolment;
  const { personId, officeId, role } = act.actor;
  if (role === 'system') throw new Error('The system has no certificate.');
  const holder = holderOfCertificate(role);
  const used = await act.query(
    `delete from certificate_challenges where person_id = $1 and office_id = $2 and challenge = $3 returning 1 as used`,
    [personId, officeId, enrolment.challenge],
  );
  if (used.length === 0) throw new DomainError('challenge_expired');
  await checkNames(act, enrolment, holder);
  const made = await act.query(
    `insert into certificates (thumbprint, person_id, office_id, pem, not_before, not_after, enrolled_at, enrolled_by, holder)
     values ($1, $2, $3, $4, $5, $6, $7, $2, $8) on conflict (thumbprint) do nothing returning thumbprint`,
    [thumbprint, personId, officeId, pem, notBefore, notAfter, act.now, holder],
  );
  if (made.length === 0) throw new DomainError('cert_already_enrolled', { thumbprint });
  if (replaces !== undefined) await end(act, replaces, thumbprint);
  await log(act, 'certificate.enrol', thumbprint, { holder, replaces: replaces ?? null });
}

/** A person's certificate names him, and his office if any; the organisation's names the office and nobody. */
async function checkNames(
  act: Act,
  { thumbprint, names }: Enrolment,
  holder: CertificateHolder,
): Promise<void> {
  const { personId, officeId } = act.actor;
  const [person] = await act.query<{ subject: string }>(`select subject from people where id = $1`, [
    personId,
  ]);
  const named = holder === 'person' ? person?.subject : officeId;
  if (names.login !== named && !(holder === 'organisation' && names.login === undefined))
    throw new DomainError('cert_not_yours', { thumbprint, reason: 'other_person_named', wanted: holder });
  if (names.officeId !== officeId && !(holder === 'person' && names.officeId === undefined))
    throw new DomainError('cert_not_yours', { thumbprint, reason: 'other_office_named', wanted: holder });
}

async function end(act: Act, thumbprint: string, replacedBy: string): Promise<void> {
  const ended = await act.query(
    `update certificates set ended_at = $3, replaced_by = $2
     where thumbprint = $1 and person_id = $4 and office_id = $5 and ended_at is null and revoked_at is null returning thumbprint`,
    [thumbprint, replacedBy, act.now, act.actor.personId, act.actor.officeId],
  );
  if (ended.length > 0) return;
  const { personId, officeId, state } = await readCertificate(act, thumbprint);
  // Of somebody else's certificate nothing is told, not even that it is there.
  if (personId !== act.actor.personId || officeId !== act.actor.officeId)
    throw new DomainError('certificate_not_found', { thumbprint });
  throw new DomainError('act_not_allowed', { thumbprint, state });
}

/**
 * Revokes a certificate: from this moment no act accepts it, whatever the authority's list says.
 * @throws DomainError `act_not_allowed` when it is revoked already.
 */
export async function revokeCertificate(
  act: Act,
  thumbprint: string,
  reason: RevocationReason,
): Promise<void> {
  const revoked = await act.query(
    `update certificates set revoked_at = $2, revoked_by = $3, revocation_reason = $4 where thumbprint = $1 and revoked_at is null returning thumbprint`,
    [thumbprint, act.now, act.actor.personId, reason],
  );
  if (revoked.length === 0) throw new DomainError('act_not_allowed', { thumbprint, state: 'revoked' });
  await log(act, 'certificate.revoke', thumbprint, { reason });
}

/** A certificate belongs to no list, so its changes stand in the access log, in the transaction that makes them. */
async function log(act: Act, name: string, target: string, details: object): Promise<void> {
  await act.post(
    `insert into access_log (kind, person_id, office_id, act, target, details) values ('change', $1, $2, $3, $4, $5)`,
    [
      ...[act.actor.personId, act.actor.officeId, name, target],
      JSON.stringify({ role: act.actor.role, ...details }),
    ],
  );
}
