import type { OfficeKind, Role } from '#domain/people/roles';
import type { RegistryRows } from '#domain/registry/sheets';
import type { Sql } from '../../sql.ts';

export interface PresentUnit {
  readonly code: string;
  readonly level: string;
  readonly name: string;
  readonly parentCode: string | null;
  readonly provinceCode: string;
  readonly ended: boolean;
}
export interface PresentOffice {
  readonly id: string;
  readonly kind: OfficeKind;
  readonly name: string;
  readonly provinceCode: string;
  readonly communeCode: string | null;
  readonly villageCode: string | null;
  readonly superiorOfficeId: string | null;
  readonly calendarId: string;
  readonly ended: boolean;
}
export interface PresentPerson {
  readonly id: string;
  readonly subject: string;
  readonly fullName: string;
  /** Provinces in whose offices the person has a post. */
  readonly provinces: readonly string[];
}
export interface PresentPost {
  readonly subject: string;
  readonly officeId: string;
  readonly role: Role;
  readonly validTo: Date | null;
  readonly open: boolean;
}

/** What the database knows of everything that the rows name. */
export interface Present {
  readonly today: string;
  readonly units: ReadonlyMap<string, PresentUnit>;
  readonly offices: ReadonlyMap<string, PresentOffice>;
  readonly people: ReadonlyMap<string, PresentPerson>;
  readonly posts: ReadonlyMap<string, PresentPost>;
  readonly calendars: ReadonlyMap<string, string | null>;
  /** Owner of each certificate by thumbprint: subject and office. */
  readonly certificates: ReadonlyMap<string, { readonly subject: string; readonly officeId: string }>;
}

export const postKey = (subject: string, officeId: string, role: string): string =>
  `${subject}\u0000${officeId}\u0000${role}`;

const named = (
  rows: RegistryRows,
  ...places: readonly (readonly [sheet: keyof RegistryRows, column: string])[]
): string[] => [
  ...new Set(places.flatMap(([sheet, column]) => rows[sheet].flatMap(({ cells }) => cells[column] ?? []))),
];

/** Reads what the rows name, a handful of statements however many rows there are. */
export async function readPresent(
  sql: Sql,
  rows: RegistryRows,
  thumbprints: readonly string[],
): Promise<Present> {
  const codes = named(
    rows,
    ['villages', 'code'],
    ['villages', 'communeCode'],
    ['offices', 'communeCode'],
    ['offices', 'villageCode'],
  );
  const ids = named(
    rows,
    ['offices', 'id'],
    ['offices', 'superiorOfficeId'],
    ['posts', 'officeId'],
    ['certificates', 'officeId'],
  );
  const subjects = named(rows, ['people', 'subject'], ['posts', 'subject'], ['certificates', 'subject']);
  const [clock] = await sql.query<{ today: string }>(`select bangiao_today()::text as today`);
  const units = await sql.query<PresentUnit & Record<string, unknown>>(
    `select code, level, name, parent_code as "parentCode", province_code as "provinceCode", valid_to is not null and valid_to <= bangiao_today() as ended
     from units where code = any($1::text[])`,
    [codes],
  );
  const offices = await sql.query<PresentOffice & Record<string, unknown>>(
    `select id, kind, name, province_code as "provinceCode", commune_code as "communeCode", village_code as "villageCode",
       superior_office_id as "superiorOfficeId", calendar_id as "calendarId", valid_to is not null and valid_to <= bangiao_today() as ended
     from offices where id = any($1::text[])`,
    [ids],
  );
  const people = await sql.query<PresentPerson & Record<string, unknown>>(
    `select p.id, p.subject, p.full_name as "fullName", array(select distinct o.province_code from memberships m join offices o on o.id = m.office_id
       where m.person_id = p.id) as provinces from people p where p.subject = any($1::text[])`,
    [subjects],
  );
  const posts = await sql.query<PresentPost & Record<string, unknown>>(
    `select p.subject, m.office_id as "officeId", m.role, m.valid_to as "validTo", (m.valid_to is null or m.valid_to > now()) as open
     from people p join memberships m on m.person_id = p.id where p.subject = any($1::text[]) and m.office_id = any($2::text[])`,
    [subjects, ids],
  );
  const calendars = await sql.query<{ id: string; provinceCode: string | null }>(
    `select id, province_code as "provinceCode" from calendars`,
  );
  const certificates = await sql.query<{ thumbprint: string; subject: string; officeId: string }>(
    `select c.thumbprint, p.subject, c.office_id as "officeId" from certificates c join people p on p.id = c.person_id where c.thumbprint = any($1::text[])`,
    [thumbprints],
  );
  return {
    today: clock?.today ?? '',
    units: new Map(units.map((unit) => [unit.code, unit])),
    offices: new Map(offices.map((office) => [office.id, office])),
    people: new Map(people.map((person) => [person.subject, person])),
    posts: new Map(posts.map((post) => [postKey(post.subject, post.officeId, post.role), post])),
    calendars: new Map(calendars.map(({ id, provinceCode }) => [id, provinceCode])),
    certificates: new Map(certificates.map(({ thumbprint, ...owner }) => [thumbprint, owner])),
  };
}

/** A province's registry as rows of the workbook: what somebody edits and brings back. Certificates are left out: they are never changed. */
export async function readRegistry(sql: Sql, provinceCode: string): Promise<RegistryRows> {
  const numbered = (found: readonly Record<string, unknown>[]) =>
    found.map((cells, i) => ({
      row: i + 2,
      cells: Object.fromEntries(
        Object.entries(cells).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
      ),
    }));
  const villages = await sql.query(
    `select code, name, parent_code as "communeCode" from units where province_code = $1 and level = 'village' and valid_to is null order by code`,
    [provinceCode],
  );
  const offices = await sql.query(
    `select id, kind, name, commune_code as "communeCode", village_code as "villageCode", superior_office_id as "superiorOfficeId", calendar_id as "calendarId"
     from offices where province_code = $1 and valid_to is null order by commune_code nulls first, village_code nulls first, id`,
    [provinceCode],
  );
  const posts = await sql.query(
    `select p.subject, m.office_id as "officeId", m.role, to_char(m.valid_to at time zone interval '7 hours', 'DD/MM/YYYY') as "validTo"
     from offices o join memberships m on m.office_id = o.id join people p on p.id = m.person_id
     where o.province_code = $1 and o.valid_to is null and (m.valid_to is null or m.valid_to > now()) order by m.office_id, m.role, p.subject`,
    [provinceCode],
  );
  const people = await sql.query(
    `select distinct p.subject, p.full_name as "fullName" from offices o join memberships m on m.office_id = o.id join people p on p.id = m.person_id
     where o.province_code = $1 and (m.valid_to is null or m.valid_to > now()) order by 1`,
    [provinceCode],
  );
  return {
    ...{ villages: numbered(villages), offices: numbered(offices), people: numbered(people) },
    ...{ posts: numbered(posts), certificates: [] },
  };
}
