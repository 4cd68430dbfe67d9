import type { Pool } from 'pg';
import { STEP_RULES, type TaskStep } from '#domain/process/steps';
import type { ListState } from '#domain/process/states';
import { COMMUNE, PROVINCE, TEST_TERMS } from './database.ts';

/** The id of the office that does a step in a commune (or of its village `scope`). */
export function officeOf(step: TaskStep, communeCode = COMMUNE, scope = ''): string {
  const kind = STEP_RULES[step].officeKind;
  switch (kind) {
    case 'province_task_force':
      return `TCT-T-${PROVINCE}`;
    case 'commune_task_force':
      return `TCT-X-${communeCode}`;
    case 'village_task_force':
      return `TCT-A-${scope}`;
    case 'health_station':
      return `TYT-${communeCode}`;
    case 'commune_police':
      return `CA-${communeCode}`;
  }
}

async function one<T>(owner: Pool, text: string, values: readonly unknown[]): Promise<T> {
  const { rows } = await owner.query<Record<string, unknown>>(text, [...values]);
  return rows[0] as T;
}

/** A campaign as the province's task force has it. */
export async function givenCampaign(
  owner: Pool,
  { name = `Đợt ${Math.random()}`, communeCodes = [COMMUNE], state = 'open', provinceCode = PROVINCE } = {},
): Promise<string> {
  const { id } = await one<{ id: string }>(
    owner,
    `insert into campaigns (name, province_code, commune_codes, terms, state, created_by, opened_at)
     select $1, $2, $3, $4, $5, id, case when $5 = 'draft' then null else now() end from people where subject = 'tinh.' || $2 returning id`,
    [name, provinceCode, communeCodes, JSON.stringify(TEST_TERMS), state],
  );
  return id;
}

/** A list, already open unless told otherwise, still without records. */
export async function givenList(
  owner: Pool,
  {
    campaignId,
    communeCode = COMMUNE,
    state = 'open',
  }: { campaignId?: string; communeCode?: string; state?: ListState } = {},
): Promise<{ listId: string; campaignId: string; communeCode: string }> {
  const campaign = campaignId ?? (await givenCampaign(owner, { communeCodes: [communeCode] }));
  const { id } = await one<{ id: string }>(
    owner,
    `insert into lists (campaign_id, province_code, commune_code, state, terms, opened_at)
     select $1, u.province_code, u.code, $3, $4, case when $3 = 'waiting' then null else now() end from units u where u.code = $2 returning id`,
    [campaign, communeCode, state, JSON.stringify(TEST_TERMS)],
  );
  return { listId: id, campaignId: campaign, communeCode };
}

/** A task of a list at the office that does the step. */
export async function givenTask(
  owner: Pool,
  listId: string,
  step: TaskStep,
  {
    scope = '',
    round = 1,
    preparing = false,
    dueInMs = 86_400_000,
  }: { scope?: string; round?: number; preparing?: boolean; dueInMs?: number } = {},
): Promise<string> {
  const { commune_code } = await one<{ commune_code: string }>(
    owner,
    `select commune_code from lists where id = $1`,
    [listId],
  );
  const village = STEP_RULES[step].scope === 'village' ? scope : null;
  const { id } = await one<{ id: string }>(
    owner,
    `insert into tasks (province_code, commune_code, village_code, campaign_id, list_id, step, scope, round, office_id, role, preparing, due_at)
     select province_code, commune_code, $2, campaign_id, id, $3, $4, $5, $6, $7, $8, now() + make_interval(secs => $9::float8 / 1000)
     from lists where id = $1 returning id`,
    [
      listId,
      village,
      step,
      scope,
      round,
      officeOf(step, commune_code, scope),
      STEP_RULES[step].role,
      preparing,
      dueInMs,
    ],
  );
  return id;
}

/** One parcel with `count` records numbered on from the last, all in one village if named. Returns the parcel's number. */
export async function givenParcel(
  owner: Pool,
  listId: string,
  {
    kind,
    stage,
    scope,
    custodian,
    count,
    villageCode = null,
    round = 1,
  }: {
    kind: 'list' | 'village' | 'police';
    stage: string;
    /** Its own number when absent, as police parcels have it. */
    scope?: string;
    custodian: string;
    count: number;
    villageCode?: string | null;
    round?: number;
  },
): Promise<number> {
  const { no } = await one<{ no: number }>(
    owner,
    `update lists set parcel_count = parcel_count + 1 where id = $1 returning parcel_count as no`,
    [listId],
  );
  await owner.query(
    `insert into parcels (province_code, list_id, parcel_no, commune_code, kind, scope, stage, custodian_office_id, record_count, round)
     select province_code, id, $2::int, commune_code, $3, coalesce($4, $2::int::text), $5, $6, $7, $8 from lists where id = $1`,
    [listId, no, kind, scope ?? null, stage, custodian, count, round],
  );
  await owner.query(
    `insert into records (province_code, list_id, record_no, commune_code, village_code, parcel_no, platform_subject_id, platform_version,
       platform_full_name, full_name, date_of_birth, gender)
     select l.province_code, l.id, l.record_count + n, l.commune_code, $3, $2, 'S' || l.record_count + n, 1, 'Nguyễn Văn Thử', 'Nguyễn Văn Thử', '1990-01-01', 'Nam'
     from lists l, generate_series(1, $4::int) as n where l.id = $1`,
    [listId, no, villageCode, count],
  );
  await owner.query(`update lists set record_count = record_count + $2 where id = $1`, [listId, count]);
  return no;
}
