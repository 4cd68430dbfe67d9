import { SEPARATED_STEPS, severityOf, STAFFED_STEPS, type ReadinessFinding } from '#domain/process/readiness';
import { DomainError } from '#domain/errors';
import type { Sql } from '../sql.ts';

/** The most findings that are named; the counts are of all. */
const NAMED = 500;

export interface Readiness {
  /** True when every step can be done by somebody, if need be by the office above. */
  readonly ready: boolean;
  readonly blocking: number;
  readonly superior: number;
  /** Blocking ones first, by commune and step; at most 500. */
  readonly findings: readonly ReadinessFinding[];
}

const READINESS = `
  with communes as (select distinct bangiao_seat(k) as code from campaigns c cross join unnest(c.commune_codes) as k where c.id = $1),
  steps as (select * from jsonb_to_recordset($2::jsonb) as s(step text, "officeKind" text, role text, signed boolean, "ofVillage" boolean, nth integer)),
  pairs as (select * from jsonb_to_recordset($3::jsonb) as p(first text, second text)),
  places as (
    select k.code as commune, v.code as village, s.* from communes k join steps s on true
    left join units v on s."ofVillage" and v.parent_code = k.code and v.level = 'village'
      and v.valid_from <= current_date and (v.valid_to is null or v.valid_to > current_date)
    where not s."ofVillage" or v.code is not null),
  offered as (
    select p.commune, p.village, p.step, p.nth, p.role, p.signed, o.id as office
    from places p left join offices o on o.commune_code = p.commune and o.kind = p."officeKind" and o.village_code is not distinct from p.village),
  staff as (
    select f.commune, f.village, f.step, f.nth, f.office, f.signed, m.person_id as person,
      exists (select from certificates c where c.person_id = m.person_id and c.office_id = m.office_id and c.holder = 'person'
        and c.revoked_at is null and c.ended_at is null and c.not_before <= now() and c.not_after > now()) as certified
    from offered f left join (memberships m join people q on q.id = m.person_id and q.suspended_at is null)
      on m.office_id = f.office and m.role = f.role and m.valid_from <= now() and (m.valid_to is null or m.valid_to > now())),
  counted as (
    select commune, village, step, nth, office, signed, count(person) as people, count(person) filter (where certified) as signers
    from staff group by 1, 2, 3, 4, 5, 6),
  able as (select commune, step, person from staff where person is not null and (certified or not signed)),
  found as (
    select commune, village, office, step, nth, case when office is null then 'no_office' when people = 0 then 'no_staff' else 'no_certificate' end as reason
    from counted where office is null or people = 0 or (signed and signers = 0)
    union all
    select k.code, null, null, p.second, s.nth, 'separation_of_duty' from communes k join pairs p on true join steps s on s.step = p.second
    where exists (select from able a where a.commune = k.code and a.step = p.first)
      and exists (select from able b where b.commune = k.code and b.step = p.second)
      and not exists (select from able a join able b on b.commune = a.commune and b.step = p.second and b.person <> a.person
        where a.commune = k.code and a.step = p.first))
  select commune as "communeCode", village as "villageCode", office as "officeId", step, reason,
    count(*) filter (where step = any($4::text[])) over ()::int as blocking, count(*) over ()::int as total
  from found order by step = any($4::text[]) desc, commune, nth, village nulls first limit ${NAMED}`;

interface Row extends Omit<ReadinessFinding, 'severity'> {
  readonly blocking: number;
  readonly total: number;
}

/** Looks through the campaign's communes for steps that nobody in the office of the step can do. One statement for any number of communes. */
export async function readReadiness(sql: Sql, campaignId: string): Promise<Readiness> {
  const blockingSteps = STAFFED_STEPS.filter(({ step }) => severityOf(step) === 'blocking');
  const rows = await sql.query<Row & Record<string, unknown>>(READINESS, [
    campaignId,
    JSON.stringify(STAFFED_STEPS.map((step, nth) => ({ ...step, nth }))),
    JSON.stringify(SEPARATED_STEPS.map(([first, second]) => ({ first, second }))),
    blockingSteps.map(({ step }) => step),
  ]);
  const { blocking = 0, total = 0 } = rows[0] ?? {};
  return {
    ready: blocking === 0,
    blocking,
    superior: total - blocking,
    findings: rows.map(({ blocking: _, total: _total, ...finding }) => ({
      ...finding,
      severity: severityOf(finding.step),
    })),
  };
}

/** How many findings a refusal names. */
const IN_REFUSAL = 50;

/** @throws DomainError `campaign_not_ready` with the first findings when a step of the campaign is impossible. */
export async function checkReady(sql: Sql, campaignId: string): Promise<void> {
  const { ready, blocking, findings } = await readReadiness(sql, campaignId);
  if (!ready)
    throw new DomainError('campaign_not_ready', {
      campaignId,
      blocking,
      findings: findings.filter(({ severity }) => severity === 'blocking').slice(0, IN_REFUSAL),
    });
}
