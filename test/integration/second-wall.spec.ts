import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource, EntityManager } from 'typeorm';
import { areaOf, type Jurisdiction } from '#domain/authority/decide';
import type { OfficeKind, Role } from '#domain/people/roles';
import { COMMUNE, OTHER_COMMUNE, PROVINCE } from '../support/database.ts';
import { Scenario } from './acts-scenario.ts';
import { eventfulList } from './evidence-kit.ts';

/** Tables of nobody's list and no resident, and why every officer's request may read them. */
const SHARED: Readonly<Record<string, string>> = {
  units: 'public',
  offices: 'public',
  people: 'officers, by their names in events and claims',
  memberships: 'officers and their posts',
  certificates: 'officers’ public keys',
  sessions: 'found by the hash of a secret only',
  workflow_messages: 'ids that say: look again',
  workflow_bundles: 'program code',
  audit_reports: 'counts, and findings by ids and columns',
  revocations: 'public: hashes that every verifier downloads',
  issuing_state: 'public',
  signing_keys: 'public: certificates of signers; the keys themselves are no column of the API',
  passport_checks: 'counts',
  calendars: 'public',
  calendar_days: 'public',
  calendar_hours: 'public',
};
/** Rows of one person, whatever the area. */
const OWN: ReadonlySet<string> = new Set([
  ...['idempotency_keys', 'certificate_challenges', 'notification_preferences', 'notification_reads'],
  ...['task_reads', 'saved_filters'],
]);
/** What was said of residents: seen only by those who may see the records. */
const RESIDENTS = ['records', 'record_changes', 'handover_snapshots'] as const;

interface PostRow {
  readonly personId: string;
  readonly role: Role;
  readonly kind: OfficeKind;
  readonly provinceCode: string;
  readonly communeCode: string | null;
  readonly villageCode: string | null;
}

let chain: Scenario;
let source: DataSource;
let tables: { name: string; secured: boolean; updatable: string | null }[];
let posts: PostRow[];

/** Runs raw SQL as the API's database role in the settings of a post, with no predicate of the API's; nothing is kept. */
async function as<T>(post: PostRow, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  const area: Jurisdiction = areaOf(post.role, post);
  const runner = source.createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.query(
      `select set_config('bangiao.provinces', $1, true), set_config('bangiao.communes', $2, true), set_config('bangiao.record_communes', $3, true),
         set_config('bangiao.villages', $4, true), set_config('bangiao.person', $5, true)`,
      [
        ...[area.provinces, area.communes, area.recordCommunes, area.villages].map((codes) =>
          codes.join(','),
        ),
        post.personId,
      ],
    );
    return await work(runner.manager);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

const countOf = async (manager: EntityManager, table: string, where = 'true'): Promise<number> =>
  ((await manager.query(`select count(*)::int as n from ${table} where ${where}`)) as { n: number }[])[0]
    ?.n ?? 0;

const guarded = () => tables.filter(({ name }) => SHARED[name] === undefined);

beforeAll(async () => {
  chain = await Scenario.start();
  await eventfulList(chain);
  await chain.owner.query(
    `insert into task_notices (task_id, kind, no, office_id) select id, 'reminder', 1, office_id from tasks where list_id is not null`,
  );
  source = await chain.api.db.connect('api');
  tables = (
    await chain.owner.query<(typeof tables)[number]>(
      `select c.relname as name, c.relrowsecurity as secured,
         (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and a.attidentity = '' and not a.attisdropped
            and has_column_privilege('bangiao_api', c.oid, a.attnum, 'update') order by a.attnum limit 1) as updatable
       from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
         and has_any_column_privilege('bangiao_api', c.oid, 'select') order by 1`,
    )
  ).rows;
  posts = (
    await chain.owner.query<PostRow>(
      `select m.person_id as "personId", m.role, o.kind, o.province_code as "provinceCode", o.commune_code as "communeCode", o.village_code as "villageCode"
       from memberships m join offices o on o.id = m.office_id order by o.id, m.role, m.person_id`,
    )
  ).rows;
}, 120_000);
afterAll(() => chain?.close());

const foreign = () =>
  posts.filter(
    ({ provinceCode, communeCode }) => provinceCode !== PROVINCE || (communeCode ?? COMMUNE) !== COMMUNE,
  );
const near = () => posts.filter(({ communeCode }) => communeCode === COMMUNE);

describe('row-level security, with every predicate of the API left out', () => {
  it('stands on every table that holds a list’s or a person’s data', () => {
    expect(guarded().filter(({ secured }) => !secured)).toEqual([]);
    expect(guarded().length).toBeGreaterThan(15);
  });

  it('has something to guard', async () => {
    const wanted = [
      ...RESIDENTS,
      'lists',
      'parcels',
      'tasks',
      'jobs',
      'handovers',
      'events',
      'custody_moves',
      'deciders',
      'task_notices',
      'record_sets',
      'state_changes',
      'campaigns',
      'idempotency_keys',
    ];
    for (const table of wanted) {
      const { rows } = await chain.owner.query<{ n: number }>(`select count(*)::int as n from ${table}`);
      expect([table, (rows[0]?.n ?? 0) > 0]).toEqual([table, true]);
    }
  });

  it('leaks no row to any role of another commune or province', async () => {
    const roles = new Set(foreign().map(({ role }) => role));
    expect(roles.size).toBeGreaterThan(9);
    for (const post of foreign())
      await as(post, async (manager) => {
        for (const { name } of guarded())
          expect([post.role, post.communeCode, name, await countOf(manager, name)]).toEqual([
            post.role,
            post.communeCode,
            name,
            0,
          ]);
      });
  });

  it('lets nobody of another commune or province change a row', async () => {
    const changed = guarded().filter(({ updatable }) => updatable !== null);
    expect(changed.length).toBeGreaterThan(6);
    for (const post of foreign())
      for (const { name, updatable } of changed) {
        const [, count] = (await as(post, (manager) =>
          manager.query(`update ${name} set ${updatable} = ${updatable}`),
        )) as [unknown, number];
        expect([post.role, post.communeCode, name, count]).toEqual([post.role, post.communeCode, name, 0]);
      }
  });

  it('lets nobody write a row into another commune’s list', async () => {
    const neighbour = posts.find(
      ({ role, communeCode }) => role === 'health_station' && communeCode === OTHER_COMMUNE,
    ) as PostRow;
    for (const text of [
      `insert into record_changes (province_code, list_id, event_no, record_no, field, source) select '60', '${chain.listId}', 1, 1, 'phone', 'forged'`,
      `insert into custody_moves (province_code, list_id, event_no, move_no, to_office_id, records, record_count) values ('60', '${chain.listId}', 1, 99, 'TYT-${OTHER_COMMUNE}', '{[1,2)}', 1)`,
      `insert into deciders (province_code, list_id, step, person_id, records) values ('60', '${chain.listId}', 'verify', '${neighbour.personId}', '{[1,2)}')`,
      `insert into jobs (province_code, list_id, kind) values ('60', '${chain.listId}', 'verification')`,
    ])
      await expect(as(neighbour, (manager) => manager.query(text))).rejects.toMatchObject({ code: '42501' });
  });

  it('lets values be written only under a list of the area whose chain the act has locked', async () => {
    const value = (no: number) =>
      `insert into record_changes (province_code, list_id, event_no, record_no, field, source) select '60', '${chain.listId}', 9999, ${no}, 'phone', 'officer'`;
    const locking = (ids: string) => `select set_config('bangiao.lists', '${ids}', true)`;
    const own = near().find(({ role }) => role === 'health_station') as PostRow;
    const neighbour = foreign()[0] as PostRow;
    await expect(as(own, (manager) => manager.query(value(1)))).rejects.toMatchObject({ code: '42501' });
    await expect(
      as(own, async (manager) => {
        await manager.query(locking(randomUUID()));
        return manager.query(value(2));
      }),
    ).rejects.toMatchObject({ code: '42501' });
    // Whoever names a list of another area has locked nothing.
    await expect(
      as(neighbour, async (manager) => {
        await manager.query(locking(chain.listId));
        return manager.query(value(3));
      }),
    ).rejects.toMatchObject({ code: '42501' });
    await as(own, async (manager) => {
      await manager.query(locking(`${chain.listId},${randomUUID()}`));
      await manager.query(value(4));
      expect(await countOf(manager, 'record_changes', 'event_no = 9999 and record_no = 4')).toBe(1);
    });
  });

  it('shows the list’s own commune everything but residents’ data and other people’s rows', async () => {
    const all = new Map<string, number>();
    for (const { name } of guarded()) {
      const { rows } = await chain.owner.query<{ n: number }>(`select count(*)::int as n from ${name}`);
      all.set(name, rows[0]?.n ?? 0);
    }
    for (const post of near())
      await as(post, async (manager) => {
        for (const { name } of guarded()) {
          if (OWN.has(name) || name === 'access_log' || (RESIDENTS as readonly string[]).includes(name))
            continue;
          expect([post.role, name, await countOf(manager, name)]).toEqual([post.role, name, all.get(name)]);
        }
      });
  });

  it('shows residents’ data to those who work with it, to a village its own, and to nobody else', async () => {
    for (const post of near()) {
      const { recordCommunes, villages } = areaOf(post.role, post);
      const within =
        recordCommunes.length > 0
          ? 'true'
          : `exists (select from records r where r.list_id = t.list_id and r.record_no = t.record_no and r.village_code = any('{${villages.join(',')}}'))`;
      for (const name of RESIDENTS) {
        const { rows } = await chain.owner.query<{ n: number }>(
          `select count(*)::int as n from ${name} t where ${within}`,
        );
        const seen = await as(post, (manager) => countOf(manager, name));
        expect([post.role, post.villageCode, name, seen]).toEqual([
          post.role,
          post.villageCode,
          name,
          rows[0]?.n,
        ]);
        if (recordCommunes.length + villages.length > 0) expect(seen).toBeGreaterThan(0);
        else expect(seen).toBe(0);
      }
    }
  });

  it('shows everybody the own rows only', async () => {
    for (const post of near()) {
      for (const name of OWN)
        expect(await as(post, (manager) => countOf(manager, name, `person_id <> '${post.personId}'`))).toBe(
          0,
        );
    }
    const { rows } = await chain.owner.query<{ personId: string }>(
      `select person_id as "personId" from idempotency_keys limit 1`,
    );
    const owner = posts.find(({ personId }) => personId === rows[0]?.personId) as PostRow;
    expect(await as(owner, (manager) => countOf(manager, 'idempotency_keys'))).toBeGreaterThan(0);
  });

  it('shows of the access log the looks at lists of the area alone', async () => {
    const station = near().find(({ role }) => role === 'health_station') as PostRow;
    await chain.owner.query(
      `insert into access_log (kind, act, target) values ('read', 'record.read', $1), ('refused', 'task.claim', 'not-an-id'), ('refused', 'unit.read', null)`,
      [chain.listId],
    );
    const { rows } = await chain.owner.query<{ n: number }>(
      `select count(*)::int as n from access_log where target = $1`,
      [chain.listId],
    );
    expect(await as(station, (manager) => countOf(manager, 'access_log'))).toBe(rows[0]?.n);
    expect(await as(foreign()[0] as PostRow, (manager) => countOf(manager, 'access_log'))).toBe(0);
  });
});

describe('with the 10,600 lists of the country', () => {
  beforeAll(async () => {
    await chain.owner.query(
      `insert into lists (campaign_id, province_code, commune_code, seq, state, terms)
       select l.campaign_id, l.province_code, l.commune_code, 1 + n, 'waiting', l.terms from lists l, generate_series(1, 10600) as n where l.id = $1`,
      [chain.listId],
    );
    await chain.owner.query('analyze');
  }, 60_000);

  it.each(['record_changes', 'custody_moves', 'deciders', 'jobs', 'handover_snapshots'])(
    'one list’s rows of %s are found without looking at the other lists',
    async (table) => {
      for (const role of ['health_station', 'province_task_force'] as const) {
        const post = posts.find(
          (one) =>
            one.role === role && one.provinceCode === PROVINCE && (one.communeCode ?? COMMUNE) === COMMUNE,
        ) as PostRow;
        const plan = await as(post, (manager) =>
          manager.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }[]>(
            `explain (analyze, buffers, format json) select count(*) from ${table} where province_code = '${PROVINCE}' and list_id = '${chain.listId}'`,
          ),
        );
        const { Plan } = plan[0]?.['QUERY PLAN'][0] as { Plan: Record<string, number> };
        const rows = Number(
          (await chain.owner.query<{ n: number }>(`select count(*)::int as n from ${table}`)).rows[0]?.n,
        );
        // All lists are some hundred pages; what is read here grows with the rows asked for only.
        expect([
          table,
          role,
          (Plan['Shared Hit Blocks'] ?? 0) + (Plan['Shared Read Blocks'] ?? 0) < 40 + rows * 5,
        ]).toEqual([table, role, true]);
      }
    },
  );
});
