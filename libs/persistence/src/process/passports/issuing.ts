import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { from as copyFrom } from 'pg-copy-streams';
import { SYSTEM, type Acts } from '../../act.ts';
import type { Sql } from '../../sql.ts';
import { asLines, DOSES_OF_PERSON, PAGE, PERSON, type Lines } from './people.ts';

/**
 * A page of people whose certificate is ordered, due and allowed: judged as they are now and eligible. The last dose is what the
 * certificate is about; `certified` is the hash of what it will say, computed by the database.
 */
export async function wantedLines(
  sql: Sql,
  at: Date,
  after: Lines['last'] | undefined,
  limit: number,
): Promise<Lines | undefined> {
  const [page] = await sql.query<Parameters<typeof asLines>[0] & Record<string, unknown>>(
    `${PAGE} (select v.province_code, v.subject_id,
         jsonb_build_array(${PERSON}, o.reason, encode(passport_certified(v.province_code, v.subject_id, (doses.all -> -1 ->> 3)::integer), 'hex'))::text as line
       from passport_orders o join vaccinees v on v.province_code = o.province_code and v.subject_id = o.subject_id ${DOSES_OF_PERSON}
       where o.due_at <= $4 and v.eligible and v.judged_version = v.facts_version and (o.province_code, o.subject_id) > ($1, $2)
       order by o.province_code, o.subject_id limit $3) p`,
    [after?.[0] ?? '', after?.[1] ?? '', limit, at],
  );
  return asLines(page);
}

/** Columns of a made certificate, in the order of the lines that threads write. */
const MADE = `province_code text, subject_id text, facts_version integer, dose_no integer, dose_generation integer, reason text, uvci text, kid text, code text,
  certified bytea, uci_hash bytea, country_uci_hash bytea, signature_hash bytea, issued_at timestamptz, expires_at timestamptz`;

export interface Stored {
  /** Certificates stored. */
  readonly issued: number;
  /** Signatures made for people who changed meanwhile: nothing of them is stored but that the key was used. */
  readonly discarded: number;
}

/**
 * Stores made certificates (COPY text), in one transaction with everything that belongs to them: the former certificate is superseded,
 * the order is done, every signature is in the key's log, the holder is told. People are locked first and must still stand as they were
 * read, so a correction comes either before (and this certificate is discarded) or after (and revokes it). A page that was stored
 * already stores nothing: its orders are gone.
 */
export async function storeMade(acts: Acts, lines: string, keyOfficeId: string): Promise<Stored> {
  const { answer } = await acts.run({ actor: SYSTEM }, async (act) => {
    await act.query(`create temp table made (${MADE}) on commit drop`);
    await pipeline(Readable.from([lines]), act.client.query(copyFrom('copy made from stdin')));
    await act.query(
      `insert into key_signatures (kid, uvci, signature_hash, at) select kid, uvci, signature_hash, clock_timestamp() from made`,
    );
    await act.query(`create temp table standing on commit drop as
      select m.*, coalesce((select max(p.generation) from passports p where p.province_code = m.province_code and p.subject_id = m.subject_id), 0) + 1 as generation
      from made m join (
        select v.province_code, v.subject_id, v.facts_version from vaccinees v join made using (province_code, subject_id)
        order by v.province_code, v.subject_id for share of v) v
      on v.province_code = m.province_code and v.subject_id = m.subject_id and v.facts_version = m.facts_version`);
    const [stored] = await act.query<{ issued: number; again: boolean }>(
      `with done as (delete from passport_orders o using standing s where o.province_code = s.province_code and o.subject_id = s.subject_id returning o.province_code, o.subject_id),
       gone as (delete from standing s where not exists (select from done d where d.province_code = s.province_code and d.subject_id = s.subject_id))
       select (select count(*) from done)::integer as issued, coalesce(bool_or(generation > 1), false) as again from standing`,
    );
    const issued = stored?.issued ?? 0;
    if (issued > 0) {
      if (stored?.again === true) await act.query(SUPERSEDE);
      await act.query(INSERT);
      await act.query(TELL);
      await act.query(EVENT, [keyOfficeId]);
    }
    const [made] = await act.query<{ count: number }>(`select count(*)::integer as count from made`);
    await act.query('drop table made, standing');
    return { issued, discarded: (made?.count ?? 0) - issued };
  });
  return answer;
}

/** Only what still holds is superseded: the old code is good until its own end. */
const SUPERSEDE = `update passports p set state = 'superseded', ended_at = s.issued_at, end_reason = s.reason from standing s
  where p.province_code = s.province_code and p.subject_id = s.subject_id and p.state = 'active'`;
const INSERT = `insert into passports (province_code, subject_id, generation, dose_no, dose_generation, uvci, kid, code, certified, uci_hash, country_uci_hash,
    signature_hash, reason, issued_at, expires_at)
  select province_code, subject_id, generation, dose_no, dose_generation, uvci, kid, code, certified, uci_hash, country_uci_hash, signature_hash, reason, issued_at, expires_at
  from standing`;
const TELL = `insert into holder_messages (province_code, subject_id, kind)
  select province_code, subject_id, case reason when 'renewal' then 'renewed' else 'issued' end from standing`;
/** One event of the ministry's office for thousands: counts, the key, and a hash over the identifiers. */
const EVENT = `select passport_event($1, (select province_code from offices where id = $1), 'passports.issued', null, jsonb_build_object('count', count(*), 'kid', min(kid),
    'expiresAt', min(expires_at), 'uvciSha256', encode(sha256(convert_to(string_agg(uvci, e'\\n' order by uvci), 'UTF8')), 'hex'))) from standing`;

export interface IssuingState {
  readonly paused: boolean;
  /** The office whose keys sign. */
  readonly officeId: string | null;
}

/** Whether the ministry lets certificates be made now. */
export async function issuingState(sql: Sql): Promise<IssuingState> {
  const [row] = await sql.query<{ paused: boolean; officeId: string | null }>(
    `select s.paused, (select o.id from offices o where o.kind = 'ministry_issuer' order by o.id limit 1) as "officeId" from issuing_state s`,
  );
  return row ?? { paused: false, officeId: null };
}

export interface StoredKey {
  readonly kid: string;
  readonly algorithm: 'ES256' | 'PS256';
  readonly certificate: Buffer;
  readonly state: 'pending' | 'signing' | 'verify_only' | 'withdrawn';
  /** A sealed software key, or where in a token it lies. */
  readonly sealed: object | null;
  readonly token: { readonly module: string; readonly tokenLabel: string; readonly keyLabel: string } | null;
}

/** The keys that may sign. */
export async function keysThatSign(sql: Sql): Promise<StoredKey[]> {
  return sql.query<StoredKey & Record<string, unknown>>(
    `select kid, algorithm, certificate, state, sealed, token from signing_keys where state = 'signing' order by not_before desc, kid`,
  );
}

/** How many certificates wait that could be made now, how many wait for something of their person, and when the next one falls due. */
export async function ordersWaiting(sql: Sql, at: Date): Promise<{ due: number; blocked: number }> {
  const [row] = await sql.query<{ due: number; blocked: number }>(
    `select count(*) filter (where v.eligible and v.judged_version = v.facts_version)::integer as due,
            count(*) filter (where not v.eligible and v.judged_version = v.facts_version)::integer as blocked
     from passport_orders o join vaccinees v on v.province_code = o.province_code and v.subject_id = o.subject_id where o.due_at <= $1`,
    [at],
  );
  return row ?? { due: 0, blocked: 0 };
}
