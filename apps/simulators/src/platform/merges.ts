import type { Pool } from 'pg';
import { Refusal, type Call } from '../http/answers.ts';
import { dosesOf } from './doses.ts';

export interface MergeVerdict {
  readonly verdict: 'merged' | 'unchanged';
  readonly version: number;
}

/**
 * Ends one entry and puts its doses to another's. The same merge again changes nothing. Throws Refusal 404 for an unknown entry, 409 when both hold
 * a dose of the same day (which of them is right only people can tell), 422 for an entry merged elsewhere or into itself.
 */
export async function mergeSubjects(
  pool: Pool,
  { json, params, requestId, idempotencyKey, delivery }: Call,
): Promise<MergeVerdict> {
  const dropped = params['id'] ?? '';
  const kept = json()['into'];
  if (typeof kept !== 'string' || kept === dropped)
    throw new Refusal(422, { code: 'invalid_value', field: 'into' });
  const [before] = (
    await pool.query<{ into_id: string }>('select into_id from platform_merges where dropped_id = $1', [
      dropped,
    ])
  ).rows;
  if (before !== undefined && before.into_id !== kept) throw new Refusal(422, { code: 'merged_elsewhere' });
  const [ours, theirs] = await Promise.all([dosesOf(pool, dropped), dosesOf(pool, kept)]);
  const version = async () =>
    (
      await pool.query<{ version: number }>('select version from platform_subjects where subject_id = $1', [
        kept,
      ])
    ).rows[0]?.version ?? 0;
  if (before !== undefined) return { verdict: 'unchanged', version: await version() };
  const days = new Set(theirs.map(({ date }) => date));
  if (ours.some(({ date }) => days.has(date))) throw new Refusal(409, { code: 'same_doses' });
  await pool.query(
    `with merged as (insert into platform_merges (dropped_id, into_id) values ($1, $2) on conflict do nothing returning 1),
     grown as (update platform_subjects set version = version + 1 where subject_id in ($1, $2) and exists (select from merged))
     insert into effects (system, kind, subject, person, fieldset, new_values, request_id, idempotency_key, delivery, applied)
     select 'platform', 'merge', $1, null, '{doses}', jsonb_build_object('into', $2::text, 'doses', $3::int), $4, $5, $6, exists (select from merged)`,
    [dropped, kept, ours.length, requestId, idempotencyKey, delivery],
  );
  return { verdict: 'merged', version: await version() };
}
