import { dutyOfStep, keptFrom, type DutyAct } from '#domain/authority/duties';
import { DomainError } from '#domain/errors';
import type { Act } from '../act.ts';
import type { Task } from './tasks.ts';
import { COVERED_RECORDS, coverage, workOf, type Work } from './work.ts';

const OWN = `
  select d.step as act, count(*)::int as records from records r, deciders d
  where ${COVERED_RECORDS} and d.province_code = $1 and d.list_id = $2 and d.step = any($6::text[]) and d.person_id = any($7::uuid[])
    and r.record_no <@ d.records and not r.record_no <@ $8::int4multirange group by d.step order by d.step limit 1`;

/**
 * Separation of duty for what a task covers: refuses people who did something to one of its records that keeps them from the task's step.
 * `people` are the actor and whoever he represents, unless others are meant; `without` (multirange text) are records that are left out.
 * @throws DomainError `same_person_sign` with what was done and to how many records.
 */
export async function refuseOwnWork(
  act: Act,
  task: Task,
  people: readonly string[] = act.people,
  without = '{}',
): Promise<void> {
  const duty = dutyOfStep(task.step);
  if (duty === undefined || task.listId === null) return;
  const before = keptFrom(duty);
  if (before.length === 0) return;
  const [own] = await act.query<{ act: string; records: number }>(OWN, [
    ...coverage(workOf(task)),
    before,
    people,
    without,
  ]);
  if (own !== undefined)
    throw new DomainError('same_person_sign', { taskId: task.id, duty, did: own.act, records: own.records });
}

/**
 * Notes that the actor, and whoever he represents, did `duty` to the records a task covers, or to `records` of its list. Who decides
 * records at review and verification is noted with the decision.
 */
export async function noteDuty(act: Act, work: Work, duty: DutyAct, records?: string): Promise<void> {
  await act.post(
    `with done as materialized (
       select case when $8::int4multirange is not null then $8::int4multirange else (
         select range_agg(int4range(r.record_no, r.record_no, '[]')) from records r where ${COVERED_RECORDS}) end as records)
     insert into deciders as known (province_code, list_id, step, person_id, records)
     select $1, $2, $6, person, done.records from done, unnest($7::uuid[]) as person where done.records is not null
     on conflict on constraint deciders_pk do update set records = known.records + excluded.records`,
    [...coverage(work), duty, act.people, records ?? null],
  );
}
