import { toRanges } from '#domain/handovers/record-numbers';
import type { Sql } from '../sql.ts';

/**
 * An entry of the access log: which records of which list the population database is asked for, and whether for the second time. Written
 * before the question is sent, so that none leaves the house unseen. Numbers of records only, no values.
 */
export async function noteAsked(
  sql: Sql,
  listId: string,
  parcelNo: number,
  recordNos: readonly number[],
  question: 1 | 2,
): Promise<void> {
  await sql.query(
    `insert into access_log (kind, act, target, details) values ('search', 'population.lookup', $1, $2::jsonb)`,
    [listId, JSON.stringify({ parcelNo, count: recordNos.length, records: toRanges(recordNos), question })],
  );
}
