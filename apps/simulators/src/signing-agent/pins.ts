import type { Pool } from 'pg';

/** PIN of every demo officer. */
const DEMO_PIN = '123456';
export const MOST_WRONG_PINS = 3;

export type PinCheck =
  { readonly result: 'right' | 'locked' } | { readonly result: 'wrong'; readonly left: number };

/** Checks an officer's PIN. The third wrong one in a row locks it, right ones are refused from then on. */
export async function checkPin(pool: Pool, login: string, pin: string): Promise<PinCheck> {
  const right = pin === DEMO_PIN;
  // One statement, so that guesses sent at once are counted one by one.
  const { rows } = await pool.query<{ after: number }>(
    `insert into agent_officers as o (login, wrong_pins) values ($1, $2::int)
     on conflict (login) do update set wrong_pins = case
       when o.wrong_pins >= $3::int then o.wrong_pins when $2::int = 0 then 0 else o.wrong_pins + 1 end
     returning wrong_pins as after`,
    [login, right ? 0 : 1, MOST_WRONG_PINS],
  );
  const wrong = rows[0]?.after ?? 0;
  if (wrong >= MOST_WRONG_PINS) return { result: 'locked' };
  return right ? { result: 'right' } : { result: 'wrong', left: MOST_WRONG_PINS - wrong };
}

/** Opens a locked PIN again, as the authority's helpdesk would. */
export async function unlockPin(pool: Pool, login: string): Promise<void> {
  await pool.query(`update agent_officers set wrong_pins = 0 where login = $1`, [login]);
}
