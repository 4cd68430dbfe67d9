import type { QueryResultRow } from 'pg';
import { DomainError } from '#domain/errors';
import type { Statement } from './sql.ts';

export interface Idempotency {
  readonly key: string;
  /** SHA-256 over method, path and body of the request. */
  readonly bodyHash: Buffer;
}

/** Looks for the answer kept for this key. */
export function findingKept(personId: string | null, { key }: Idempotency): Statement {
  return [
    `select body_hash, status, answer from idempotency_keys where person_id = $1 and key = $2`,
    [personId, key],
  ];
}

/**
 * The answer kept for this key, if the same request came before.
 * @throws DomainError `idempotency_key_reused` when the key came with another body.
 */
export function keptAnswer<T>(
  { bodyHash }: Idempotency,
  [row]: readonly QueryResultRow[],
): { answer: T; status: number } | undefined {
  const kept = row as { body_hash: Buffer | null; status: number; answer: T } | undefined;
  if (kept === undefined || kept.body_hash === null) return undefined;
  if (!kept.body_hash.equals(bodyHash)) throw new DomainError('idempotency_key_reused');
  return { answer: kept.answer, status: kept.status };
}

/** Keeps the answer in the act's own transaction. */
export function keepingAnswer(
  personId: string | null,
  { key, bodyHash }: Idempotency,
  kept: { answer: unknown; status: number },
): Statement {
  return [
    `insert into idempotency_keys (person_id, key, body_hash, status, answer) values ($1, $2, $3, $4, $5)`,
    [personId, key, bodyHash, kept.status, JSON.stringify(kept.answer ?? null)],
  ];
}
