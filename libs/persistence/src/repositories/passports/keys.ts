import { DomainError } from '#domain/errors';
import type { Act } from '../../act.ts';
import { PASSPORTS } from '../../process/passports/renewals.ts';
import { ADD_KEY, keyRow, type NewKey } from '../../seed/signing-keys.ts';
import type { Sql } from '../../sql.ts';
import { passportEvent } from './facility-people.ts';

export type StoredKeyState = 'pending' | 'signing' | 'verify_only' | 'withdrawn';

export interface KeyView {
  /** Base64. */
  readonly kid: string;
  readonly algorithm: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly state: StoredKeyState;
  readonly version: number;
  readonly listedAt: Date;
  readonly changedAt: Date;
}
const COLUMNS = `k.kid, k.algorithm, k.not_before as "notBefore", k.not_after as "notAfter", k.state, k.version, k.listed_at as "listedAt", k.changed_at as "changedAt"`;

/** All keys, the newest first. */
export function readKeys(sql: Sql): Promise<KeyView[]> {
  return sql.query<KeyView & Record<string, unknown>>(
    `select ${COLUMNS} from signing_keys k order by k.not_before desc, k.kid`,
  );
}

/**
 * Registers a key with its certificate; it is on the trust list at once and signs nothing until its state says so.
 * @throws DomainError `key_refused` when the certificate is none of a signer, `name_taken` when the key is there.
 */
export async function addKey(act: Act, key: Omit<NewKey, 'state'>): Promise<KeyView> {
  const row = rowOf(key);
  const [known] = await act.query(`select from signing_keys where kid = $1`, [row.kid]);
  if (known !== undefined) throw new DomainError('name_taken', { kid: row.kid });
  await act.query(ADD_KEY, [
    ...[
      row.kid,
      row.algorithm,
      row.certificate,
      row.notBefore,
      row.notAfter,
      row.state,
      row.sealed,
      row.token,
    ],
  ]);
  await passportEvent(act, act.actor.officeId as string, 'key.added', {
    kid: row.kid,
    algorithm: row.algorithm,
  });
  return getKey(act, row.kid);
}

function rowOf(key: Omit<NewKey, 'state'>): ReturnType<typeof keyRow> {
  try {
    return keyRow({ ...key, state: 'pending' });
  } catch {
    throw new DomainError('key_refused', { reason: 'certificate' });
  }
}

/** @throws DomainError `not_found`. */
async function getKey(sql: Sql, kid: string): Promise<KeyView> {
  const [key] = await sql.query<KeyView & Record<string, unknown>>(
    `select ${COLUMNS} from signing_keys k where k.kid = $1`,
    [kid],
  );
  if (key === undefined) throw new DomainError('not_found', { kid });
  return key;
}

/**
 * Moves a key on. `mayBecome` knows the way of a key.
 * @throws DomainError `not_found`, `act_not_allowed` with the states it may go to, `version_conflict`.
 */
export async function changeKeyState(
  act: Act,
  kid: string,
  { state, version }: { state: StoredKeyState; version: number },
  transitions: Readonly<Record<StoredKeyState, readonly StoredKeyState[]>>,
): Promise<KeyView> {
  const key = await getKey(act, kid);
  if (key.version !== version) throw new DomainError('version_conflict', { kid, version: key.version });
  if (!transitions[key.state].includes(state))
    throw new DomainError('act_not_allowed', { kid, state: key.state, allowed: transitions[key.state] });
  const [moved] = await act.query(
    `update signing_keys set state = $3, version = version + 1, changed_at = $4, changed_by = $5 where kid = $1 and version = $2 returning kid`,
    [kid, version, state, act.now, act.actor.personId],
  );
  if (moved === undefined)
    throw new DomainError('version_conflict', { kid, version: (await getKey(act, kid)).version });
  await passportEvent(act, act.actor.officeId as string, `key.${state}`, { kid, from: key.state });
  if (state === 'signing') await act.tell('passports', PASSPORTS);
  return getKey(act, kid);
}

export interface IssuingView {
  readonly paused: boolean;
  readonly reason: string | null;
  readonly version: number;
  readonly changedAt: Date | null;
}

export async function readIssuing(sql: Sql): Promise<IssuingView> {
  const [row] = await sql.query<IssuingView & Record<string, unknown>>(
    `select paused, reason, version, changed_at as "changedAt" from issuing_state`,
  );
  return row as IssuingView;
}

/** Pauses or resumes all issuing. @throws DomainError `version_conflict`. */
export async function changeIssuing(
  act: Act,
  { paused, reason, version }: { paused: boolean; reason: string; version: number },
): Promise<IssuingView> {
  const [row] = await act.query(
    `update issuing_state set paused = $1, reason = $2, version = version + 1, changed_by = $3, changed_at = $4 where version = $5 returning id`,
    [paused, reason, act.actor.personId, act.now, version],
  );
  if (row === undefined)
    throw new DomainError('version_conflict', { version: (await readIssuing(act)).version });
  await passportEvent(act, act.actor.officeId as string, paused ? 'issuing.paused' : 'issuing.resumed', {
    reason,
  });
  if (!paused) await act.tell('passports', PASSPORTS);
  return readIssuing(act);
}
