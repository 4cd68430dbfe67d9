import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { areaOf, decide, type Target } from '#domain/authority/decide';
import { reachOf, type ActName } from '#domain/authority/acts';
import { substitutedSteps } from '#domain/authority/substitution';
import { DomainError } from '#domain/errors';
import { TASK_STEPS, type TaskStep } from '#domain/process/steps';
import { Acts, type Actor } from '#persistence/act';
import { countInbox, readInbox, readTask } from '#persistence/repositories/inbox';
import { countQueues, hasQueue, QUEUES, readQueue } from '#persistence/repositories/inbox-queues';
import type { Membership } from '#persistence/repositories/people';
import { postOf } from '#persistence/repositories/tasks';
import { givenList, givenTask } from '../support/chain.ts';
import {
  COMMUNE,
  COMMUNE_OF_OTHER_PROVINCE,
  OTHER_COMMUNE,
  testDatabase,
  type TestDatabase,
} from '../support/database.ts';

interface Row extends Target {
  readonly id: string;
  readonly state: string;
}

let db: TestDatabase;
let source: DataSource;
let acts: Acts;
let rows: Row[] = [];
let posts: (Membership & { readonly personId: string })[] = [];

const STATES = ['open', 'claimed', 'held', 'completed', 'cancelled'] as const;
const UNFINISHED = ['open', 'claimed', 'held'];

beforeAll(async () => {
  db = await testDatabase();
  source = await db.connect('api');
  acts = new Acts(source);
  ({ rows: posts } = await db.owner.query(
    `select m.person_id as "personId", o.id as "officeId", o.name as "officeName", o.kind as "officeKind", o.province_code as "provinceCode",
       o.commune_code as "communeCode", o.village_code as "villageCode", m.role from memberships m join offices o on o.id = m.office_id`,
  ));
  for (const communeCode of [COMMUNE, OTHER_COMMUNE, COMMUNE_OF_OTHER_PROVINCE]) {
    const { listId } = await givenList(db.owner, { communeCode });
    for (const [i, step] of TASK_STEPS.filter((each) => each !== 'direct').entries())
      for (const [round, state] of STATES.entries()) {
        const scope = step === 'review' ? `${communeCode}-0${1 + ((i + round) % 3)}` : String(round);
        const id = await givenTask(db.owner, listId, step, { scope, round: round + 1 });
        await db.owner.query(
          `update tasks t set state = $2, claimed_by = case when $2 in ('claimed','held') then (select m.person_id from memberships m
             where m.office_id = t.office_id and m.role = t.role order by m.person_id limit 1) end where id = $1`,
          [id, state],
        );
      }
  }
  ({ rows } = await db.owner.query(
    `select id, state, step, province_code as "provinceCode", commune_code as "communeCode", village_code as "villageCode", office_id as "officeId", role from tasks`,
  ));
}, 60_000);
afterAll(() => db.close());

function actorOf(post: (typeof posts)[number]): Actor {
  const { personId, officeId, role } = post;
  return { personId, officeId, role, area: areaOf(role, { ...post, kind: post.officeKind }) };
}

interface Limits {
  readonly steps: readonly TaskStep[];
  readonly maySign: boolean;
  readonly communes: readonly string[] | null;
}
/** The same post, held by a substitute. */
function substitute(actor: Actor, { steps, maySign, communes }: Limits): Actor {
  const onBehalfOf = {
    ...{ personId: actor.personId ?? '', substitutionId: '00000000-0000-4000-8000-000000000001', sha256: '' },
    ...{ steps: substitutedSteps(steps, maySign), communes },
  };
  return { ...actor, personId: posts[0]?.personId ?? '', onBehalfOf };
}

/** Every post there is, as oneself or as a substitute limited in any way. */
const actors = fc
  .record({
    nth: fc.nat(),
    limits: fc.option(
      fc.record({
        steps: fc.subarray([...TASK_STEPS]),
        maySign: fc.boolean(),
        communes: fc.option(fc.subarray([COMMUNE, OTHER_COMMUNE, COMMUNE_OF_OTHER_PROVINCE])),
      }),
    ),
    chosen: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
  })
  .map(({ nth, limits, chosen }) => ({
    actor: (): Actor => {
      const own = actorOf(posts[nth % posts.length] as (typeof posts)[number]);
      return limits === null ? own : substitute(own, limits);
    },
    sample: (): Row[] => chosen.map((k) => rows[k % rows.length] as Row),
  }));

const permitted = (act: ActName, actor: Actor): Row[] =>
  rows.filter((row) => decide(act, postOf(actor), row) === 'allowed');
const sorted = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id).sort();

describe('every post, as oneself and as a substitute', () => {
  it('lists, counts and reads exactly what the authority table says', async () => {
    await fc.assert(
      fc.asyncProperty(actors, async ({ actor: make, sample }) => {
        const actor = make();
        expect(actor.role === 'system' ? undefined : reachOf('inbox.read', actor.role)).toBeDefined();
        const expected = permitted('inbox.read', actor);
        const listed = await acts.read(actor, (sql) =>
          readInbox(sql, actor, { states: STATES }, undefined, 1_000),
        );
        expect(sorted(listed.map(({ view }) => view))).toEqual(sorted(expected));
        const counts = await acts.read(actor, (sql) => countInbox(sql, actor));
        for (const state of UNFINISHED)
          for (const step of TASK_STEPS) {
            const counted = counts.find((count) => count.state === state && count.step === step)?.count ?? 0;
            expect(counted).toBe(expected.filter((row) => row.state === state && row.step === step).length);
          }
        for (const row of sample()) {
          const allowed = decide('task.read', postOf(actor), row) === 'allowed';
          const answer = await acts
            .read(actor, (sql) => readTask(sql, actor, row.id))
            .then(
              ({ id }) => id,
              (error: unknown) => (error as DomainError).code,
            );
          expect(answer).toBe(allowed ? row.id : 'out_of_area');
        }
      }),
      { numRuns: 150 },
    );
  });

  it('finds in each queue what its count says', async () => {
    await fc.assert(
      fc.asyncProperty(actors, async ({ actor: make }) => {
        const actor = make();
        const queues = QUEUES.filter((queue) => hasQueue(queue, actor));
        const counts = await acts.read(actor, (sql) => countQueues(sql, actor, queues));
        for (const { queue, count } of counts) {
          const page = { sort: 'due' as const, after: undefined, limit: 1_000 };
          const found = await acts.read(actor, (sql) =>
            readQueue(sql, actor, queue, { states: UNFINISHED }, page),
          );
          expect([queue, found.length]).toEqual([queue, count]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('sees by row-level security alone nothing outside its area', async () => {
    for (const post of posts) {
      const actor = actorOf(post);
      const seen = await acts.read(actor, (sql) =>
        sql.query<{ provinceCode: string; communeCode: string | null }>(
          `select province_code as "provinceCode", commune_code as "communeCode" from tasks`,
        ),
      );
      for (const row of seen)
        expect([row.provinceCode, row.communeCode ?? post.communeCode]).toEqual([
          post.provinceCode,
          post.communeCode ?? row.communeCode,
        ]);
    }
  });
});
