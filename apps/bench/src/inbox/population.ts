import pg from 'pg';
import { DEFAULT_TERMS } from '#domain/process/terms';
import { migrate } from '#persistence/migrate';
import { setLoginPasswords } from '#persistence/seed/login-roles';
import { seedUnits } from '#persistence/seed/units';
import { BENCH_PASSWORD } from './cluster.ts';

/** Tasks of one commune's offices, as many as a million give each of the 10,599. */
const TASKS_OF_LIST = 94;
const COMMUNES = 10_599;
export const USERS = 50_000;

/** Officers of each commune; enough second ones follow to make 50,000. */
const POSTS = [
  ['xa', 'TCT-X-', 'commune_task_force', 'commune_task_force'],
  ['tramyte1', 'TYT-', 'health_station', 'health_station'],
  ['canbo1', 'CA-', 'commune_police', 'police_officer'],
  ['truongca', 'CA-', 'commune_police', 'police_chief'],
] as const;

/**
 * A country: 63 provinces, 10,599 communes with their offices, 50,000 users, and `tasks` open tasks of three steps, 94 to an office's
 * list or more when there are more than a million. Triggers are off meanwhile: nothing here is an act.
 */
export async function populate(url: string, tasks: number): Promise<void> {
  await migrate(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await setLoginPasswords(client, { bangiao_api: BENCH_PASSWORD, bangiao_system: BENCH_PASSWORD });
    await seedUnits(client);
    await client.query(`set session_replication_role = replica`);
    await client.query(
      `insert into offices (id, kind, name, province_code, commune_code)
       select distinct o.prefix || u.code, o.kind, o.kind || ' ' || u.name, u.province_code, u.code
       from units u, unnest($1::text[], $2::text[]) as o(prefix, kind) where u.level = 'commune'`,
      [POSTS.map(([, prefix]) => prefix), POSTS.map(([, , kind]) => kind)],
    );
    await client.query(
      `with wanted as (
         select p.login || '.' || u.code as subject, p.prefix || u.code as office, p.role, row_number() over (order by p.nth, u.code) as n
         from units u, unnest($1::text[], $2::text[], $3::text[]) with ordinality as p(login, prefix, role, nth) where u.level = 'commune'
       ), made as (insert into people (subject, full_name) select subject, 'Cán bộ ' || subject from wanted where n <= $4 returning id, subject)
       insert into memberships (person_id, office_id, role) select m.id, w.office, w.role from made m join wanted w using (subject)`,
      [
        [...POSTS.map(([login]) => login), 'canbo2'],
        [...POSTS.map(([, prefix]) => prefix), 'CA-'],
        [...POSTS.map(([, , , role]) => role), 'police_officer'],
        USERS,
      ],
    );
    await insertLists(client, tasks);
    await client.query(
      `insert into tasks (province_code, commune_code, campaign_id, list_id, step, scope, office_id, role, priority, opened_at, due_at, remind_at)
       select l.province_code, l.commune_code, l.campaign_id, l.id, k.step, n::text, k.prefix || l.commune_code, k.role,
         case when n % 97 = 0 then 10 else 0 end, now() - interval '1 day',
         now() + make_interval(hours => (n * 7919 % 900) - 100), now() + make_interval(hours => (n * 7919 % 900) - 124)
       from lists l, generate_series(1, $1::int) as n,
         unnest(array['verify','receive','update'], array['CA-','TYT-','TYT-'], array['police_officer','health_station','health_station']) with ordinality
           as k(step, prefix, role, nth)
       where k.nth = case when n % 5 < 3 then 1 when n % 5 = 3 then 2 else 3 end`,
      [Math.max(TASKS_OF_LIST, Math.ceil(tasks / COMMUNES))],
    );
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

async function insertLists(client: pg.Client, tasks: number): Promise<void> {
  await client.query(
    `insert into campaigns (name, province_code, commune_codes, terms, state, created_by, opened_at)
     select 'Đợt ' || u.code, u.code, (select array_agg(c.code) from units c where c.province_code = u.code and c.level = 'commune'),
       $1, 'open', (select id from people limit 1), now() from units u where u.level = 'province'`,
    [JSON.stringify(DEFAULT_TERMS)],
  );
  await client.query(
    `insert into lists (campaign_id, province_code, commune_code, state, terms, opened_at)
     select c.id, u.province_code, u.code, 'open', $1, now() from units u join campaigns c on c.province_code = u.province_code
     where u.level = 'commune' order by md5(u.code) limit $2`,
    [JSON.stringify(DEFAULT_TERMS), Math.min(COMMUNES, Math.ceil(tasks / TASKS_OF_LIST))],
  );
}
