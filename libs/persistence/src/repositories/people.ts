import type { DataSource } from 'typeorm';
import type { OfficeKind, Role } from '#domain/people/roles';

/** One post of a person: the office, its place and the role held there. */
export interface Membership {
  readonly officeId: string;
  readonly officeName: string;
  readonly officeKind: OfficeKind;
  readonly provinceCode: string;
  readonly communeCode: string | null;
  /** Communes that were merged into its commune: it answers for their lists. */
  readonly predecessors?: readonly string[];
  readonly villageCode: string | null;
  readonly role: Role;
}

/** A person with the posts that are valid now. */
export interface PersonWithPosts {
  readonly personId: string;
  readonly fullName: string;
  readonly memberships: readonly Membership[];
}

/** Finds a person by the identity provider's subject; undefined when there is none. Somebody suspended has no posts. */
export async function findPerson(
  dataSource: DataSource,
  subject: string,
): Promise<PersonWithPosts | undefined> {
  const [person] = await dataSource.query<PersonWithPosts[]>(
    `select p.id as "personId", p.full_name as "fullName",
       coalesce(jsonb_agg(jsonb_build_object('officeId', o.id, 'officeName', o.name, 'officeKind', o.kind, 'provinceCode', o.province_code,
         'communeCode', o.commune_code, 'predecessors', bangiao_predecessors(o.commune_code), 'villageCode', o.village_code, 'role', m.role) order by o.id, m.role) filter (where o.id is not null), '[]') as memberships
     from people p
     left join memberships m on m.person_id = p.id and p.suspended_at is null and m.valid_from <= now() and (m.valid_to is null or m.valid_to > now())
     left join offices o on o.id = m.office_id
     where p.subject = $1
     group by p.id`,
    [subject],
  );
  return person;
}

/** Who else has a post now, by name. Somebody suspended has none. */
export async function findColleagues(
  dataSource: DataSource,
  { officeId, role, personId }: { readonly officeId: string; readonly role: Role; readonly personId: string },
): Promise<{ personId: string; fullName: string }[]> {
  return dataSource.query(
    `select distinct p.id as "personId", p.full_name as "fullName" from memberships m join people p on p.id = m.person_id
     where m.office_id = $1 and m.role = $2 and p.id <> $3 and p.suspended_at is null and m.valid_from <= now()
       and (m.valid_to is null or m.valid_to > now())
     order by 2, 1`,
    [officeId, role, personId],
  );
}
