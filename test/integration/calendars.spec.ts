import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_TERMS } from '#domain/process/terms';
import { addWorkingTime, workingTimeBetween, type WorkingCalendar } from '#domain/time/working-time';
import { Acts } from '#persistence/act';
import { readCalendars } from '#persistence/process/calendars';
import { giveDueNotices } from '#persistence/process/clockwork';
import { consultList } from '#persistence/process/list-orders';
import { systemSql } from '#persistence/process/system-sql';
import type { CalendarChanged, CalendarView } from '#persistence/repositories/calendars';
import type { Sql } from '#persistence/sql';
import { testApi, type TestApi } from '../support/api.ts';
import { givenList } from '../support/chain.ts';
import { COMMUNE, OTHER_PROVINCE, PROVINCE } from '../support/database.ts';
import { refusal } from './acts-scenario.ts';

const DAY = 86_400_000;
const STATION = `TYT-${COMMUNE}`;
const POLICE = `CA-${COMMUNE}`;

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
const admin = () => api.as(`quantri.${PROVINCE}`);
const localDay = (ms: number) => new Date(ms + 7 * 3_600_000).toISOString().slice(0, 10);
/** A made-up Tết: so many days off from tomorrow on. */
const daysOff = (days: number) =>
  Array.from({ length: days }, (_, n) => ({
    day: localDay(Date.now() + (n + 1) * DAY),
    kind: 'off' as const,
    name: 'Tết thử',
  }));
const calendarOf = async (officeId: string): Promise<WorkingCalendar> =>
  [...(await readCalendars(sql, { officeIds: [officeId] })).values()][0] as WorkingCalendar;

interface Stored {
  readonly id: string;
  readonly due: Date;
  readonly remind: Date;
  readonly accept: Date | null;
  readonly escalate: Date[];
}

/** A list with office hours and one running task at the station, one at the police. */
async function givenRunning(): Promise<{ listId: string; tasks: () => Promise<Stored[]> }> {
  const { listId } = await givenList(api.db.owner);
  await rows(`update lists set terms = $2 where id = $1`, [listId, JSON.stringify(DEFAULT_TERMS)]);
  await consultList(acts, sql, listId, [
    { do: 'ensureTask', step: 'compile', scope: '', round: 1, preparedBy: null },
    { do: 'ensureTask', step: 'verify', scope: '1', round: 1, preparedBy: null },
  ]);
  const tasks = () =>
    rows<Stored>(
      `select id, due_at as due, remind_at as remind, accept_due_at as accept, escalate_at as escalate from tasks where list_id = $1 order by step`,
      [listId],
    );
  return { listId, tasks };
}

async function givenCalendar(id: string, officeIds: readonly string[]): Promise<CalendarView> {
  const made = await admin().post<CalendarChanged>('/calendars', { id, name: 'Lịch thử', days: [] });
  expect(made.status).toBe(201);
  expect(await admin().put('/offices/calendar', { calendarId: id, officeIds: [...officeIds] })).toMatchObject(
    { status: 200 },
  );
  return made.body;
}

const change = <T = CalendarChanged>(id: string, version: number, body: object, query = '', key?: string) =>
  admin().put<T>(`/calendars/${id}${query}`, body, {
    headers: { 'if-match': `"${version}"` },
    ...(key === undefined ? {} : { key }),
  });

describe('calendars', () => {
  it('are listed with the national one, which no province can change', async () => {
    const { body } = await api.as(`xa.${COMMUNE}`).get<{ items: CalendarView[] }>('/calendars');
    const [vn] = body.items;
    expect(vn).toMatchObject({ id: 'vn', provinceCode: null, version: 1 });
    expect(vn?.days).toContainEqual({ day: '2024-05-04', kind: 'work', name: expect.any(String) });
    expect(vn?.hours).toContainEqual({ weekday: 1, fromMinute: 450, toMinute: 690 });
    const answer = await change('vn', 1, { name: 'Khác', days: [] });
    expect(answer).toMatchObject(refusal(403, 'out_of_area'));
  });

  it('that change move the deadlines still ahead by exactly the working time lost, show it before, and do it once', async () => {
    const { listId, tasks } = await givenRunning();
    const { version } = await givenCalendar('tet-thu', [STATION]);
    const before = await tasks();
    const old = await calendarOf(STATION);
    const body = { name: 'Có Tết thử', days: daysOff(20) };
    const preview = await change('tet-thu', version, body, '?preview=true');
    expect(preview).toMatchObject({ status: 200, body: { effects: { tasks: 1, lists: 1 } } });
    expect(await tasks()).toEqual(before);
    expect(await admin().get(`/calendars/tet-thu`)).toMatchObject({ body: { version, name: 'Lịch thử' } });

    const now = Date.now();
    const changed = await change('tet-thu', version, body, '', 'tet');
    expect(changed.body.effects.tasks).toBe(1);
    const [compile, verify] = await tasks();
    expect(verify).toEqual(before[1]);
    const after = await calendarOf(STATION);
    const near = (one: Date, other: Date) =>
      expect(Math.abs(one.getTime() - other.getTime())).toBeLessThan(60_000);
    const moved = (at: Date) =>
      addWorkingTime(new Date(now), workingTimeBetween(new Date(now), at, old), after);
    near(compile?.due as Date, moved(before[0]?.due as Date));
    near(compile?.remind as Date, moved(before[0]?.remind as Date));
    before[0]?.escalate.forEach((at, i) => near(compile?.escalate[i] as Date, moved(at)));
    expect((compile?.due.getTime() ?? 0) - (before[0]?.due.getTime() ?? 0)).toBeGreaterThan(15 * DAY);
    expect(changed.body.effects.items[0]?.to).toBe(compile?.due.toISOString());
    expect(preview.body.effects.items.map(({ id }) => id)).toEqual(
      changed.body.effects.items.map(({ id }) => id),
    );

    expect((await change('tet-thu', version, body, '', 'tet')).body).toEqual(changed.body);
    expect(await change('tet-thu', version, body)).toMatchObject(refusal(412, 'precondition_failed'));
    const events = await rows<{ payload: object }>(
      `select payload from events where list_id = $1 and type = 'deadlines.moved'`,
      [listId],
    );
    expect(events).toMatchObject([{ payload: { tasks: [compile?.id], calendars: ['tet-thu'] } }]);

    // Back to how it was: the deadline comes back, too.
    await change('tet-thu', version + 1, { name: 'Lịch thử', days: [] });
    near((await tasks())[0]?.due as Date, before[0]?.due as Date);
  });

  it('with other hours move a running deadline, whose reminder and escalation then come once and by the new time', async () => {
    const { tasks } = await givenRunning();
    const { version } = await givenCalendar('sang-som', [POLICE]);
    const before = (await tasks())[1] as Stored;
    // Day and night, all week: the deadline of three working days is a day away.
    const hours = Array.from({ length: 7 }, (_, weekday) => ({ weekday, fromMinute: 0, toMinute: 1_440 }));
    await change('sang-som', version, { name: 'Ngày đêm', hours, days: [] });
    const after = (await tasks())[1] as Stored;
    expect(after.due < before.due).toBe(true);
    expect(after.due.getTime() - Date.now()).toBeLessThan(24.1 * 3_600_000);
    await rows(
      `update tasks set due_at = due_at - interval '25 hours', remind_at = remind_at - interval '25 hours',
      escalate_at = array(select e - interval '25 hours' from unnest(escalate_at) e) where id = $1`,
      [after.id],
    );
    for (let n = 0; n < 3; n += 1) {
      await rows(`update task_clocks set look_at = now() where task_id = $1 and look_at < 'infinity'`, [
        after.id,
      ]);
      await giveDueNotices(acts, sql, 0);
    }
    const told = await rows<{ kind: string; no: number; office: string }>(
      `select kind, no, office_id as office from task_notices where task_id = $1 and not (kind = 'escalation' and no = 0) order by kind, no`,
      [after.id],
    );
    expect(told.filter(({ kind }) => kind === 'escalation')).toEqual([
      { kind: 'escalation', no: 1, office: `TCT-X-${COMMUNE}` },
    ]);
  });

  it('leave a paused list as much time as it had, counted from the pause', async () => {
    const { listId, tasks } = await givenRunning();
    const { version } = await givenCalendar('nghi', [STATION]);
    const before = (await tasks())[0] as Stored;
    const old = await calendarOf(STATION);
    await rows(`update lists set state = 'paused', paused_at = now() - interval '1 day' where id = $1`, [
      listId,
    ]);
    const [{ pausedAt } = { pausedAt: new Date() }] = await rows<{ pausedAt: Date }>(
      `select paused_at as "pausedAt" from lists where id = $1`,
      [listId],
    );
    await change('nghi', version, { name: 'Nghỉ', days: daysOff(10) });
    const after = (await tasks())[0] as Stored;
    const left = (at: Date, calendar: WorkingCalendar) => workingTimeBetween(pausedAt, at, calendar);
    expect(left(after.due, await calendarOf(STATION))).toBe(left(before.due, old));
  });

  it('are refused when they cannot be: overlapping hours, a day twice, no such day, no working time at all, a taken name', async () => {
    const { version } = await givenCalendar('sai', [STATION]);
    const span = (fromMinute: number, toMinute: number) => ({ weekday: 1, fromMinute, toMinute });
    const day = { day: '2030-02-01', kind: 'off', name: 'Nghỉ' };
    for (const [body, expected] of [
      [{ name: 'x', hours: [span(60, 120), span(100, 180)], days: [] }, refusal(422, 'invalid_value')],
      [{ name: 'x', hours: [span(120, 60)], days: [] }, refusal(422, 'invalid_value')],
      [{ name: 'x', days: [day, day] }, refusal(422, 'invalid_value')],
      [{ name: 'x', days: [{ ...day, day: '2030-02-30' }] }, refusal(400, 'invalid_input')],
      [{ name: 'x', days: [{ ...day, kind: 'maybe' }] }, refusal(400, 'invalid_input')],
      [{ name: '', days: [] }, refusal(400, 'invalid_input')],
    ] as const)
      expect(await change('sai', version, body)).toMatchObject(expected);
    expect(await admin().post('/calendars', { id: 'sai', name: 'x', days: [] })).toMatchObject(
      refusal(409, 'name_taken'),
    );
    expect(await admin().get('/calendars/khong-co')).toMatchObject(refusal(404, 'not_found'));
    expect(await admin().put('/calendars/sai', { name: 'x', days: [] })).toMatchObject(
      refusal(428, 'precondition_missing'),
    );
  });

  it('are the administrator’s of the province alone', async () => {
    const { version } = await givenCalendar('rieng', [STATION]);
    const body = { name: 'x', days: [] };
    const headers = { 'if-match': `"${version}"` };
    for (const login of [`tinh.${PROVINCE}`, `xa.${COMMUNE}`, `giamsat.${PROVINCE}`])
      expect(await api.as(login).put('/calendars/rieng', body, { headers })).toMatchObject(
        refusal(403, 'no_permission'),
      );
    const other = api.as(`quantri.${OTHER_PROVINCE}`);
    expect(await other.put('/calendars/rieng', body, { headers })).toMatchObject(refusal(403, 'out_of_area'));
    expect(await other.put('/offices/calendar', { calendarId: 'vn', officeIds: [STATION] })).toMatchObject(
      refusal(403, 'out_of_area'),
    );
    expect(
      await other.put('/offices/calendar', { calendarId: 'rieng', officeIds: [`SYT-${OTHER_PROVINCE}`] }),
    ).toMatchObject(refusal(403, 'out_of_area'));
    expect((await other.get<{ items: CalendarView[] }>('/calendars')).body.items.map(({ id }) => id)).toEqual(
      ['vn'],
    );
  });
});
