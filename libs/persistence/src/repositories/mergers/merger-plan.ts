import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { OfficeKind, Role } from '#domain/people/roles';
import type { Actor } from '../../act.ts';
import type { Sql } from '../../sql.ts';
import { invalid, readMerged, type Merged, type WantedMerger } from './merged-units.ts';

export type { WantedMerger };

export interface PlannedOffice {
  readonly id: string;
  readonly kind: OfficeKind;
  readonly name: string;
  readonly superiorOfficeId: string | null;
  readonly calendarId: string;
}

/** What a merger will do, before it is done. */
export interface MergerPlan {
  readonly day: string;
  readonly provinceCode: string;
  readonly from: readonly { readonly code: string; readonly name: string }[];
  readonly into: {
    readonly code: string;
    readonly name: string;
    readonly parentCode: string | null;
    readonly isNew: boolean;
  };
  readonly newOffices: readonly PlannedOffice[];
  /** Offices that end, each with the one that follows it. */
  readonly successions: readonly { readonly from: string; readonly to: string }[];
  /** Offices of villages and facilities, which stay and belong to the new commune. */
  readonly movedOffices: readonly string[];
  readonly villages: readonly string[];
  readonly posts: readonly {
    readonly membershipId: string;
    readonly personId: string;
    readonly role: Role;
    readonly from: string;
    /** Null: the post ends. */
    readonly to: string | null;
  }[];
  /** Valid certificates of people whose posts move: they name the old office and must be replaced. */
  readonly certificatesToReplace: number;
  readonly lists: readonly {
    readonly listId: string;
    readonly state: string;
    readonly records: number;
    readonly tasks: number;
  }[];
}

/** Offices that become one; villages and facilities are places and stay what they are. */
const MERGED: ReadonlySet<OfficeKind> = new Set(['commune_task_force', 'health_station', 'commune_police']);

interface OfficeRow extends PlannedOffice {
  readonly communeCode: string;
}

const OFFICES = `select id, kind, name, commune_code as "communeCode", superior_office_id as "superiorOfficeId", calendar_id as "calendarId"
  from offices where commune_code = any($1::text[]) and valid_to is null order by commune_code, id`;
const POSTS = `select m.id as "membershipId", m.person_id as "personId", m.role, m.office_id as "from" from memberships m
  where m.office_id = any($1::text[]) and (m.valid_to is null or m.valid_to > now()) order by m.id`;
const LISTS = `select l.id as "listId", l.state, l.record_count as records, (select count(*)::int from tasks t where t.list_id = l.id
    and t.state in ('open','claimed','held') and t.part_count = 0) as tasks
  from lists l where bangiao_seat(l.commune_code) = any($1::text[]) and l.state in ('waiting','open','paused') order by l.id`;
const CERTIFIED = `select count(*)::int as n from certificates c where c.office_id = any($1::text[]) and c.revoked_at is null and c.ended_at is null and c.not_after > now()`;

/**
 * Works out what a merger does, and refuses what cannot be.
 * @throws DomainError `out_of_area`; `invalid_input` naming the field: unknown, foreign or ended communes, a code that was ever used for another
 * unit, a day in the future or before the units existed, posts that are not of these offices.
 */
export async function planMerger(sql: Sql, actor: Actor, wanted: WantedMerger): Promise<MergerPlan> {
  const { from, into, parent, provinceCode } = await readMerged(sql, actor, wanted);
  const codes = from.map(({ code }) => code);
  const offices = await sql.query<OfficeRow & Record<string, unknown>>(OFFICES, [[...codes, into.code]]);
  const merging = offices.filter(({ kind, communeCode }) => MERGED.has(kind) && codes.includes(communeCode));
  const { newOffices, followers } = successorsOf(merging, offices, { from, into });
  const successions = merging.map(({ id, kind }) => ({ from: id, to: followers.get(kind) as string }));
  const ended = successions.map((one) => one.from);
  const posts = await sql.query<Omit<MergerPlan['posts'][number], 'to'> & Record<string, unknown>>(POSTS, [
    ended,
  ]);
  const strange = wanted.endedPosts.filter((id) => !posts.some(({ membershipId }) => membershipId === id));
  if (strange.length > 0)
    throw invalid(
      'endedPosts',
      'Có chức vụ không thuộc các đơn vị được sáp nhập',
      'A post is not of the merged offices',
    );
  const villages = await sql.query<{ code: string }>(
    `select code from units where parent_code = any($1::text[]) and level = 'village' and valid_to is null order by code`,
    [codes],
  );
  const [certified] = await sql.query<{ n: number }>(CERTIFIED, [ended]);
  const to = new Map(successions.map((one) => [one.from, one.to]));
  return {
    ...{ day: wanted.day, provinceCode, from: from.map(({ code, name }) => ({ code, name })) },
    into: { code: into.code, name: into.name, parentCode: parent, isNew: into.isNew },
    ...{ newOffices, successions },
    movedOffices: offices
      .filter(({ kind, communeCode }) => !MERGED.has(kind) && codes.includes(communeCode))
      .map(({ id }) => id),
    villages: villages.map(({ code }) => code),
    posts: posts.map((post) => ({
      ...post,
      to: wanted.endedPosts.includes(post.membershipId) ? null : (to.get(post.from) as string),
    })),
    certificatesToReplace: certified?.n ?? 0,
    lists: await sql.query<MergerPlan['lists'][number] & Record<string, unknown>>(LISTS, [codes]),
  };
}

/** What two plans are compared by, hexadecimal. */
export const hashOfPlan = (plan: MergerPlan): string =>
  createHash('sha256')
    .update(canonicalize(plan) as string)
    .digest('hex');

/** For each kind the office that follows: the one the taking commune has, or a new one named after it. */
function successorsOf(
  merging: readonly OfficeRow[],
  offices: readonly OfficeRow[],
  { from, into }: Pick<Merged, 'from' | 'into'>,
): { newOffices: PlannedOffice[]; followers: Map<OfficeKind, string> } {
  const names = new Map(from.map(({ code, name }) => [code, name]));
  const followers = new Map<OfficeKind, string>();
  const newOffices: PlannedOffice[] = [];
  for (const { kind, id } of offices.filter(
    ({ communeCode, kind: k }) => communeCode === into.code && MERGED.has(k),
  ))
    if (!followers.has(kind)) followers.set(kind, id);
  // The task force first: the other new offices have it as their superior.
  for (const office of [...merging].sort((a, b) => rank(a.kind) - rank(b.kind))) {
    const { kind, communeCode, calendarId } = office;
    if (followers.has(kind)) continue;
    const id = office.id.includes(communeCode)
      ? office.id.replace(communeCode, into.code)
      : `${kind}:${into.code}`;
    const old = names.get(communeCode) ?? communeCode;
    const name = office.name.includes(old)
      ? office.name.replace(old, into.name)
      : `${office.name} (${into.name})`;
    const superiorOfficeId =
      kind === 'commune_task_force'
        ? office.superiorOfficeId
        : (followers.get('commune_task_force') ?? office.superiorOfficeId);
    followers.set(kind, id);
    newOffices.push({ id, kind, name, superiorOfficeId, calendarId });
  }
  return { newOffices, followers };
}

const rank = (kind: OfficeKind): number => (kind === 'commune_task_force' ? 0 : 1);
