import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DUTY_ACTS, DUTY_OF_STEP, FORBIDDEN_PAIRS, type DutyAct } from '#domain/authority/duties';
import { DomainError } from '#domain/errors';
import type { Role } from '#domain/people/roles';
import type { TaskStep } from '#domain/process/steps';
import { Acts, type Act, type Actor } from '#persistence/act';
import { noteDuty, refuseOwnWork } from '#persistence/repositories/duties';
import { TASK_COLUMNS, type Task } from '#persistence/repositories/tasks';
import { workOf } from '#persistence/repositories/work';
import { givenList, givenParcel, givenTask } from '../support/chain.ts';
import { COMMUNE, PROVINCE, testDatabase, type TestDatabase } from '../support/database.ts';

const STEPS = Object.keys(DUTY_OF_STEP) as (keyof typeof DUTY_OF_STEP & TaskStep)[];
const SUBSTITUTION = '00000000-0000-4000-8000-000000000001';
const VILLAGE = `${COMMUNE}-01`;

/** Ends an act whose rows must not stay. */
class Undone extends Error {}

/** One way to act: by oneself, for somebody who delegated the task, or as the substitute of somebody absent. */
interface Way {
  readonly name: string;
  readonly actor: string;
  readonly delegatedBy?: string;
  readonly absent?: string;
}

let db: TestDatabase;
let acts: Acts;
let listId: string;
let people: string[] = [];
const tasks = new Map<string, Task>();

beforeAll(async () => {
  db = await testDatabase();
  acts = new Acts(await db.connect('api'));
  ({ listId } = await givenList(db.owner));
  for (const [i, step] of STEPS.entries()) {
    const kind = step === 'review' ? 'village' : i < 3 ? 'list' : 'police';
    const scope = step === 'review' ? VILLAGE : kind === 'list' ? '' : `p${i}`;
    await givenParcel(db.owner, listId, {
      ...{ kind, stage: step, scope, custodian: `CA-${COMMUNE}`, count: 2 },
      villageCode: step === 'review' ? VILLAGE : null,
    });
    const id = await givenTask(db.owner, listId, step, { scope });
    const { rows } = await db.owner.query<Task>(
      `select ${TASK_COLUMNS} from tasks t left join people p on p.id = t.claimed_by where t.id = $1`,
      [id],
    );
    tasks.set(step, rows[0] as Task);
  }
  const { rows } = await db.owner.query<{ id: string }>(`select id from people order by subject limit 3`);
  people = rows.map(({ id }) => id);
}, 60_000);
afterAll(() => db.close());

function ways(): Way[] {
  return people.flatMap((actor) => [
    { name: 'alone', actor },
    ...people
      .filter((other) => other !== actor)
      .flatMap((other) => [
        { name: 'delegate', actor, delegatedBy: other },
        { name: 'substitute', actor, absent: other },
      ]),
  ]);
}

const answering = ({ actor, delegatedBy, absent }: Way): string[] =>
  [actor, delegatedBy, absent].filter((person) => person !== undefined);

function actorOf({ actor, absent }: Way, role: Role): Actor {
  return {
    ...{ personId: actor, officeId: `CA-${COMMUNE}`, role },
    area: { provinces: [PROVINCE], communes: [], recordCommunes: [], villages: [] },
    ...(absent === undefined
      ? {}
      : {
          onBehalfOf: {
            ...{ personId: absent, substitutionId: SUBSTITUTION, steps: STEPS, communes: null, sha256: '' },
          },
        }),
  };
}

/** Runs `work` in the way's capacity and undoes it. */
async function tried(way: Way, role: Role, work: (act: Act) => Promise<void>): Promise<void> {
  const run = acts.run({ actor: actorOf(way, role), lists: [listId] }, async (act) => {
    if (way.delegatedBy !== undefined) act.represent(way.delegatedBy);
    await work(act);
    throw new Undone();
  });
  await expect(run).rejects.toBeInstanceOf(Undone);
}

/** Everybody's earlier act stays for as long as all later ones are tried on it. */
async function noted(way: Way, before: DutyAct): Promise<void> {
  await acts.run({ actor: actorOf(way, 'police_officer'), lists: [listId] }, async (act) => {
    if (way.delegatedBy !== undefined) act.represent(way.delegatedBy);
    for (const task of tasks.values()) await noteDuty(act, workOf(task), before);
    await act.event(listId, { type: 'test.noted' });
  });
}

describe('the separation of duty in the database', () => {
  it.each([...DUTY_ACTS])(
    'refuses after "%s" what the table says and nothing else, in every way to act and with a changed role',
    async (before) => {
      let refused = 0;
      let expectedRefusals = 0;
      for (const earlier of ways()) {
        await noted(earlier, before);
        for (const later of ways())
          // The role of the earlier act, and another one.
          for (const role of ['police_officer', 'health_station'] as const)
            await tried(later, role, async (act) => {
              for (const [step, task] of tasks) {
                const then = DUTY_OF_STEP[step as keyof typeof DUTY_OF_STEP];
                const forbidden = FORBIDDEN_PAIRS.some(
                  (pair) => pair.before === before && pair.then === then,
                );
                const common = answering(later).some((person) => answering(earlier).includes(person));
                const code = await refuseOwnWork(act, task).then(
                  () => 'allowed',
                  (error: unknown) => (error as DomainError).code,
                );
                const expected = forbidden && common ? 'same_person_sign' : 'allowed';
                expect([before, then, earlier, later, role, code]).toEqual([
                  ...[before, then, earlier, later, role, expected],
                ]);
                refused += code === 'allowed' ? 0 : 1;
                expectedRefusals += expected === 'allowed' ? 0 : 1;
              }
            });
        await db.owner.query(`delete from deciders where list_id = $1`, [listId]);
      }
      expect(refused).toBe(expectedRefusals);
      const keeps = FORBIDDEN_PAIRS.some((pair) => pair.before === before && pair.then !== 'issue');
      expect(refused > 0).toBe(keeps);
    },
    240_000,
  );
});
