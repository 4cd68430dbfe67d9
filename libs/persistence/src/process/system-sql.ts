import type { QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { clientOf, runPrepared, type Sql } from '../sql.ts';

/** Single statements of the worker, each on a connection of the pool and each its own transaction. */
export function systemSql(dataSource: DataSource): Sql {
  return {
    async query<T extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<T[]> {
      const runner = dataSource.createQueryRunner();
      try {
        return await runPrepared<T>(await clientOf(runner), text, values);
      } finally {
        await runner.release();
      }
    },
  };
}
