import type { Sql } from '../sql.ts';

/** An unfinished task whose deadline has passed: who has it, and whom its silence was told to. */
export interface LateTask {
  readonly taskId: string;
  readonly listId: string | null;
  readonly communeCode: string | null;
  readonly step: string;
  readonly scope: string;
  readonly officeId: string;
  readonly officeName: string;
  readonly state: string;
  readonly claimedBy: { readonly personId: string; readonly fullName: string } | null;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly extensions: number;
  readonly escalations: readonly { readonly no: number; readonly officeId: string; readonly at: string }[];
}

const LATE = `
  select t.id as "taskId", t.list_id as "listId", t.commune_code as "communeCode", t.step, t.scope, t.office_id as "officeId", o.name as "officeName",
    t.state, case when p.id is not null then jsonb_build_object('personId', p.id, 'fullName', p.full_name) end as "claimedBy",
    t.opened_at as "openedAt", t.due_at as "dueAt", (select count(*)::int from task_extensions e where e.task_id = t.id) as extensions,
    coalesce((select jsonb_agg(jsonb_build_object('no', n.no, 'officeId', n.office_id, 'at', n.at) order by n.no)
      from task_notices n where n.task_id = t.id and n.kind = 'escalation'), '[]') as escalations, t.due_at::text as key
  from tasks t join offices o on o.id = t.office_id left join people p on p.id = t.claimed_by left join units cu on cu.code = t.commune_code
  where t.campaign_id = $1 and t.state in ('open','claimed','held') and t.part_count = 0 and t.due_at < now()
    and ($2::text is null or $2 in (t.province_code, t.commune_code, cu.parent_code, t.office_id))
    and ($3::timestamptz is null or (t.due_at, t.id) > ($3::timestamptz, $4::uuid))
  order by t.due_at, t.id limit $5`;

/** One more than `limit` late tasks of a campaign in the reader's area, within a unit or of an office when named; the latest deadline last. */
export function readLateTasks(
  sql: Sql,
  campaignId: string,
  within: string | null,
  after: readonly [dueAt: string, id: string] | undefined,
  limit: number,
): Promise<(LateTask & { readonly key: string })[]> {
  return sql.query<LateTask & { readonly key: string } & Record<string, unknown>>(LATE, [
    ...[campaignId, within, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  ]);
}
