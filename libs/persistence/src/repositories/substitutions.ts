import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { DataSource } from 'typeorm';
import { decide } from '#domain/authority/decide';
import { LONGEST_SUBSTITUTION_DAYS, mayApprove, substitutedSteps } from '#domain/authority/substitution';
import { DomainError } from '#domain/errors';
import type { Uuid, Sha256Hex } from '#domain/formats';
import type { TaskStep } from '#domain/process/steps';
import type { Role } from '#domain/people/roles';
import type { Act, Actor } from '../act.ts';
import type { Sql } from '../sql.ts';
import type { Membership } from './people.ts';
import { postOf } from './tasks.ts';

export interface NewSubstitution {
  /** Who is away; the actor himself when absent. */
  readonly absentPersonId?: string | undefined;
  readonly substitutePersonId: string;
  /** The role of the absent person's post, where the actor is not that person. */
  readonly role?: Role | undefined;
  readonly steps: readonly TaskStep[];
  readonly communes?: readonly string[] | undefined;
  readonly maySign: boolean;
  readonly from: Date;
  readonly to: Date;
  readonly reason: string;
}

export const SUBSTITUTION_STATES = ['requested', 'approved', 'refused', 'revoked', 'ended'] as const;
export type SubstitutionState = (typeof SUBSTITUTION_STATES)[number];

interface Named {
  readonly personId: Uuid;
  readonly fullName: string;
}

export interface SubstitutionView {
  readonly id: Uuid;
  readonly absent: Named;
  readonly substitute: Named;
  readonly officeId: string;
  readonly role: Role;
  readonly steps: readonly TaskStep[];
  readonly communes: readonly string[] | null;
  readonly maySign: boolean;
  readonly from: Date;
  readonly to: Date;
  readonly reason: string;
  readonly state: SubstitutionState;
  readonly sha256: Sha256Hex;
}

const DECIDED = (kind: string): string =>
  `exists (select from substitution_decisions d where d.substitution_id = s.id and d.kind ${kind})`;
const VIEW = `s.id, jsonb_build_object('personId', a.id, 'fullName', a.full_name) as absent,
  jsonb_build_object('personId', b.id, 'fullName', b.full_name) as substitute, s.office_id as "officeId", s.role, s.steps, s.communes,
  s.may_sign as "maySign", s.valid_from as "from", s.valid_to as "to", s.reason, encode(s.sha256, 'hex') as sha256,
  case when ${DECIDED(`= 'revoked'`)} then 'revoked' when ${DECIDED(`= 'refused'`)} then 'refused' when s.valid_to <= now() then 'ended'
    when ${DECIDED(`= 'approved'`)} then 'approved' else 'requested' end as state`;
const FROM = `from substitutions s join people a on a.id = s.absent_person_id join people b on b.id = s.substitute_person_id`;
const VALID = `m.valid_from <= now() and (m.valid_to is null or m.valid_to > now())`;

/**
 * Asks for a substitute during an absence; nothing is open to him before a superior approves it.
 * @throws DomainError `invalid_value` when a person has no such post or the time is wrong, `no_permission` for somebody else's absence
 * unless one directs the office.
 */
export async function requestSubstitution(act: Act, wanted: NewSubstitution): Promise<SubstitutionView> {
  const { personId, officeId, role: ownRole } = act.actor;
  const { absentPersonId = personId ?? '', substitutePersonId, steps, maySign, from, to, reason } = wanted;
  const days = (to.getTime() - from.getTime()) / 86_400_000;
  if (!(days > 0 && days <= LONGEST_SUBSTITUTION_DAYS) || to <= act.now)
    throw new DomainError('invalid_value', { field: 'to', longestDays: LONGEST_SUBSTITUTION_DAYS });
  if (substitutePersonId === absentPersonId)
    throw new DomainError('invalid_value', { field: 'substitutePersonId' });
  const role = wanted.role ?? ownRole;
  if (absentPersonId !== personId) {
    const decision = decide('task.reassign', postOf(act.actor), {
      officeId,
      role: null,
      ...placeOf(act.actor),
    });
    if (decision !== 'allowed') throw new DomainError(decision, { field: 'absentPersonId' });
  } else if (role !== ownRole) throw new DomainError('invalid_value', { field: 'role' });
  const content = {
    ...{ absentPersonId, substitutePersonId, officeId, role, steps: [...steps].sort(), maySign },
    ...{ communes: wanted.communes ?? null, from: from.toISOString(), to: to.toISOString(), reason },
  };
  const sha256 = createHash('sha256')
    .update(canonicalize(content) as string)
    .digest();
  const [made] = await act.query<{ id: string }>(
    `insert into substitutions (province_code, commune_code, absent_person_id, substitute_person_id, office_id, role, steps, communes, may_sign,
       valid_from, valid_to, reason, requested_by, requested_at, sha256)
     select o.province_code, o.commune_code, $1, $2, o.id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 from offices o
     where o.id = $3 and exists (select from memberships m where m.person_id = $1 and m.office_id = o.id and m.role = $4 and ${VALID})
       and exists (select from memberships m join offices other on other.id = m.office_id
         where m.person_id = $2 and other.province_code = o.province_code and ${VALID}) returning id`,
    [
      ...[absentPersonId, substitutePersonId, officeId, role, content.steps, content.communes, maySign],
      ...[from, to, reason, personId, act.now, sha256],
    ],
  );
  if (made === undefined) throw new DomainError('invalid_value', { field: 'substitutePersonId' });
  return readSubstitution(act, made.id);
}

const placeOf = ({ area }: Actor) => ({
  provinceCode: area.provinces[0] ?? null,
  communeCode: area.communes[0] ?? null,
});

/** @throws DomainError `not_found` when it is not there or not in the area. */
export async function readSubstitution(sql: Sql, id: string): Promise<SubstitutionView> {
  const [found] = await sql.query<SubstitutionView & Record<string, unknown>>(
    `select ${VIEW} ${FROM} where s.id = $1`,
    [id],
  );
  if (found === undefined) throw new DomainError('not_found', { substitutionId: id });
  return found;
}

/** One more than `limit` substitutions that concern the person, the office or the offices below it, newest first. */
export function readSubstitutions(
  sql: Sql,
  { personId, officeId }: Actor,
  after: readonly [from: string, id: string] | undefined,
  limit: number,
): Promise<(SubstitutionView & { key: string })[]> {
  return sql.query<SubstitutionView & { key: string } & Record<string, unknown>>(
    `select ${VIEW}, s.valid_from::text as key ${FROM} join offices o on o.id = s.office_id
     where ($1 in (s.absent_person_id, s.substitute_person_id) or s.office_id = $2 or o.superior_office_id = $2)
       and ($3::timestamptz is null or (s.valid_from, s.id) < ($3, $4::uuid)) order by s.valid_from desc, s.id desc limit $5`,
    [personId, officeId, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  );
}

/**
 * The superior approves or refuses; nobody approves his own absence or his own work for somebody. Whoever is concerned, or a superior,
 * revokes: from then on every request of the substitute is refused.
 * @throws DomainError `not_found`, `no_permission`, `act_not_allowed` with the present state.
 */
export async function decideSubstitution(
  act: Act,
  id: string,
  kind: 'approved' | 'refused' | 'revoked',
  reason: string | null,
): Promise<SubstitutionView> {
  const before = await readSubstitution(act, id);
  const { personId, officeId, role } = act.actor;
  const concerned = [before.absent.personId, before.substitute.personId].includes(personId ?? '');
  const [office] = await act.query<{ superior: string | null }>(
    `select superior_office_id as superior from offices where id = $1`,
    [before.officeId],
  );
  const superior =
    role !== 'system' &&
    officeId !== null &&
    mayApprove({ officeId, role }, { ...before, superiorOfficeId: office?.superior ?? null });
  if (kind === 'revoked' ? !(superior || concerned) : !superior || concerned)
    throw new DomainError('no_permission', { substitutionId: id });
  const from: readonly SubstitutionState[] = kind === 'revoked' ? ['requested', 'approved'] : ['requested'];
  if (!from.includes(before.state))
    throw new DomainError('act_not_allowed', { substitutionId: id, state: before.state });
  await act.query(
    `insert into substitution_decisions (substitution_id, kind, province_code, commune_code, person_id, office_id, reason, at)
     select s.id, $2, s.province_code, s.commune_code, $3, $4, $5, $6 from substitutions s where s.id = $1`,
    [id, kind, personId, officeId, reason, act.now],
  );
  return readSubstitution(act, id);
}

/** A substitution in force, and the post it opens. */
export interface OpenSubstitution {
  readonly substitutionId: Uuid;
  readonly absent: Named;
  readonly post: Membership;
  readonly steps: readonly TaskStep[];
  readonly communes: readonly string[] | null;
  readonly sha256: Sha256Hex;
  readonly until: Date;
}

/** What a person may act as for others now; one of them when `id` is given. Asked with every request, so that a revocation counts at once. */
export async function openSubstitutions(
  dataSource: DataSource,
  personId: string,
  id: string | null = null,
): Promise<OpenSubstitution[]> {
  const rows = await dataSource.query<(OpenSubstitution & { maySign: boolean })[]>(
    `select s."substitutionId", s.absent, s.post || jsonb_build_object('predecessors', bangiao_predecessors(s.post ->> 'communeCode')) as post,
       s.steps, s.communes, s."maySign", s.sha256, s.until from bangiao_open_substitutions($1, $2) s`,
    [personId, id],
  );
  return rows.map(({ maySign, ...row }) => ({ ...row, steps: substitutedSteps(row.steps, maySign) }));
}
