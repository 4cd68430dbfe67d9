import { SYSTEM, type Act, type Acts } from '../act.ts';
import type { Sql } from '../sql.ts';
import { listsTimedBy, moveDeadlines, officesBy, type DeadlineEffects } from './moved-deadlines.ts';

const NATIONAL = 'vn';

/** The government's decision for whole years: it replaces all days these years had. */
export interface NationalDays {
  readonly years: readonly number[];
  readonly days: readonly { readonly day: string; readonly kind: 'off' | 'work'; readonly name: string }[];
}

/** What is thrown to undo an act that was only to show its effects. */
class Shown extends Error {
  constructor(readonly effects: DeadlineEffects) {
    super('shown');
  }
}

/**
 * Enters holidays and swap days of the national calendar, and moves the deadlines that are still ahead in the whole country; with `keep` false
 * only tells which. The same days again move nothing.
 */
export async function enterNationalDays(
  acts: Acts,
  sql: Sql,
  decided: NationalDays,
  { keep }: { readonly keep: boolean },
): Promise<DeadlineEffects> {
  const offices = await officesBy(sql, NATIONAL);
  const lists = keep ? await listsTimedBy(sql, offices) : [];
  try {
    const { answer } = await acts.run({ actor: SYSTEM, lists }, async (act) => {
      const effects = await moveDeadlines(act, offices, () => write(act, decided), { keep });
      if (!keep) throw new Shown(effects);
      await act.post(
        `insert into access_log (kind, act, target, details) values ('change', 'calendar.change', $1, $2)`,
        [
          NATIONAL,
          JSON.stringify({
            role: 'system',
            years: decided.years,
            tasks: effects.tasks,
            lists: effects.lists,
          }),
        ],
      );
      return effects;
    });
    return answer;
  } catch (error) {
    if (error instanceof Shown) return error.effects;
    throw error;
  }
}

async function write(act: Act, { years, days }: NationalDays): Promise<void> {
  await act.query(`select from calendars where id = $1 for update`, [NATIONAL]);
  await act.query(
    `delete from calendar_days where calendar_id = $1 and extract(year from day) = any($2::int[])`,
    [NATIONAL, years],
  );
  await act.query(
    `insert into calendar_days (calendar_id, day, kind, name) select $1, day, kind, name from jsonb_to_recordset($2::jsonb) as d(day date, kind text, name text)`,
    [NATIONAL, JSON.stringify(days)],
  );
  await act.query(`update calendars set version = version + 1 where id = $1`, [NATIONAL]);
}
