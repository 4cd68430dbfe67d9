import { DomainError } from '#domain/errors';
import type { Uuid, Moment } from '#domain/formats';
import type { Role } from '#domain/people/roles';
import type { ParcelStage, TaskState } from '#domain/process/states';
import type { TaskStep } from '#domain/process/steps';
import type { Sql } from '../sql.ts';

/** A task that holds a record, or one that does not and why not. */
export interface QueueTask {
  readonly taskId: Uuid;
  readonly step: TaskStep;
  readonly scope: string;
  readonly round: number;
  readonly partNo: number;
  readonly officeId: string;
  readonly role: Role;
  readonly state: TaskState;
  readonly holder: { readonly personId: Uuid; readonly fullName: string } | null;
  readonly openedAt: Moment;
  readonly dueAt: Moment;
}

export interface RecordQueue {
  readonly recordNo: number;
  readonly parcelNo: number;
  readonly stage: ParcelStage;
  readonly round: number;
  readonly custodian: { readonly officeId: string; readonly name: string };
  /** `task`: it lies in a task's queue; `transit`: its holder's, while the process moves on; `ended`: its way is over. */
  readonly queue: 'task' | 'transit' | 'ended';
  /** Why it is there: the rule that was applied. */
  readonly because: string;
  readonly task: QueueTask | null;
  /** The list's other unfinished tasks, each with the first rule it fails. At most 100. */
  readonly others: readonly (QueueTask & { readonly because: string })[];
}

const RULE = `case when t.step <> p.stage then 'other_step'
  when t.scope <> '' and t.scope <> p.scope then 'other_scope'
  when t.step = 'review' and t.round <> p.round then 'other_round'
  when t.records is not null and not r.record_no <@ t.records then 'other_part'
  else 'covers' end`;

/**
 * Which queue holds a record now, why, and why not the others.
 * @throws DomainError `record_not_found` when it is not there or not visible.
 */
export async function readRecordQueue(
  sql: Sql,
  list: { readonly id: string; readonly provinceCode: string },
  recordNo: number,
): Promise<RecordQueue> {
  const rows = await sql.query<
    Pick<RecordQueue, 'parcelNo' | 'stage' | 'round' | 'custodian'> & {
      tasks: (QueueTask & { because: string })[];
    }
  >(
    `select p.parcel_no as "parcelNo", p.stage, p.round, jsonb_build_object('officeId', o.id, 'name', o.name) as custodian,
       coalesce((select jsonb_agg(q.task order by q.rank, q.opened_at) from (
         select jsonb_build_object('taskId', t.id, 'step', t.step, 'scope', t.scope, 'round', t.round, 'partNo', t.part_no, 'officeId', t.office_id,
             'role', t.role, 'state', t.state, 'openedAt', t.opened_at, 'dueAt', t.due_at, 'because', ${RULE},
             'holder', case when h.id is not null then jsonb_build_object('personId', h.id, 'fullName', h.full_name) end) as task,
           (${RULE} <> 'covers')::int as rank, t.opened_at
         from tasks t left join people h on h.id = t.claimed_by
         where t.list_id = r.list_id and t.state in ('open','claimed','held') and t.part_count = 0 order by rank, t.opened_at limit 101) q), '[]') as tasks
     from records r join parcels p using (province_code, list_id, parcel_no) join offices o on o.id = p.custodian_office_id
     where r.province_code = $1 and r.list_id = $2 and r.record_no = $3`,
    [list.provinceCode, list.id, recordNo],
  );
  const [found] = rows;
  if (found === undefined) throw new DomainError('record_not_found', { recordNo });
  const { tasks, ...place } = found;
  const [covering, ...more] = tasks.filter(({ because }) => because === 'covers');
  const others = [...more, ...tasks.filter(({ because }) => because !== 'covers')].slice(0, 100);
  if (covering !== undefined) {
    const { because: _, ...task } = covering;
    const because = task.scope === '' ? 'list_stands_at_step' : 'parcel_stands_at_step';
    return { recordNo, ...place, queue: 'task', because, task, others };
  }
  const ended = place.stage === 'ended';
  return {
    ...{ recordNo, ...place, queue: ended ? 'ended' : 'transit' },
    ...{ because: ended ? 'way_is_over' : 'no_task_at_this_step_yet', task: null, others },
  };
}
