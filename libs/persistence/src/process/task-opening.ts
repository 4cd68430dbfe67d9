import { dutyOfStep, keptFrom } from '#domain/authority/duties';
import { taskTimes } from '#domain/process/clocks';
import type { JobKey, TaskKey } from '#domain/process/facts';
import { stepRule, TASK_STEPS } from '#domain/process/steps';
import type { Terms } from '#domain/process/terms';
import { DEFAULT_CALENDAR } from '#domain/time/working-time';
import type { Act } from '../act.ts';
import { readCalendars } from './calendars.ts';

export interface WantedTask extends TaskKey {
  readonly preparedBy: JobKey | null;
}

interface Opened extends TaskKey {
  readonly id: string;
  readonly officeId: string;
  readonly note: string | null;
}

const LIST = `select terms, paused_at as "pausedAt", commune_code as "communeCode" from lists where id = $1 and state in ('waiting','open','paused')`;

/** What keeps a person from a step, from the table of the separation of duty. */
const FORBIDDEN = JSON.stringify(
  TASK_STEPS.flatMap((step) => {
    const duty = dutyOfStep(step);
    return duty === undefined ? [] : keptFrom(duty).map((did) => ({ step, did }));
  }),
);

// The way of a task goes up from the office of the step until an office has somebody whom the separation of duty lets do it. An office that does not exist (a village without a task force) is passed by like an empty one.
const OPEN_TASKS = `
  with recursive list as (select * from lists where id = $1),
  wanted as (select * from jsonb_to_recordset($2::jsonb) as w(step text, scope text, round integer, "officeKind" text, role text,
    village text, "jobKind" text, "jobScope" text, "runNo" integer, times jsonb)),
  forbidden as (select * from jsonb_to_recordset($4::jsonb) as f(step text, did text)),
  did as materialized (
    select w.step, w.scope, w.round, d.person_id, d.records from wanted w join forbidden f using (step) cross join list l
      join deciders d on d.province_code = l.province_code and d.list_id = l.id and d.step = f.did
    where exists (select from memberships m join offices o on o.id = m.office_id where m.person_id = d.person_id and m.role in (w.role, o.kind))),
  standing as materialized (
    select d.step, d.scope, d.round, array(select c.parcel_no from list l join parcels c on c.province_code = l.province_code and c.list_id = l.id
      where c.stage = d.step and (d.scope = '' or c.scope = d.scope)) as parcels from (select distinct step, scope, round from did) d),
  covered as materialized (
    select s.step, s.scope, s.round, (select range_agg(int4range(r.record_no, r.record_no, '[]')) from records r
      where r.province_code = (select province_code from list) and r.list_id = $1 and r.parcel_no = any (s.parcels)) as records from standing s),
  kept as materialized (
    select did.step, did.scope, did.round, did.person_id from did join covered using (step, scope, round) where did.records && covered.records),
  way as (
    select w.step, w.scope, w.round, o.id as office_id,
           case when o.kind = w."officeKind" then w.role else o.kind end as role, (o.kind <> w."officeKind")::integer as depth
    from wanted w cross join list l cross join lateral (
      select o.id, o.kind from offices o
      where o.commune_code = bangiao_seat(l.commune_code) and o.kind in (w."officeKind", 'commune_task_force')
        and (o.village_code is null or (o.kind = w."officeKind" and o.village_code = w.village))
        and (w.village is null or o.village_code is not null or o.kind <> w."officeKind")
      order by (o.kind = w."officeKind") desc, o.id limit 1) o
    union all
    select way.step, way.scope, way.round, superior.id, superior.kind, way.depth + 1
    from way join offices office on office.id = way.office_id join offices superior on superior.id = office.superior_office_id
    where not exists (
      select from memberships m where m.office_id = way.office_id and m.role = way.role
        and m.valid_from <= clock_timestamp() and (m.valid_to is null or m.valid_to > clock_timestamp())
        and not exists (select from kept k where (k.step, k.scope, k.round, k.person_id) = (way.step, way.scope, way.round, m.person_id)))),
  chosen as (select distinct on (step, scope, round) * from way order by step, scope, round, depth desc)
  insert into tasks (province_code, commune_code, village_code, campaign_id, list_id, step, scope, round, office_id, role,
                     preparing, priority, opened_at, due_at, remind_at, accept_due_at, escalate_at, note)
  select l.province_code, l.commune_code, w.village, l.campaign_id, l.id, w.step, w.scope, w.round, c.office_id, c.role,
         w."jobKind" is not null and not exists (select from jobs j where j.province_code = l.province_code and j.list_id = l.id
           and j.kind = w."jobKind" and j.scope = w."jobScope" and j.run_no = w."runNo" and j.state = 'done'),
         case when l.urgent then 10 else 0 end, $3, t."dueAt", t."remindAt", t."acceptDueAt", t."escalateAt",
         case when c.depth > 0 then 'no_eligible_person' end
  from wanted w join chosen c using (step, scope, round) join offices at_office on at_office.id = c.office_id cross join list l
  cross join lateral jsonb_to_record(coalesce(w.times -> at_office.calendar_id, w.times -> '')) as t("dueAt" timestamptz, "remindAt" timestamptz,
    "acceptDueAt" timestamptz, "escalateAt" timestamptz[])
  on conflict on constraint tasks_once do nothing
  returning id, step, scope, round, office_id as "officeId", note`;

/**
 * Makes sure that each wanted task is there, open at the office of its step; those that exist stay as they are. When no one
 * in the office may do it, the task goes to the superior office with the note `no_eligible_person`. One event names all
 * that were opened. Nothing happens on a list that has ended.
 */
export async function openTasks(act: Act, listId: string, wanted: readonly WantedTask[]): Promise<void> {
  const [list] = await act.query<{ terms: Terms; pausedAt: Date | null; communeCode: string }>(LIST, [
    listId,
  ]);
  if (list === undefined || wanted.length === 0) return;
  // The clocks of a paused list stand still; resuming moves what is open by the whole pause.
  const from = list.pausedAt ?? act.now;
  // Which office gets a task is decided by the statement below; each may work by a calendar of its own.
  const calendars = new Map([
    ['', DEFAULT_CALENDAR],
    ...(await readCalendars(act, { communeCode: list.communeCode })),
  ]);
  const timesOf = (step: WantedTask['step']) =>
    Object.fromEntries(
      [...calendars].map(([id, working]) => [id, taskTimes(list.terms, step, from, working)]),
    );
  const rows = wanted.map(({ step, scope, round, preparedBy }) => {
    const { officeKind, role, scope: covers } = stepRule(step);
    return {
      ...{ step, scope, round, officeKind, role, times: timesOf(step) },
      village: covers === 'village' ? scope : null,
      jobKind: preparedBy?.kind ?? null,
      jobScope: preparedBy?.scope ?? null,
      runNo: preparedBy?.runNo ?? null,
    };
  });
  const opened = await act.query<Opened & Record<string, unknown>>(OPEN_TASKS, [
    listId,
    JSON.stringify(rows),
    from,
    FORBIDDEN,
  ]);
  const [only, ...others] = opened;
  if (only === undefined) return;
  await act.event(listId, {
    type: 'task.opened',
    taskId: others.length === 0 ? only.id : null,
    payload: {
      tasks: opened.map(({ id, step, scope, round, officeId, note }) => ({
        id,
        step,
        scope,
        round,
        officeId,
        note,
      })),
    },
  });
}
