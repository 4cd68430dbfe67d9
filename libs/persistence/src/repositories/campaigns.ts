import { decide } from '#domain/authority/decide';
import { DomainError } from '#domain/errors';
import type { Uuid } from '#domain/formats';
import type { OfficeKind } from '#domain/people/roles';
import type { Terms } from '#domain/process/terms';
import type { Act, Actor } from '../act.ts';
import type { Sql } from '../sql.ts';
import { campaignOpened, claimAndComplete } from './openings.ts';
import { checkReady, readReadiness } from './readiness.ts';
import { postOf } from './tasks.ts';
import { visible } from './visible.ts';

export interface Campaign {
  readonly id: Uuid;
  readonly name: string;
  readonly provinceCode: string;
  readonly state: 'draft' | 'open' | 'closed' | 'cancelled';
  readonly communeCodes: readonly string[];
  readonly terms: Terms;
  readonly dueAt: Date | null;
  readonly createdAt: Date;
  readonly openedAt: Date | null;
  readonly endedAt: Date | null;
}

export interface NewCampaign {
  readonly name: string;
  readonly communeCodes: readonly string[];
  readonly terms: Terms;
  readonly dueAt: Date | null;
}

const COLUMNS = `c.id, c.name, c.province_code as "provinceCode", c.state, c.commune_codes as "communeCodes", c.terms,
  c.due_at as "dueAt", c.created_at as "createdAt", c.opened_at as "openedAt", c.ended_at as "endedAt"`;
const PLACE = { province: 'c.province_code', communes: 'c.commune_codes' };

/** Without one of these a list would stop at the step of the missing office. */
const NEEDED: readonly OfficeKind[] = [
  'commune_task_force',
  'village_task_force',
  'health_station',
  'commune_police',
];

/**
 * Writes a draft and tells the campaign's process, which asks the province's task force to direct it.
 * @throws DomainError `out_of_area` for communes not in the province, `unit_without_office` for those that lack an office. A taken name
 * violates `campaigns_name_unique`.
 */
export async function createCampaign(act: Act, campaign: NewCampaign): Promise<Campaign> {
  const provinceCode = act.actor.area.provinces[0];
  if (provinceCode === undefined) throw new DomainError('no_permission', { act: 'campaign.create' });
  const communeCodes = [...new Set(campaign.communeCodes)].sort();
  await checkCommunes(act, provinceCode, communeCodes);
  const [row] = await act.query<Campaign>(
    `insert into campaigns as c (name, province_code, commune_codes, terms, due_at, created_by) values ($1, $2, $3, $4, $5, $6) returning ${COLUMNS}`,
    [
      campaign.name,
      provinceCode,
      communeCodes,
      JSON.stringify(campaign.terms),
      campaign.dueAt,
      act.actor.personId,
    ],
  );
  const created = row as Campaign;
  await act.tell('campaign', created.id);
  return created;
}

async function checkCommunes(act: Act, provinceCode: string, codes: readonly string[]): Promise<void> {
  const rows = await act.query<{ code: string; inside: boolean; missing: string[] }>(
    `select w.code, coalesce(u.level = 'commune' and u.province_code = $2 and (u.valid_to is null or u.valid_to > bangiao_today()), false) as inside,
       array(select k from unnest($3::text[]) as k where not exists (select from offices o where o.commune_code = w.code and o.kind = k)) as missing
     from unnest($1::text[]) as w(code) left join units u on u.code = w.code`,
    [codes, provinceCode, NEEDED],
  );
  const outside = rows.filter(({ inside }) => !inside).map(({ code }) => code);
  if (outside.length > 0) throw new DomainError('out_of_area', { communeCodes: outside });
  const without = rows.filter(({ missing }) => missing.length > 0);
  if (without.length > 0)
    throw new DomainError('unit_without_office', {
      units: without.map(({ code, missing }) => ({ communeCode: code, missing })),
    });
}

/** Campaigns of the area, newest first; `after` is the position of the last one seen. */
export function readCampaigns(
  sql: Sql,
  actor: Actor,
  after: readonly [createdAt: string, id: string] | undefined,
  limit: number,
): Promise<(Campaign & { key: string })[]> {
  const mine = visible('campaign.read', actor, PLACE, 4);
  return sql.query(
    `select ${COLUMNS}, c.created_at::text as key from campaigns c
     where ${mine.text} and ($1::timestamptz is null or (c.created_at, c.id) < ($1::timestamptz, $2::uuid))
     order by c.created_at desc, c.id desc limit $3`,
    [after?.[0] ?? null, after?.[1] ?? null, limit + 1, ...mine.values],
  );
}

/** @throws DomainError `campaign_not_found`, `out_of_area`. */
export async function readCampaign(sql: Sql, actor: Actor, campaignId: string): Promise<Campaign> {
  const mine = visible('campaign.read', actor, PLACE, 2);
  const [campaign] = await sql.query<Campaign & Record<string, unknown>>(
    `select ${COLUMNS} from campaigns c where c.id = $1 and ${mine.text}`,
    [campaignId, ...mine.values],
  );
  if (campaign !== undefined) return campaign;
  const [found] = await sql.query<{ there: boolean }>(`select bangiao_campaign_exists($1) as there`, [
    campaignId,
  ]);
  throw new DomainError(found?.there ? 'out_of_area' : 'campaign_not_found', { campaignId });
}

/**
 * Claims and completes the direct task in one act. `despite` is the reason for opening although a step is impossible; it is written down.
 * @throws what `readCampaign`, `checkReady` and `campaignOpened` throw, `task_claimed_by_other`.
 */
export async function openCampaign(act: Act, campaignId: string, despite: string | null): Promise<Campaign> {
  const campaign = await readCampaign(act, act.actor, campaignId);
  const decision = decide('campaign.open', postOf(act.actor), campaign);
  if (decision !== 'allowed') throw new DomainError(decision, { campaignId });
  await campaignOpened(act, campaignId);
  if (despite === null) await checkReady(act, campaignId);
  else await noteOpenedDespite(act, campaignId, despite);
  await claimAndComplete(act, {
    campaignId,
    listId: null,
    provinceCode: campaign.provinceCode,
    communeCode: null,
    step: 'direct',
    outcome: 'directed',
    terms: campaign.terms,
  });
  return { ...campaign, state: 'open', openedAt: act.now };
}

async function noteOpenedDespite(act: Act, campaignId: string, reason: string): Promise<void> {
  const { personId, officeId, role } = act.actor;
  const { blocking, superior } = await readReadiness(act, campaignId);
  await act.post(
    `insert into access_log (kind, person_id, office_id, act, target, details) values ('change', $1, $2, 'campaign.open', $3, $4)`,
    [personId, officeId, campaignId, JSON.stringify({ role, reason, blocking, superior })],
  );
}

export interface CampaignProgress {
  readonly lists: Readonly<Record<string, number>>;
  readonly recordCount: number;
  readonly recordsByStage: Readonly<Record<string, number>>;
  readonly openTasks: readonly { readonly step: string; readonly count: number; readonly overdue: number }[];
}

/** Counts over the campaign's lists that the reader may see. */
export async function readCampaignProgress(sql: Sql, campaignId: string): Promise<CampaignProgress> {
  const [row] = await sql.query<CampaignProgress>(
    `with mine as (select id, state, record_count from lists where campaign_id = $1)
     select coalesce((select jsonb_object_agg(state, n) from (select state, count(*) as n from mine group by 1) s), '{}') as lists,
       coalesce((select sum(record_count) from mine), 0)::int as "recordCount",
       coalesce((select jsonb_object_agg(stage, n) from (select p.stage, sum(p.record_count) as n from parcels p join mine on mine.id = p.list_id
         where p.stage <> 'regrouped' group by 1) s), '{}') as "recordsByStage",
       coalesce((select jsonb_agg(jsonb_build_object('step', step, 'count', n, 'overdue', late) order by step) from (
         select t.step, count(*) as n, count(*) filter (where t.due_at < now()) as late from tasks t
         where t.campaign_id = $1 and t.state in ('open','claimed','held') and t.part_count = 0 group by 1) s), '[]') as "openTasks"`,
    [campaignId],
  );
  return row as CampaignProgress;
}
