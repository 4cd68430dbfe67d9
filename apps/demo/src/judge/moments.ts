import pg from 'pg';
import { eventAt, sumsAsOf, sumsNow, type StateSums } from '#persistence/audit/as-of';
import type { Sql } from '#persistence/sql';

/** A list's live tables as somebody saw them during the run. */
export interface Moment {
  readonly listId: string;
  readonly provinceCode: string;
  readonly eventNo: number;
  readonly at: string;
  /** Columns that a machine step was filling at the time: their event came later. */
  readonly without: readonly string[];
  readonly sums: StateSums;
}

export interface MomentVerdict {
  readonly compared: number;
  readonly equal: number;
  /** List and event of the first that differed. */
  readonly different: readonly string[];
}

/** Columns that a machine step fills before its event. */
const MACHINE = [
  ...[
    'population_status',
    'population_answer',
    'population_checked_at',
    'proposed_outcome',
    'proposed_values',
  ],
  ...[
    'population_update',
    'update_state',
    'update_kind',
    'update_failure',
    'updated_at',
    'verification_result',
  ],
];
const MOST_NAMED = 10;

/** A connection as what the product's reads run on. */
export function sqlOf(client: pg.ClientBase): Sql {
  return { query: async (text, values) => (await client.query(text, [...(values ?? [])])).rows };
}

/** Sums up the live tables of a list at this moment, in one snapshot. Undefined while the list has no record yet. */
export async function seeMoment(client: pg.Client, listId: string): Promise<Moment | undefined> {
  await client.query('begin isolation level repeatable read read only');
  try {
    const { rows } = await client.query<{ province: string; busy: boolean; loaded: boolean }>(
      `select province_code as province, record_count > 0 as loaded,
         exists (select from jobs j where j.list_id = l.id and j.state <> 'done') as busy from lists l where id = $1`,
      [listId],
    );
    const [list] = rows;
    if (!list?.loaded) return undefined;
    const without = list.busy ? MACHINE : [];
    const { eventNo, at, ...sums } = await sumsNow(
      sqlOf(client),
      { provinceCode: list.province, listId },
      without,
    );
    return { listId, provinceCode: list.province, eventNo, at: at.toISOString(), without, sums };
  } finally {
    await client.query('commit');
  }
}

/** Builds each moment again from the events, as of its time, and compares. */
export async function compareMoments(
  databaseUrl: string,
  moments: readonly Moment[],
): Promise<MomentVerdict> {
  const client = new pg.Client({ connectionString: databaseUrl, options: '-c timezone=UTC' });
  await client.connect();
  try {
    const sql = sqlOf(client);
    const different: string[] = [];
    for (const { listId, provinceCode, eventNo, at, without, sums } of moments) {
      const key = { provinceCode, listId };
      // Acts that ended in the same millisecond share a time; the one that was seen is named by its number.
      const reached = await eventAt(sql, key, new Date(at));
      const built = await sumsAsOf(sql, key, reached === eventNo ? reached : eventNo, without);
      const same =
        reached >= eventNo &&
        (Object.keys(sums) as (keyof StateSums)[]).every((name) => built[name] === sums[name]);
      if (!same) different.push(`${listId} ${eventNo}`);
    }
    return {
      compared: moments.length,
      equal: moments.length - different.length,
      different: different.slice(0, MOST_NAMED),
    };
  } finally {
    await client.end();
  }
}
