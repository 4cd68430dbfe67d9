import { randomUUID } from 'node:crypto';
import { DomainError } from '#domain/errors';
import type { Act } from '../../act.ts';
import type { Sql } from '../../sql.ts';
import { noteChange } from '../change-notes.ts';
import type { Evidence } from '../manifests.ts';
import { hashOfPlan, planMerger, type MergerPlan, type WantedMerger } from './merger-plan.ts';
import { moveList } from './moving-lists.ts';

export interface MergerView {
  readonly id: string;
  readonly day: string;
  readonly intoCode: string;
  readonly fromCodes: readonly string[];
  readonly plan: MergerPlan;
  readonly planSha256: string;
  readonly at: Date;
}

const VIEW = `select u.id, u.day::text as day, u.into_code as "intoCode", u.from_codes as "fromCodes", u.plan, encode(u.plan_sha256, 'hex') as "planSha256", u.at
  from unit_mergers u`;

/** One more than `limit` mergers of the reader's area, newest first. */
export function readMergers(
  sql: Sql,
  after: readonly [at: string, id: string] | undefined,
  limit: number,
): Promise<(MergerView & { readonly key: string })[]> {
  return sql.query<MergerView & { readonly key: string } & Record<string, unknown>>(
    `select v.*, v.at::text as key from (${VIEW}) v where $1::timestamptz is null or (v.at, v.id) < ($1::timestamptz, $2::uuid)
     order by v.at desc, v.id desc limit $3`,
    [after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  );
}

const UNITS = `
  with made as (
    insert into units (code, level, name, parent_code, province_code, valid_from) select $1, 'commune', $2, $3, $4, $5::date where $6::boolean)
  select 1`;
const END_UNITS = `update units set valid_to = $3::date, successor_code = $2 where code = any($1::text[])`;
const MOVE_VILLAGES = `update units set parent_code = $2 where code = any($1::text[])`;
const NEW_OFFICES = `
  insert into offices (id, kind, name, province_code, commune_code, superior_office_id, calendar_id, valid_from)
  select o.id, o.kind, o.name, $1, $2, o."superiorOfficeId", o."calendarId", $3::date
  from jsonb_to_recordset($4::jsonb) as o(id text, kind text, name text, "superiorOfficeId" text, "calendarId" text)`;
const END_OFFICES = `
  update offices o set valid_to = $2::date, successor_id = m."to" from jsonb_to_recordset($1::jsonb) as m("from" text, "to" text) where o.id = m."from"`;
const FOLLOW_SUPERIORS = `
  update offices o set superior_office_id = m."to" from jsonb_to_recordset($1::jsonb) as m("from" text, "to" text)
  where o.superior_office_id = m."from" and o.valid_to is null`;
const END_POSTS = `update memberships set valid_to = $2 where id = any($1::uuid[]) and (valid_to is null or valid_to > $2)`;
const GIVE_POSTS = `
  insert into memberships (person_id, office_id, role, valid_from)
  select distinct p."personId", p."to", p.role, $2::timestamptz from jsonb_to_recordset($1::jsonb) as p("personId" uuid, "to" text, role text)
  on conflict on constraint memberships_once do update set valid_to = null`;

/**
 * Makes communes one: units and offices end with their successors named, posts move or end, running lists move with tasks and custody. The
 * act must have locked the lists of the plan.
 * @throws DomainError what `planMerger` throws; `version_conflict` when a list began or ended since, or when the plan is not the one that was shown.
 */
export async function mergeUnits(
  act: Act,
  wanted: WantedMerger,
  { shown, evidence }: { readonly shown: string | null; readonly evidence: Evidence },
): Promise<MergerView> {
  // One at a time in a province: two could plan with the same units.
  await act.query(`select pg_advisory_xact_lock(hashtextextended('bangiao merger ' || $1, 0))`, [
    act.actor.area.provinces.join(),
  ]);
  const plan = await planMerger(act, act.actor, wanted);
  const sha256 = hashOfPlan(plan);
  if (shown !== null && shown !== sha256) throw new DomainError('version_conflict', { planSha256: sha256 });
  const { provinceCode, into, from, day, successions, posts } = plan;
  const codes = from.map(({ code }) => code);
  await act.query(UNITS, [into.code, into.name, into.parentCode, provinceCode, day, into.isNew]);
  await act.query(NEW_OFFICES, [provinceCode, into.code, day, JSON.stringify(plan.newOffices)]);
  await act.query(END_UNITS, [codes, into.code, day]);
  await act.query(END_OFFICES, [JSON.stringify(successions), day]);
  await act.query(FOLLOW_SUPERIORS, [JSON.stringify(successions)]);
  await act.query(MOVE_VILLAGES, [plan.villages, into.code]);
  await act.query(`update offices set commune_code = $2 where id = any($1::text[])`, [
    plan.movedOffices,
    into.code,
  ]);

  const mergerId = randomUUID();
  const successors = new Map(successions.map((one) => [one.from, one.to]));
  for (const { listId } of plan.lists) await moveList(act, listId, successors, { mergerId, evidence });

  await act.query(END_POSTS, [posts.map(({ membershipId }) => membershipId), act.now]);
  await act.query(GIVE_POSTS, [JSON.stringify(posts.filter(({ to }) => to !== null)), act.now]);
  await act.query(
    `insert into unit_mergers (id, province_code, day, into_code, from_codes, plan, plan_sha256, person_id, office_id, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[mergerId, provinceCode, day, into.code, codes, JSON.stringify(plan), Buffer.from(sha256, 'hex')],
      ...[act.actor.personId, act.actor.officeId, act.now],
    ],
  );
  // Every process of the API must forget which communes a post answers for.
  await act.query(`select pg_notify('bangiao_posts', '')`);
  await noteChange(act, 'unit.merge', into.code, { mergerId, from: codes, lists: plan.lists.length });
  return { id: mergerId, day, intoCode: into.code, fromCodes: codes, plan, planSha256: sha256, at: act.now };
}
