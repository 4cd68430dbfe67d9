import type { DataSource } from 'typeorm';
import { POSTS_CHANNEL } from '../channel.ts';

export interface NewSession {
  /** SHA-256 of the cookie's value. */
  readonly tokenHash: Buffer;
  readonly personId: string;
  readonly expiresAt: Date;
  /** When the person last proved to be there. */
  readonly authTime: Date;
  readonly userAgentHash: Buffer;
  /** The session of the same browser that this one takes the place of. */
  readonly replaces: Buffer | null;
}

export interface OpenSession {
  readonly subject: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly authTime: Date;
  readonly userAgentHash: Buffer;
}

/** How many ended sessions of others one sign-in clears away: no sign-in waits for a large cleaning. */
const SWEPT = 50;

/** Opens a session in place of the browser's earlier one, and clears away some that have ended. */
export async function openSession(dataSource: DataSource, session: NewSession): Promise<void> {
  await dataSource.query(
    `with swept as (
       delete from sessions where token_hash in (
         select token_hash from sessions where expires_at < clock_timestamp() order by expires_at limit ${SWEPT} for update skip locked)
     ), replaced as (delete from sessions where token_hash = $6 returning token_hash)
     insert into sessions (token_hash, person_id, expires_at, auth_time, user_agent_hash) values ($1, $2, $3, $4, $5)
     returning (select pg_notify('${POSTS_CHANNEL}', encode(token_hash, 'hex')) from replaced)`,
    [
      session.tokenHash,
      session.personId,
      session.expiresAt,
      session.authTime,
      session.userAgentHash,
      session.replaces,
    ],
  );
}

/** A session that has not ended and was seen within `idleMs`; undefined otherwise. */
export async function findSession(
  dataSource: DataSource,
  tokenHash: Buffer,
  idleMs: number,
): Promise<OpenSession | undefined> {
  const [session] = await dataSource.query<OpenSession[]>(
    `select p.subject, s.created_at as "createdAt", s.last_seen_at as "lastSeenAt", s.expires_at as "expiresAt", s.auth_time as "authTime",
       s.user_agent_hash as "userAgentHash"
     from sessions s join people p on p.id = s.person_id
     where s.token_hash = $1 and s.expires_at > clock_timestamp() and s.last_seen_at > clock_timestamp() - make_interval(secs => $2::float8 / 1000)`,
    [tokenHash, idleMs],
  );
  return session;
}

/** Notes that a session is in use. */
export async function touchSession(dataSource: DataSource, tokenHash: Buffer): Promise<void> {
  await dataSource.query(`update sessions set last_seen_at = clock_timestamp() where token_hash = $1`, [
    tokenHash,
  ]);
}

/** Ends a session and tells every API process. */
export async function endSession(dataSource: DataSource, tokenHash: Buffer): Promise<void> {
  await dataSource.query(
    `with ended as (delete from sessions where token_hash = $1 returning token_hash)
     select pg_notify('${POSTS_CHANNEL}', encode(token_hash, 'hex')) from ended`,
    [tokenHash],
  );
}
