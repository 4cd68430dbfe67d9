import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { migrate } from '#persistence/migrate';
import { seedCommunes } from '#persistence/seed/demo-offices';
import { seedDemo } from '#persistence/seed/seed';
import { communesOf } from '#persistence/seed/units';
import { startPrivateCluster, type PrivateCluster } from './persistence-cluster.ts';

let cluster: PrivateCluster;
let url: string;
let client: pg.Client;

beforeAll(async () => {
  cluster = await startPrivateCluster();
  url = await cluster.createDatabase('seed_spec');
  await migrate(url);
  client = new pg.Client({ connectionString: url });
  await client.connect();
  await seedDemo(client);
}, 60_000);

afterAll(async () => {
  await client?.end();
  await cluster?.stop();
});

async function counts(): Promise<unknown> {
  const result = await client.query(
    `select (select json_object_agg(level, n) from (select level, count(*) n from units group by level) u) as units,
            (select count(*)::integer from offices) as offices, (select count(*)::integer from people) as people,
            (select count(*)::integer from memberships) as memberships`,
  );
  return result.rows[0];
}

describe('the seed', () => {
  it('holds every unit of 2022 and the offices of the whole demo province', async () => {
    expect(await communesOf(client, '60')).toHaveLength(124);
    const villages = 124 * 10;
    expect(await counts()).toEqual({
      units: { province: 63, district: 705, commune: 10_599, village: villages },
      offices: 4 + 124 * 5 + villages,
      people: 5 + 124 * 12 + villages,
      memberships: 5 + 124 * 12 + villages,
    });
  });

  it('changes nothing when it runs again, nor when two run at once', async () => {
    const before = await counts();
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    await Promise.all([seedDemo(client), seedDemo(other)]);
    await other.end();
    expect(await counts()).toEqual(before);
  });

  it('gives every office of a commune a superior, up to the province', async () => {
    const result = await client.query<{ path: string }>(
      `with recursive up as (
         select id, superior_office_id, id as path from offices where id = 'TCT-A-22915-03'
         union all select o.id, o.superior_office_id, up.path || ' > ' || o.id from up join offices o on o.id = up.superior_office_id
       ) select path from up order by length(path) desc limit 1`,
    );
    expect(result.rows[0]?.path).toBe('TCT-A-22915-03 > TCT-X-22915 > TCT-T-60');
    const alone = await client.query(`select id from offices where superior_office_id is null order by id`);
    expect(alone.rows).toEqual([{ id: 'BYT-01' }, { id: 'TCT-T-60' }, { id: 'TTR-60' }]);
  });

  it('adds villages to a commune that has some already', async () => {
    await seedCommunes(client, { communes: ['22918'], villages: 12 });
    const result = await client.query<{ subject: string; role: string; office_id: string }>(
      `select p.subject, m.role, m.office_id from memberships m join people p on p.id = m.person_id where m.office_id = 'TCT-A-22918-12'`,
    );
    expect(result.rows).toEqual([
      { subject: 'thon12.22918', role: 'village_task_force', office_id: 'TCT-A-22918-12' },
    ]);
  });
});
