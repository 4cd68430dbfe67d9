import type { ClientBase } from 'pg';

export interface CommuneSeed {
  /** Codes of communes that are in `units` already. */
  readonly communes: readonly string[];
  /** Villages per commune, numbered from 1; more may be added later by a second call. */
  readonly villages: number;
}

// Which offices a commune has, who works in them and in which role. `{c}` is the commune's code.
const COMMUNE_OFFICES = [
  { prefix: 'TCT-X-', kind: 'commune_task_force', title: 'Tổ công tác' },
  { prefix: 'TYT-', kind: 'health_station', title: 'Trạm Y tế' },
  { prefix: 'CA-', kind: 'commune_police', title: 'Công an' },
  { prefix: 'CSTC-', kind: 'vaccination_facility', title: 'Cơ sở tiêm chủng' },
  { prefix: 'BV-', kind: 'vaccination_facility', title: 'Điểm tiêm bệnh viện tại' },
] as const;

const COMMUNE_POSTS = [
  { login: 'xa', prefix: 'TCT-X-', role: 'commune_task_force', title: 'Tổ trưởng Tổ công tác' },
  { login: 'tramyte1', prefix: 'TYT-', role: 'health_station', title: 'Cán bộ 1 Trạm Y tế' },
  { login: 'tramyte2', prefix: 'TYT-', role: 'health_station', title: 'Cán bộ 2 Trạm Y tế' },
  { login: 'canbo1', prefix: 'CA-', role: 'police_officer', title: 'Cán bộ 1 Công an' },
  { login: 'canbo2', prefix: 'CA-', role: 'police_officer', title: 'Cán bộ 2 Công an' },
  { login: 'truongca', prefix: 'CA-', role: 'police_chief', title: 'Trưởng Công an' },
  { login: 'phoca', prefix: 'CA-', role: 'police_chief', title: 'Phó trưởng Công an' },
  { login: 'vanthutyt', prefix: 'TYT-', role: 'registry_clerk', title: 'Văn thư Trạm Y tế' },
  { login: 'vanthuca', prefix: 'CA-', role: 'registry_clerk', title: 'Văn thư Công an' },
  { login: 'coso', prefix: 'CSTC-', role: 'facility_officer', title: 'Cán bộ Cơ sở tiêm chủng' },
  { login: 'coso2', prefix: 'CSTC-', role: 'facility_officer', title: 'Cán bộ 2 Cơ sở tiêm chủng' },
  { login: 'benhvien', prefix: 'BV-', role: 'facility_officer', title: 'Cán bộ Điểm tiêm bệnh viện' },
] as const;

const PROVINCE_OFFICES = [
  { prefix: 'TCT-T-', kind: 'province_task_force', title: 'Tổ công tác', superior: null },
  { prefix: 'SYT-', kind: 'provincial_health_department', title: 'Sở Y tế', superior: 'TCT-T-' },
  { prefix: 'TTR-', kind: 'inspectorate', title: 'Thanh tra', superior: null },
] as const;

const PROVINCE_POSTS = [
  { login: 'tinh', prefix: 'TCT-T-', role: 'province_task_force', title: 'Tổ công tác' },
  { login: 'quantri', prefix: 'TCT-T-', role: 'system_admin', title: 'Quản trị hệ thống' },
  { login: 'giamsat', prefix: 'SYT-', role: 'supervisor', title: 'Giám sát' },
  { login: 'thanhtra', prefix: 'TTR-', role: 'auditor', title: 'Thanh tra' },
] as const;

const column = <T, K extends keyof T>(rows: readonly T[], key: K): T[K][] => rows.map((row) => row[key]);

/** Offices of the province itself and the people who work there. Needs the units; safe to repeat. */
export async function seedProvince(client: ClientBase, provinceCode: string): Promise<void> {
  await client.query(
    `insert into offices (id, kind, name, province_code, superior_office_id)
     select o.prefix || u.code, o.kind, o.title || ' ' || u.name, u.code, o.superior || u.code
     from units u cross join unnest($2::text[], $3::text[], $4::text[], $5::text[]) as o(prefix, kind, title, superior)
     where u.code = $1 on conflict (id) do nothing`,
    [
      provinceCode,
      column(PROVINCE_OFFICES, 'prefix'),
      column(PROVINCE_OFFICES, 'kind'),
      column(PROVINCE_OFFICES, 'title'),
      column(PROVINCE_OFFICES, 'superior'),
    ],
  );
  await insertPosts(client, PROVINCE_POSTS, [provinceCode]);
  await seedMinistry(client);
}

/** The ministry sits in Hà Nội; its office issues for all provinces. */
const CAPITAL = '01';

/** The office that keeps the keys of vaccine passports (Cục Y tế dự phòng). Once in the country; safe to repeat. */
async function seedMinistry(client: ClientBase): Promise<void> {
  await client.query(
    `insert into offices (id, kind, name, province_code)
     select 'BYT-' || u.code, 'ministry_issuer', 'Cục Y tế dự phòng, Bộ Y tế', u.code from units u where u.code = $1 on conflict (id) do nothing`,
    [CAPITAL],
  );
  const post = {
    login: 'khoa',
    prefix: 'BYT-',
    role: 'key_officer',
    title: 'Cán bộ quản lý khóa ký, Bộ Y tế,',
  };
  await insertPosts(client, [post], [CAPITAL]);
}

/**
 * Villages, offices and officers of communes by the demo's naming rule (`xa.22915`, `thon3.22915`, `CA-22915`).
 * A handful of statements however many communes there are; safe to repeat. The province's offices must be there.
 */
export async function seedCommunes(client: ClientBase, { communes, villages }: CommuneSeed): Promise<void> {
  await client.query(
    `insert into units (code, level, name, parent_code, province_code)
     select u.code || '-' || lpad(k::text, 2, '0'), 'village',
            case when u.name like 'Xã %' then 'Thôn ' else 'Khu phố ' end || k, u.code, u.province_code
     from units u cross join generate_series(1, $2::integer) as k
     where u.code = any($1::text[]) and u.level = 'commune' on conflict (code) do nothing`,
    [communes, villages],
  );
  // The task force comes first: the other offices of the commune have it as superior.
  for (const offices of [COMMUNE_OFFICES.slice(0, 1), COMMUNE_OFFICES.slice(1)]) {
    await client.query(
      `insert into offices (id, kind, name, province_code, commune_code, superior_office_id)
       select o.prefix || u.code, o.kind, o.title || ' ' || u.name, u.province_code, u.code,
              case when o.kind = 'commune_task_force' then 'TCT-T-' || u.province_code else 'TCT-X-' || u.code end
       from units u cross join unnest($2::text[], $3::text[], $4::text[]) as o(prefix, kind, title)
       where u.code = any($1::text[]) and u.level = 'commune' on conflict (id) do nothing`,
      [communes, column(offices, 'prefix'), column(offices, 'kind'), column(offices, 'title')],
    );
  }
  await client.query(
    `insert into offices (id, kind, name, province_code, commune_code, village_code, superior_office_id)
     select 'TCT-A-' || v.code, 'village_task_force', 'Tổ công tác ' || v.name || ', ' || c.name, v.province_code, c.code, v.code, 'TCT-X-' || c.code
     from units v join units c on c.code = v.parent_code
     where v.parent_code = any($1::text[]) and v.level = 'village' on conflict (id) do nothing`,
    [communes],
  );
  await insertPosts(client, COMMUNE_POSTS, communes);
  await client.query(
    `with wanted as (
       select 'thon' || (split_part(v.code, '-', 2)::integer) || '.' || v.parent_code as subject,
              'Tổ trưởng Tổ công tác ' || v.name || ', ' || c.name as full_name, 'TCT-A-' || v.code as office_id
       from units v join units c on c.code = v.parent_code where v.parent_code = any($1::text[]) and v.level = 'village'
     ), added as (
       insert into people (subject, full_name) select subject, full_name from wanted on conflict (subject) do nothing returning id, subject
     ), everyone as (select id, subject from added union select p.id, p.subject from people p join wanted using (subject))
     insert into memberships (person_id, office_id, role)
     select e.id, w.office_id, 'village_task_force' from everyone e join wanted w using (subject)
     on conflict (person_id, office_id, role) do nothing`,
    [communes],
  );
}

type Post = Readonly<Record<'login' | 'prefix' | 'role' | 'title', string>>;

async function insertPosts(
  client: ClientBase,
  posts: readonly Post[],
  units: readonly string[],
): Promise<void> {
  await client.query(
    `with wanted as (
       select p.login || '.' || u.code as subject, p.title || ' ' || u.name as full_name, p.prefix || u.code as office_id, p.role
       from units u cross join unnest($2::text[], $3::text[], $4::text[], $5::text[]) as p(login, prefix, role, title)
       where u.code = any($1::text[])
     ), added as (
       insert into people (subject, full_name) select subject, full_name from wanted on conflict (subject) do nothing returning id, subject
     ), everyone as (select id, subject from added union select p.id, p.subject from people p join wanted using (subject))
     insert into memberships (person_id, office_id, role)
     select e.id, w.office_id, w.role from everyone e join wanted w using (subject)
     on conflict (person_id, office_id, role) do nothing`,
    [units, column(posts, 'login'), column(posts, 'prefix'), column(posts, 'role'), column(posts, 'title')],
  );
}
