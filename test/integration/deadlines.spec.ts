import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import Holidays from 'date-holidays';
import fc from 'fast-check';
import { taskTimes } from '#domain/process/clocks';
import { DEFAULT_TERMS } from '#domain/process/terms';
import {
  addWorkingTime,
  subtractWorkingTime,
  workingTimeBetween,
  type WorkingCalendar,
} from '#domain/time/working-time';
import { Acts } from '#persistence/act';
import { readCalendars } from '#persistence/process/calendars';
import { giveDueNotices } from '#persistence/process/clockwork';
import { consultList } from '#persistence/process/list-orders';
import { SteadyClock } from '#persistence/process/steady-clock';
import { systemSql } from '#persistence/process/system-sql';
import type { Sql } from '#persistence/sql';
import type { TaskView } from '#persistence/repositories/inbox';
import { testApi, type TestApi } from '../support/api.ts';
import { givenList, givenTask } from '../support/chain.ts';
import { COMMUNE, PROVINCE } from '../support/database.ts';
import { refusal } from './acts-scenario.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const VILLAGE = `${COMMUNE}-01`;
const CHAIN = [`TCT-X-${COMMUNE}`, `TCT-T-${PROVINCE}`, `TCT-T-${PROVINCE}`];
const at = (local: string) => new Date(`${local}:00+07:00`);

let api: TestApi;
let acts: Acts;
let sql: Sql;
beforeAll(async () => {
  api = await testApi();
  const source = await api.db.connect('system');
  acts = new Acts(source);
  sql = systemSql(source);
});
afterAll(() => api.close());

const rows = async <T>(text: string, values: unknown[] = []) =>
  (await api.db.owner.query<Record<string, unknown>>(text, values)).rows as T[];
const notices = (taskId: string) =>
  rows<{ kind: string; no: number; office: string }>(
    `select kind, no, office_id as office from task_notices where task_id = $1 order by kind, no`,
    [taskId],
  );
const escalations = async (taskId: string) =>
  (await notices(taskId)).filter(({ kind }) => kind === 'escalation').map(({ office }) => office);
const sweep = () => giveDueNotices(acts, sql, 0);
const givenLate = async (hours: number) => {
  const { listId } = await givenList(api.db.owner);
  const taskId = await givenTask(api.db.owner, listId, 'review', { scope: VILLAGE, dueInMs: -hours * HOUR });
  await api.db.owner.query(`update tasks set claim_epoch = 1 where id = $1`, [taskId]);
  return { listId, taskId };
};

describe('the calendar in the database', () => {
  let vn: WorkingCalendar;
  beforeAll(async () => {
    const calendars = await readCalendars(sql, { officeIds: [`TYT-${COMMUNE}`] });
    vn = calendars.get('vn') as WorkingCalendar;
  });

  it.each([2021, 2022, 2023, 2024, 2025, 2026, 2027])(
    'has every public holiday of %d free, lunar ones included',
    (year) => {
      const known = new Holidays('VN').getHolidays(year).filter(({ type }) => type === 'public');
      expect(known).toHaveLength(7);
      for (const { date } of known) {
        const day = date.slice(0, 10);
        const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
        expect(weekday === 0 || weekday === 6 || vn.holidays.includes(day)).toBe(true);
      }
    },
  );

  it('has five working days off at each Tết, and swap days on weekends only', () => {
    for (const year of ['2021', '2022', '2023', '2024', '2025', '2026', '2027']) {
      const tet = vn.holidays.filter((day) => day > `${year}-01-15` && day < `${year}-03-01`);
      const weekdays = tet.filter((day) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()));
      expect(weekdays).toHaveLength(5);
    }
    for (const day of vn.workdays ?? []) expect([0, 6]).toContain(new Date(`${day}T00:00:00Z`).getUTCDay());
  });

  it.each([
    ['the eve of Tết 2022', '2022-01-28T16:00', 8, '2022-02-07T16:30'],
    ['Tết 2023', '2023-01-19T16:30', 1, '2023-01-27T08:00'],
    ['30 April and 1 May 2022 with days in lieu', '2022-04-29T16:30', 1, '2022-05-04T08:00'],
    ['a swapped Monday and its Saturday', '2024-04-26T16:30', 24, '2024-05-06T08:30'],
    ['the end of a month', '2022-02-28T16:00', 2, '2022-03-01T08:30'],
    ['the end of a year', '2021-12-31T16:30', 1, '2022-01-04T08:00'],
    ['noon', '2022-05-04T11:00', 1, '2022-05-04T14:00'],
    ['before the office opens', '2022-05-04T05:00', 1, '2022-05-04T08:30'],
  ])('leads across %s', (_, from, hours, end) => {
    expect(addWorkingTime(at(from), hours * HOUR, vn)).toEqual(at(end));
  });

  it.each([2022, 2023, 2024, 2025, 2026, 2027])(
    'agrees with a walk minute by minute around Tết and the other holidays and swap days of %d, forwards and backwards',
    async (year) => {
      const open = await openMinutes(year);
      const special = [...vn.holidays, ...(vn.workdays ?? [])].filter((day) => day.startsWith(`${year}`));
      fc.assert(
        fc.property(
          fc.constantFrom(...special),
          fc.integer({ min: -4 * 1440, max: 2 * 1440 }),
          fc.integer({ min: 1, max: 24 * 60 }),
          (day, shift, minutes) => {
            const from = new Date(at(`${day}T00:00`).getTime() + shift * 60_000);
            const end = walk(open, from, minutes);
            expect(addWorkingTime(from, minutes * 60_000, vn)).toEqual(end);
            expect(workingTimeBetween(from, end, vn)).toBe(minutes * 60_000);
            const back = subtractWorkingTime(end, minutes * 60_000, vn);
            expect(workingTimeBetween(back, end, vn)).toBe(minutes * 60_000);
            expect(back >= from).toBe(true);
          },
        ),
        { numRuns: 60, seed: year },
      );
    },
  );

  /** Every minute of a year and the weeks around it in which offices are open, from the raw rows of the tables alone. */
  async function openMinutes(year: number): Promise<Set<number>> {
    const days = await rows<{ day: string; kind: string }>(
      `select day::text, kind from calendar_days where calendar_id = 'vn'`,
    );
    const kinds = new Map(days.map(({ day, kind }) => [day, kind]));
    const hours = await rows<{ weekday: number; from_minute: number; to_minute: number }>(
      `select weekday, from_minute, to_minute from calendar_hours where calendar_id = 'vn'`,
    );
    const open = new Set<number>();
    for (
      let ms = at(`${year - 1}-12-01T00:00`).getTime();
      ms < at(`${year + 1}-02-28T00:00`).getTime();
      ms += DAY
    ) {
      const local = new Date(ms + 7 * HOUR);
      const kind = kinds.get(local.toISOString().slice(0, 10));
      if (kind === 'off') continue;
      const weekday = kind === 'work' && [0, 6].includes(local.getUTCDay()) ? 1 : local.getUTCDay();
      for (const span of hours.filter((one) => one.weekday === weekday))
        for (let minute = span.from_minute; minute < span.to_minute; minute += 1)
          open.add(ms / 60_000 + minute);
    }
    return open;
  }

  function walk(open: ReadonlySet<number>, from: Date, minutes: number): Date {
    let minute = from.getTime() / 60_000;
    for (let left = minutes; left > 0; minute += 1) if (open.has(minute)) left -= 1;
    return new Date(minute * 60_000);
  }

  it('gives an office with hours of its own its own deadlines, stored once', async () => {
    await rows(
      `insert into calendars (id, name, base_id, province_code) values ('sang', 'Chỉ buổi sáng', 'vn', $1)`,
      [PROVINCE],
    );
    await rows(`insert into calendar_hours select 'sang', d, 420, 660 from generate_series(1, 6) d`);
    await rows(`update offices set calendar_id = 'sang' where id = $1`, [`TCT-A-${VILLAGE}`]);
    const { listId } = await givenList(api.db.owner);
    await rows(`update lists set terms = $2 where id = $1`, [listId, JSON.stringify(DEFAULT_TERMS)]);
    for (const scope of [VILLAGE, `${COMMUNE}-02`])
      await consultList(acts, sql, listId, [
        { do: 'ensureTask', step: 'review', scope, round: 1, preparedBy: null },
      ]);
    await rows(`delete from calendar_hours where calendar_id = 'sang' and weekday = 6`);
    const stored = await rows<
      Record<'opened' | 'due' | 'remind' | 'accept', Date> & { scope: string; escalate: Date[] }
    >(
      `select scope, opened_at as opened, due_at as due, remind_at as remind, accept_due_at as accept, escalate_at as escalate
       from tasks where list_id = $1 order by scope`,
      [listId],
    );
    const morning = [{ fromMinute: 420, toMinute: 660 }];
    const own = { ...vn, officeHours: morning, week: [[], ...Array.from({ length: 6 }, () => morning)] };
    for (const [i, calendar] of [own, vn].entries()) {
      const { opened, due, remind, accept, escalate } = stored[i] as (typeof stored)[number];
      const times = taskTimes(DEFAULT_TERMS, 'review', opened, calendar);
      expect({ dueAt: due, remindAt: remind, acceptDueAt: accept, escalateAt: escalate }).toEqual(times);
    }
    await rows(`update offices set calendar_id = 'vn' where id = $1`, [`TCT-A-${VILLAGE}`]);
  });
});

describe('the clock of the database', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('reminds the office and escalates office by office upwards, with an event for each, without Temporal', async () => {
    const { listId, taskId } = await givenLate(20);
    await sweep();
    expect(await escalations(taskId)).toEqual(CHAIN);
    const events = await rows<{ no: number; to: string }>(
      `select (payload ->> 'no')::int as no, payload ->> 'to' as "to" from events where list_id = $1 and type = 'task.escalated' order by event_no`,
      [listId],
    );
    expect(events).toEqual(CHAIN.map((to, i) => ({ no: i + 1, to })));
  });

  it('gives each notice once, however many processes look at once and how often', async () => {
    const late = await Promise.all([1, 9, 17].map((hours) => givenLate(hours)));
    await Promise.all([sweep(), sweep(), sweep(), sweep()]);
    // Those that died with a pass under way leave their lease behind.
    await rows(`update task_clocks set look_at = now() where look_at < 'infinity'`);
    await Promise.all([sweep(), sweep()]);
    for (const [i, { taskId }] of late.entries())
      expect(await escalations(taskId)).toEqual(CHAIN.slice(0, i + 1));
  });

  it('and the process of the list tell a superior of one missed deadline once', async () => {
    const { listId, taskId } = await givenLate(1);
    const order = { do: 'notice', taskId, kind: 'escalation', no: 1 } as const;
    await Promise.all([sweep(), consultList(acts, sql, listId, [order]), sweep()]);
    await consultList(acts, sql, listId, [order]);
    expect(await escalations(taskId)).toEqual(CHAIN.slice(0, 1));
  });

  it.each([
    ['a day ahead', 24],
    ['a day behind', -24],
  ])('alone decides when the clock of the machine is %s', async (_, shift) => {
    const [passed, ahead] = [await givenLate(1), await givenLate(-4)];
    jest.useFakeTimers({
      now: Date.now() + shift * HOUR,
      doNotFake: [
        ...([
          'hrtime',
          'nextTick',
          'performance',
          'queueMicrotask',
          'setImmediate',
          'clearImmediate',
        ] as const),
        ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
      ],
    });
    const order = { do: 'notice', taskId: ahead.taskId, kind: 'escalation', no: 1 } as const;
    await consultList(acts, sql, ahead.listId, [order]);
    await sweep();
    expect(await escalations(ahead.taskId)).toEqual([]);
    expect(await escalations(passed.taskId)).toEqual(CHAIN.slice(0, 1));
  });

  it.each([
    { way: 'forward', direction: -1, inTheEnd: 2 },
    { way: 'back', direction: 1, inTheEnd: 3 },
  ])(
    'that leaps $way by a day neither fires what is not due by the true time nor keeps silent of what is',
    async ({ direction, inTheEnd }) => {
      // What the processor's own clock says beside the database's: a day less has passed, or a day more.
      let leapt = 0;
      const clock = new SteadyClock(() => performance.now() + leapt);
      const look = async () => {
        await rows(`update task_clocks set look_at = now() - interval '2 days' where look_at < 'infinity'`);
        await giveDueNotices(acts, sql, 0, clock);
      };
      await look();
      const [late, ahead] = [await givenLate(12), await givenLate(-12)];
      leapt = direction * DAY;
      for (let n = 0; n < 3; n += 1) {
        await look();
        const order = { do: 'notice', taskId: late.taskId, kind: 'escalation', no: 1 } as const;
        await consultList(acts, sql, late.listId, [order], clock);
      }
      // By the true time the one is due in half a day, or was a day and a half ago; the other in one and a half, or was half a day ago.
      expect(await escalations(late.taskId)).toHaveLength(direction < 0 ? 0 : 3);
      expect(await escalations(ahead.taskId)).toHaveLength(direction < 0 ? 0 : 2);
      // The clock is set right again: nothing is told twice, nothing was lost.
      leapt = 0;
      await look();
      await look();
      expect(await escalations(late.taskId)).toEqual(CHAIN.slice(0, inTheEnd));
    },
  );

  it('forgets tasks that ended and wakes a held one at its date', async () => {
    const [ended, held] = [await givenLate(-1), await givenLate(-1)];
    await rows(`update tasks set state = 'cancelled' where id = $1`, [ended.taskId]);
    await rows(`update tasks set state = 'held', held_until = now() where id = $1`, [held.taskId]);
    await rows(`update task_clocks set look_at = now() where task_id = $1`, [ended.taskId]);
    await sweep();
    expect(await rows(`select from task_clocks where task_id = $1`, [ended.taskId])).toEqual([]);
    expect(await rows(`select state from tasks where id = $1`, [held.taskId])).toEqual([
      { state: 'claimed' },
    ]);
  });

  it('is silent while the list is paused', async () => {
    const { listId, taskId } = await givenLate(1);
    await rows(`update lists set state = 'paused', paused_at = now() where id = $1`, [listId]);
    await sweep();
    expect(await notices(taskId)).toEqual([]);
  });
});

describe('an extension', () => {
  const commune = () => api.as(`xa.${COMMUNE}`);
  const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();

  it('moves deadline and reminder, is told, and a deadline missed again reaches the first superior again', async () => {
    const { listId, taskId } = await givenLate(10);
    await sweep();
    const dueAt = inHours(30);
    const answer = await commune().post<TaskView>(`/tasks/${taskId}/extend`, { dueAt, reason: 'Bão số 4' });
    expect(answer).toMatchObject({ status: 200, body: { dueAt, overdue: false } });
    const [event] = await rows<{ payload: object }>(
      `select payload from events where list_id = $1 and type = 'task.extended'`,
      [listId],
    );
    expect(event?.payload).toMatchObject({ to: dueAt, reason: 'Bão số 4', no: 1 });
    const [{ lead } = { lead: 0 }] = await rows<{ lead: number }>(
      `select extract(epoch from due_at - remind_at)::float * 1000 as lead from tasks where id = $1`,
      [taskId],
    );
    expect(lead).toBe(DEFAULT_TERMS.remindBeforeMs);
    await sweep();
    expect(await escalations(taskId)).toEqual(CHAIN.slice(0, 2));
    await rows(
      `update tasks set due_at = due_at - interval '31 hours', remind_at = remind_at - interval '30 hours',
         escalate_at = array(select e - interval '31 hours' from unnest(escalate_at) e) where id = $1`,
      [taskId],
    );
    await sweep();
    expect(await escalations(taskId)).toEqual([...CHAIN.slice(0, 2), CHAIN[0]]);
  });

  it('is refused to the office itself and to offices beside it', async () => {
    const { taskId } = await givenLate(1);
    const body = { dueAt: inHours(5), reason: 'Chậm' };
    for (const login of ['thon1', 'canbo1', 'tramyte1'])
      expect(await api.as(`${login}.${COMMUNE}`).post(`/tasks/${taskId}/extend`, body)).toMatchObject(
        refusal(403, 'no_permission'),
      );
    const own = await givenTask(api.db.owner, (await givenList(api.db.owner)).listId, 'assign');
    expect(await commune().post(`/tasks/${own}/extend`, body)).toMatchObject(refusal(403, 'no_permission'));
    expect(
      await api.as(`tinh.${PROVINCE}`).post(`/tasks/${own}/extend`, { ...body, dueAt: inHours(30) }),
    ).toMatchObject({
      status: 200,
    });
  });

  it('is refused for an earlier moment and for an ended task', async () => {
    const { taskId } = await givenLate(-10);
    const extend = (hours: number) =>
      commune().post(`/tasks/${taskId}/extend`, { dueAt: inHours(hours), reason: 'Sớm hơn' });
    expect(await extend(5)).toMatchObject(refusal(422, 'invalid_value'));
    await rows(`update tasks set state = 'completed' where id = $1`, [taskId]);
    expect(await extend(50)).toMatchObject(refusal(409, 'act_not_allowed'));
  });
});

describe('the counts of an inbox', () => {
  it('tell what is overdue from what soon will be', async () => {
    const { listId } = await givenList(api.db.owner);
    for (const [scope, dueInMs] of [
      ['1', -HOUR],
      ['2', HOUR],
      ['3', 9 * HOUR],
    ] as const)
      await givenTask(api.db.owner, listId, 'verify', { scope, dueInMs });
    await rows(`update tasks set remind_at = due_at - interval '2 hours' where list_id = $1`, [listId]);
    const { body } = await api.as(`canbo1.${COMMUNE}`).get<{ items: object[] }>('/tasks/counts');
    expect(body.items).toEqual([{ step: 'verify', state: 'open', count: 3, overdue: 1, nearBreach: 1 }]);
  });
});
