import type { Pool } from 'pg';
import { Refusal, type Call } from '../http/answers.ts';
import { dosesOf } from './doses.ts';
import type { Turnstile } from './turnstile.ts';

export interface MergeVerdict {
  readonly verdict: 'merged' | 'unchanged';
  readonly version: number;
}

/**
 * Ends one entry and puts its doses to another's, numbered on by date. The same merge again changes nothing. Throws Refusal 404 for an unknown
 * entry, 409 when both hold a dose of the same day (which of them is right only people can tell), 422 for an entry merged elsewhere or into itself.
 */
export async function mergeSubjects(pool: Pool, turnstile: Turnstile, call: Call): Promise<MergeVerdict> {
  const dropped = call.params['id'] ?? '';
  const kept = call.json()['into'];
  if (typeof kept !== 'string' || kept === dropped)
    throw new Refusal(422, { code: 'invalid_value', field: 'into' });
  return turnstile.pass(async () => {
    const [ours, theirs] = await Promise.all([dosesOf(pool, dropped), dosesOf(pool, kept)]);
    const { rows } = await pool.query<{ into: string }>(
      'select into_id as into from platform_merges where dropped_id = $1',
      [dropped],
    );
    if (rows[0] !== undefined && rows[0].into !== kept) throw new Refusal(422, { code: 'merged_elsewhere' });
    const days = new Set(theirs.map(({ date }) => date));
    if (rows[0] === undefined && ours.some(({ date }) => date !== null && days.has(date)))
      throw new Refusal(409, { code: 'same_doses' });
    if (rows[0] === undefined) await merge(pool, call, dropped, kept, ours.length);
    const { rows: now } = await pool.query<{ version: number }>(
      'select version from platform_subjects where subject_id = $1',
      [kept],
    );
    return { verdict: rows[0] === undefined ? 'merged' : 'unchanged', version: now[0]?.version ?? 0 };
  });
}

/** One statement, so that nobody sees a dose twice or nowhere. */
async function merge(pool: Pool, call: Call, dropped: string, kept: string, doses: number): Promise<void> {
  await pool.query(
    `with merged as (insert into platform_merges (dropped_id, into_id) values ($1, $2)),
     gone as (delete from platform_doses where subject_id in ($1, $2) returning *),
     numbered as (insert into platform_doses (subject_id, dose_no, given_on, vaccine, manufacturer, lot, facility_id, damage)
       select $2, row_number() over (order by to_date(given_on, 'DD/MM/YYYY') nulls last, subject_id, dose_no), given_on, vaccine, manufacturer, lot, facility_id, damage
       from gone),
     grown as (update platform_subjects set version = version + 1, dose_count = case subject_id when $2 then dose_count + $3 else 0 end
       where subject_id in ($1, $2))
     insert into effects (system, kind, subject, fieldset, new_values, request_id, idempotency_key, delivery, applied)
     values ('platform', 'merge', $1, '{doses}', jsonb_build_object('into', $2::text, 'doses', $3::int), $4, $5, $6, true)`,
    [dropped, kept, doses, call.requestId, call.idempotencyKey, call.delivery],
  );
}
