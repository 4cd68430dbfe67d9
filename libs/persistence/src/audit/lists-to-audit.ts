import type { Sql } from '../sql.ts';

export interface ListToAudit {
  readonly listId: string;
  readonly provinceCode: string;
  readonly communeCode: string;
  readonly recordCount: number;
}

/** Lists after an id, of a campaign or all, in the order of their ids. */
export function listsToAudit(
  sql: Sql,
  filter: { readonly listId: string | null; readonly campaignId: string | null },
  after: string | null,
  limit: number,
): Promise<(ListToAudit & Record<string, unknown>)[]> {
  return sql.query(
    `select id as "listId", province_code as "provinceCode", commune_code as "communeCode", record_count as "recordCount" from lists
     where ($1::uuid is null or id = $1) and ($2::uuid is null or campaign_id = $2) and ($3::uuid is null or id > $3) order by id limit $4`,
    [filter.listId, filter.campaignId, after, limit],
  );
}
