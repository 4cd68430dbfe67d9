import type { DataSource } from 'typeorm';
import type { Actor } from './actor.ts';
import { clientOf, runPrepared, runTogether, type Sql } from './sql.ts';

/** A read that stays at one moment however long it takes, under the same row-level security as an act. End it in every case. */
export interface StillRead {
  readonly sql: Sql;
  end(): Promise<void>;
}

/** Nobody reads for longer: what holds the moment also holds a connection, and dead rows that cannot be cleaned away. */
const LONGEST_PAUSE = '120s';

/**
 * Begins a repeatable-read, read-only transaction: every page read in it shows the same moment. PostgreSQL ends it when nothing
 * is asked for two minutes, so that a reader who walked away holds nothing.
 */
export async function beginStillRead(dataSource: DataSource, { area }: Actor): Promise<StillRead> {
  const runner = dataSource.createQueryRunner();
  try {
    const client = await clientOf(runner);
    await runTogether(client, [
      ['begin isolation level repeatable read read only'],
      [
        `select set_config('bangiao.provinces', $1, true), set_config('bangiao.communes', $2, true), set_config('bangiao.record_communes', $3, true),
                set_config('bangiao.villages', $4, true), set_config('idle_in_transaction_session_timeout', $5, true)`,
        [
          ...[area.provinces, area.communes, area.recordCommunes, area.villages].map((codes) =>
            codes.join(','),
          ),
          LONGEST_PAUSE,
        ],
      ],
    ]);
    let ended = false;
    return {
      sql: { query: (text, values) => runPrepared(client, text, values) },
      end: async () => {
        if (ended) return;
        ended = true;
        await client.query('commit').catch(() => {});
        await runner.release();
      },
    };
  } catch (error) {
    await runner.release();
    throw error;
  }
}
