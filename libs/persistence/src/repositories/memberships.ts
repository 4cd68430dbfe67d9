import { decide } from '#domain/authority/decide';
import { grantableBy, mayGrant } from '#domain/authority/granting';
import { DomainError } from '#domain/errors';
import type { Uuid } from '#domain/formats';
import type { OfficeKind, Role } from '#domain/people/roles';
import type { Act, Actor } from '../act.ts';
import type { Sql } from '../sql.ts';
import { postOf } from './tasks.ts';

/** A post as the administration shows it. */
export interface MembershipView {
  readonly id: Uuid;
  readonly personId: Uuid;
  readonly subject: string;
  readonly fullName: string;
  readonly officeId: string;
  readonly role: Role;
  readonly validFrom: Date;
  readonly validTo: Date | null;
}

interface Placed extends MembershipView {
  readonly kind: OfficeKind;
  readonly provinceCode: string;
  readonly communeCode: string | null;
}

export interface NewMembership {
  /** What the identity provider calls the person. */
  readonly subject: string;
  /** Needed when nobody of that subject is known. */
  readonly fullName: string | null;
  readonly officeId: string;
  readonly role: Role;
  readonly validTo: Date | null;
}

const VIEW = `m.id, m.person_id as "personId", p.subject, p.full_name as "fullName", m.office_id as "officeId", m.role,
  m.valid_from as "validFrom", m.valid_to as "validTo"`;
const PLACE = `o.kind, o.province_code as "provinceCode", o.commune_code as "communeCode"`;
const HELD = `claimed_by = $1 and office_id = $2 and role = $3 and state in ('claimed','held')`;

interface Office {
  readonly kind: OfficeKind;
  readonly provinceCode: string;
  readonly communeCode: string | null;
}

async function officeIn(
  sql: Sql,
  actor: Actor,
  name: 'membership.read' | 'membership.grant',
  id: string,
): Promise<Office> {
  const [office] = await sql.query<Office & Record<string, unknown>>(
    `select ${PLACE} from offices o where o.id = $1 and (o.valid_to is null or o.valid_to > bangiao_today() or $2)`,
    [id, name === 'membership.read'],
  );
  if (office === undefined) throw new DomainError('not_found', { officeId: id });
  const decision = decide(name, postOf(actor), office);
  if (decision !== 'allowed') throw new DomainError(decision, { officeId: id });
  return office;
}

/** The posts of an office that have not ended, by person. @throws DomainError `not_found`, `out_of_area`. */
export async function readMemberships(sql: Sql, actor: Actor, officeId: string): Promise<MembershipView[]> {
  await officeIn(sql, actor, 'membership.read', officeId);
  return sql.query<MembershipView & Record<string, unknown>>(
    `select ${VIEW} from memberships m join people p on p.id = m.person_id
     where m.office_id = $1 and (m.valid_to is null or m.valid_to > now()) order by p.subject, m.role`,
    [officeId],
  );
}

/**
 * Gives a person a post, or again one that has ended.
 * @throws DomainError `not_found`, `out_of_area`, `post_not_grantable` for a role that is not the actor's to give, for oneself, or that the
 * office does not have; `invalid_value` for an unknown person without a name, or an end that is over.
 */
export async function grantMembership(act: Act, wanted: NewMembership): Promise<MembershipView> {
  const { subject, fullName, officeId, role, validTo } = wanted;
  const office = await officeIn(act, act.actor, 'membership.grant', officeId);
  const own = act.actor.role as Role;
  if (!mayGrant(own, role, office.kind))
    throw new DomainError('post_not_grantable', { officeId, role, grantable: grantableBy(own) });
  if (validTo !== null && validTo <= act.now) throw new DomainError('invalid_value', { field: 'validTo' });
  const [person] = await act.query<{ id: string }>(
    `with made as (insert into people (subject, full_name) select $1, $2 where $2::text is not null on conflict (subject) do nothing returning id)
     select id from made union all select id from people where subject = $1`,
    [subject, fullName],
  );
  if (person === undefined) throw new DomainError('invalid_value', { field: 'fullName' });
  if (person.id === act.actor.personId)
    throw new DomainError('post_not_grantable', { officeId, role, reason: 'own_post' });
  const [membership] = await act.query<MembershipView & Record<string, unknown>>(
    `with m as (
       insert into memberships (person_id, office_id, role, valid_from, valid_to) values ($1, $2, $3, $4, $5)
       on conflict on constraint memberships_once do update set valid_to = excluded.valid_to,
         valid_from = case when memberships.valid_to <= excluded.valid_from then excluded.valid_from else memberships.valid_from end
       returning *)
     select ${VIEW} from m join people p on p.id = m.person_id`,
    [person.id, officeId, role, act.now, validTo],
  );
  const granted = membership as MembershipView;
  await note(act, 'membership.grant', granted, { validTo });
  return granted;
}

/** Lists of the tasks that the holder of a post works on: the chains that ending it extends. Empty when there is no such post. */
export async function listsOfHolder(sql: Sql, membershipId: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select distinct t.list_id as id from memberships m join tasks t on t.claimed_by = m.person_id and t.office_id = m.office_id and t.role = m.role
       and t.state in ('claimed','held') where m.id = $1 and t.list_id is not null`,
    [membershipId],
  );
  return rows.map(({ id }) => id);
}

export interface Ended {
  readonly membershipId: Uuid;
  readonly endedAt: Date;
  /** Tasks that went back to the office. */
  readonly released: readonly string[];
}

/**
 * Ends a post now: what its holder has claimed in it goes back to the office, and the database ends the person's sessions. The act must have
 * locked the lists of `listsOfHolder`.
 * @throws DomainError `membership_not_found`, `out_of_area`, `post_not_grantable`; `version_conflict` when the holder claimed a task of another
 * list meanwhile.
 */
export async function endMembership(
  act: Act,
  membershipId: string,
  lists: readonly string[],
  reason: string,
): Promise<Ended> {
  const [post] = await act.query<Placed & Record<string, unknown>>(
    `select ${VIEW}, ${PLACE} from memberships m join people p on p.id = m.person_id join offices o on o.id = m.office_id
     where m.id = $1 and (m.valid_to is null or m.valid_to > $2)`,
    [membershipId, act.now],
  );
  if (post === undefined) throw new DomainError('membership_not_found', { membershipId });
  const decision = decide('membership.end', postOf(act.actor), post);
  if (decision !== 'allowed') throw new DomainError(decision, { membershipId });
  if (!mayGrant(act.actor.role as Role, post.role, post.kind))
    throw new DomainError('post_not_grantable', { membershipId, role: post.role });
  const ended = await act.query(
    `update memberships set valid_to = $2 where id = $1 and (valid_to is null or valid_to > $2) returning id`,
    [membershipId, act.now],
  );
  if (ended.length === 0) throw new DomainError('membership_not_found', { membershipId });
  const released = await act.query<{ id: string; listId: string | null }>(
    `update tasks set state = 'open', claimed_by = null, claimed_at = null, held_until = null where ${HELD} returning id, list_id as "listId"`,
    [post.personId, post.officeId, post.role],
  );
  const touched = [...new Set(released.map(({ listId }) => listId).filter((id) => id !== null))];
  if (touched.some((id) => !lists.includes(id))) throw new DomainError('version_conflict', { membershipId });
  for (const listId of touched) {
    const tasks = released.filter((task) => task.listId === listId).map(({ id }) => id);
    await act.event(listId, {
      type: 'tasks.released',
      payload: { reason: 'post_ended', membershipId, tasks },
    });
    await act.tell('cleanList', listId);
  }
  await note(act, 'membership.end', post, { reason, released: released.length });
  return { membershipId, endedAt: act.now, released: released.map(({ id }) => id) };
}

/** In the act's own transaction: a change of posts without its entry must not be. */
async function note(
  act: Act,
  name: string,
  { id, officeId, role, personId }: MembershipView,
  details: Readonly<Record<string, unknown>>,
): Promise<void> {
  await act.post(
    `insert into access_log (kind, person_id, office_id, act, target, details) values ('change', $1, $2, $3, $4, $5)`,
    [
      ...[act.actor.personId, act.actor.officeId, name, id],
      JSON.stringify({ role: act.actor.role, of: { personId, officeId, role }, ...details }),
    ],
  );
}
