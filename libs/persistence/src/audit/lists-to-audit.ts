import type { Sql } from '../sql.ts';

export interface ListToAudit {
  readonly listId: string;
  readonly provinceCode: string;
  readonly communeCode: string;
  readonly recordCount: number;
}

/** Lists after an id, of a campaign or all, in the order of their ids: those that are there, and those that once were. */
export function listsToAudit(
  sql: Sql,
  filter: { readonly listId: string | null; readonly campaignId: string | null },
  after: string | null,
  limit: number,
): Promise<(ListToAudit & Record<string, unknown>)[]> {
  return sql.query(
    `select coalesce(l.id, s.list_id) as "listId", coalesce(l.province_code, s.province_code) as "provinceCode",
       coalesce(l.commune_code, s.commune_code) as "communeCode", coalesce(l.record_count, 0) as "recordCount"
     from lists l full join (select list_id, province_code, commune_code, changes ->> 'campaign_id' as campaign_id
       from state_changes where table_name = 'lists' and op = 'insert') s on s.list_id = l.id
     where ($1::uuid is null or coalesce(l.id, s.list_id) = $1) and ($2::uuid is null or coalesce(l.campaign_id::text, s.campaign_id) = $2::text)
       and ($3::uuid is null or coalesce(l.id, s.list_id) > $3) order by 1 limit $4`,
    [filter.listId, filter.campaignId, after, limit],
  );
}
