import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testApi, type TestApi } from '../support/api.ts';
import { givenList, givenParcel } from '../support/chain.ts';
import { COMMUNE } from '../support/database.ts';

const CLIENTS = 200;
const TASKS = 1_000;
const LISTS = 20;
/** How many of the clients want each task; 200, every client for every task, takes minutes. */
const RIVALS = Number(process.env['CLAIM_RIVALS'] ?? 10);

interface Result {
  readonly taskId: string;
  readonly status: number;
  readonly body: {
    readonly code?: string;
    readonly claimedAt?: string;
    readonly claimedBy?: { readonly personId: string };
  };
}

let api: TestApi;
let taskIds: string[] = [];
let people: string[] = [];

beforeAll(async () => {
  api = await testApi({ REQUESTS_PER_SECOND: '1000000' });
  const { owner } = api.db;
  const { rows } = await owner.query<{ id: string }>(
    `with made as (insert into people (subject, full_name) select 'nguoi' || n, 'Cán bộ ' || n from generate_series(1, $1::int) n returning id)
     insert into memberships (person_id, office_id, role) select id, $2, 'police_officer' from made returning person_id as id`,
    [CLIENTS, `CA-${COMMUNE}`],
  );
  people = rows.map(({ id }) => id);
  for (let i = 0; i < LISTS; i += 1) {
    const { listId } = await givenList(owner);
    await givenParcel(owner, listId, {
      kind: 'police',
      stage: 'verify',
      custodian: `CA-${COMMUNE}`,
      count: 1,
    });
    const made = await owner.query<{ id: string }>(
      `insert into tasks (province_code, commune_code, campaign_id, list_id, step, scope, office_id, role, due_at)
       select province_code, commune_code, campaign_id, id, 'verify', n::text, $2, 'police_officer', now() + interval '1 day'
       from lists, generate_series(1, $3::int) n where id = $1 returning id`,
      [listId, `CA-${COMMUNE}`, TASKS / LISTS],
    );
    taskIds.push(...made.rows.map(({ id }) => id));
  }
  taskIds = taskIds.sort();
}, 60_000);
afterAll(() => api.close());

/** One client: all requests of his at once would be one client with many hands, so one after the other. */
async function claims(client: number): Promise<Result[]> {
  const who = api.as(`nguoi${client + 1}`);
  const results: Result[] = [];
  const wanted = (TASKS * RIVALS) / CLIENTS;
  // Neighbouring clients begin a little apart and overlap, so that each task has the same number of rivals.
  for (let k = 0; k < wanted; k += 1) {
    const taskId = taskIds[(Math.floor((client * TASKS) / CLIENTS) + k) % TASKS] as string;
    const { status, body } = await who.post<Result['body']>(`/tasks/${taskId}/claim`);
    results.push({ taskId, status, body });
  }
  return results;
}

describe('two hundred clients who claim the same thousand tasks at once', () => {
  it('get one owner for each task; every loser is told who and since when; nothing deadlocks', async () => {
    const before = await deadlocks();
    const results = (
      await Promise.all(Array.from({ length: CLIENTS }, (_, client) => claims(client)))
    ).flat();
    expect(results).toHaveLength(TASKS * RIVALS);
    const winners = new Map(
      results.filter(({ status }) => status === 200).map(({ taskId, body }) => [taskId, body]),
    );
    expect(winners.size).toBe(TASKS);
    const losers = results.filter(({ status }) => status !== 200);
    expect(losers).toHaveLength(TASKS * (RIVALS - 1));
    for (const { taskId, status, body } of losers) {
      expect([status, body.code]).toEqual([409, 'task_claimed_by_other']);
      expect(people).toContain(body.claimedBy?.personId);
      expect(body.claimedBy?.personId).toBe(winners.get(taskId)?.claimedBy?.personId);
      expect(Date.parse(body.claimedAt ?? '')).not.toBeNaN();
    }
    const { rows } = await api.db.owner.query<{ n: number; events: number }>(
      `select count(*)::int as n, (select count(*)::int from events where type = 'task.claimed') as events from tasks where state = 'claimed' and claim_epoch = 1`,
    );
    expect(rows[0]).toEqual({ n: TASKS, events: TASKS });
    expect(await deadlocks()).toBe(before);
  }, 600_000);
});

async function deadlocks(): Promise<number> {
  const { rows } = await api.db.owner.query<{ n: number }>(
    `select deadlocks::int as n from pg_stat_database where datname = current_database()`,
  );
  return rows[0]?.n ?? 0;
}
