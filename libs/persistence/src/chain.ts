import type { PoolClient, QueryResultRow } from 'pg';
import { DomainError } from '#domain/errors';
import { runPrepared } from './sql.ts';

/** The end of a list's hash chain, locked for the length of an act. */
export interface Head {
  readonly listId: string;
  readonly provinceCode: string;
  readonly communeCode: string;
  readonly state: string;
  eventNo: bigint;
  hash: Buffer;
  lastEventAt: Date;
}

/** Whether a list's chain still grows: an ended one is archived. */
export function isUnderWay({ state }: Head): boolean {
  return state === 'waiting' || state === 'open' || state === 'paused';
}

interface HeadRow {
  readonly id: string;
  readonly province_code: string;
  readonly commune_code: string;
  readonly state: string;
  readonly event_no: string;
  readonly head_hash: Buffer;
  readonly last_event_at: Date;
}

/**
 * The heads that were locked.
 * @throws DomainError `list_not_found` or `out_of_area` when one of the lists was not among them.
 */
export async function headsOf(
  client: PoolClient,
  listIds: readonly string[],
  rows: readonly QueryResultRow[],
): Promise<Map<string, Head>> {
  const heads = new Map<string, Head>();
  for (const row of rows as HeadRow[]) {
    heads.set(row.id, {
      listId: row.id,
      provinceCode: row.province_code,
      communeCode: row.commune_code,
      state: row.state,
      eventNo: BigInt(row.event_no),
      hash: row.head_hash,
      lastEventAt: row.last_event_at,
    });
  }
  const missing = listIds.find((id) => !heads.has(id));
  if (missing !== undefined) {
    const [found] = await runPrepared<{ there: boolean }>(
      client,
      `select bangiao_exists('list', $1) as there`,
      [missing],
    );
    throw new DomainError(found?.there ? 'out_of_area' : 'list_not_found', { listId: missing });
  }
  return heads;
}
