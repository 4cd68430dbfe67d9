import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createDataSource } from '#persistence/data-source';
import { migrate } from '#persistence/migrate';
import { setLoginPasswords } from '#persistence/seed/login-roles';
import { startPrivateCluster, type PrivateCluster } from './persistence-cluster.ts';

let cluster: PrivateCluster;
let url: string;
let owner: pg.Client;

async function connect(address: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  return client;
}

beforeAll(async () => {
  cluster = await startPrivateCluster();
  url = await cluster.createDatabase('schema_spec');
  await migrate(url);
  owner = await connect(url);
}, 60_000);

afterAll(async () => {
  await owner?.end();
  await cluster?.stop();
});

describe('the schema', () => {
  it('is what the entities say, to the last constraint', async () => {
    const dataSource = createDataSource({ url, poolSize: 1, applicationName: 'drift' });
    await dataSource.initialize();
    try {
      const drift = await dataSource.driver.createSchemaBuilder().log();
      expect(drift.upQueries.map((query) => query.query)).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  });

  it('goes up, down to nothing, and up again', async () => {
    const address = await cluster.createDatabase('up_down_up');
    await migrate(address);
    const dataSource = createDataSource({ url: address, poolSize: 1, applicationName: 'undo' });
    await dataSource.initialize();
    try {
      const before = await catalogue(dataSource);
      while ((await dataSource.query<unknown[]>('select 1 from migrations')).length > 0)
        await dataSource.undoLastMigration();
      expect(await catalogue(dataSource)).toEqual(['table migrations']);
      await dataSource.runMigrations();
      expect(await catalogue(dataSource)).toEqual(before);
    } finally {
      await dataSource.destroy();
    }
  });

  it('is migrated once when several processes start together', async () => {
    const address = await cluster.createDatabase('together');
    const runs = await Promise.all([migrate(address), migrate(address), migrate(address)]);
    expect(runs.filter((migrations) => migrations.length > 0)).toHaveLength(1);
  });
});

async function catalogue(dataSource: { query<T>(text: string): Promise<T> }): Promise<string[]> {
  const rows = await dataSource.query<{ thing: string }[]>(
    `select 'table ' || relname as thing from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
     union all select 'function ' || proname from pg_proc where pronamespace = 'public'::regnamespace
     union all select 'policy ' || polname from pg_policy
     union all select 'trigger ' || tgname from pg_trigger where not tgisinternal
     order by 1`,
  );
  return rows.map((row) => row.thing);
}

describe('what is written as proof', () => {
  const list = '00000000-0000-4000-8000-000000000001';
  beforeAll(async () => {
    await setLoginPasswords(owner, { bangiao_system: 'system', bangiao_api: 'api' });
    await owner.query(
      `insert into events (province_code, list_id, event_no, commune_code, type, at, payload, body, prev_hash, hash)
       values ('60', $1, 1, '22915', 'list.opened', now(), '{}', '{}', '', '')`,
      [list],
    );
    await owner.query(
      `insert into record_changes (province_code, list_id, event_no, record_no, field, source) values ('60', $1, 1, 1, 'full_name', 'test')`,
      [list],
    );
    await owner.query(
      `insert into custody_moves (province_code, list_id, event_no, move_no, to_office_id, records, record_count)
       values ('60', $1, 1, 1, 'TYT-22915', '{[1,2)}', 1)`,
      [list],
    );
    await owner.query(`insert into access_log (kind, act) values ('refused', 'test')`);
  });

  it.each([
    ['events', `update events set type = 'x'`],
    ['record_changes', `update record_changes set new_value = 'x'`],
    ['custody_moves', `update custody_moves set record_count = 2`],
    ['access_log', `update access_log set act = 'x'`],
  ])('stays as it was, even for the owner: %s', async (table, update) => {
    await expect(owner.query(update)).rejects.toMatchObject({
      message: `append_only: ${table} cannot be changed`,
    });
    await expect(owner.query(`delete from ${table}`)).rejects.toMatchObject({ code: '23000' });
    await expect(owner.query(`truncate ${table}`)).rejects.toMatchObject({ code: '23000' });
  });

  it.each(['bangiao_api', 'bangiao_system'] as const)('may only be added to by %s', async (role) => {
    const address = new URL(url);
    address.username = role;
    address.password = role === 'bangiao_api' ? 'api' : 'system';
    const client = await connect(address.href);
    try {
      for (const statement of [
        `update events set type = 'x'`,
        'delete from events',
        'truncate events',
        `update record_changes set new_value = 'x'`,
        'delete from custody_moves',
        'delete from access_log',
        'drop table events',
      ])
        await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
    } finally {
      await client.end();
    }
  });

  it('is not visible to the API outside the area of its request', async () => {
    const address = new URL(url);
    address.username = 'bangiao_api';
    address.password = 'api';
    const client = await connect(address.href);
    const seen = async (setting: string, value: string): Promise<number> => {
      await client.query('begin');
      await client.query(`select set_config($1, $2, true)`, [setting, value]);
      const result = await client.query('select from events');
      await client.query('rollback');
      return result.rowCount ?? 0;
    };
    try {
      expect(await seen('bangiao.communes', '')).toBe(0);
      expect(await seen('bangiao.communes', '22918')).toBe(0);
      expect(await seen('bangiao.communes', '22918,22915')).toBe(1);
      expect(await seen('bangiao.provinces', '60')).toBe(1);
    } finally {
      await client.end();
    }
  });
});
