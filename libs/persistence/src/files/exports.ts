import { randomUUID } from 'node:crypto';
import { DomainError } from '#domain/errors';
import type { Act, Actor } from '../act.ts';
import { visible } from '../repositories/visible.ts';
import { coverage, COVERED_RECORDS, type Work } from '../repositories/work.ts';
import type { Sql } from '../sql.ts';
import { taskChanged } from '../repositories/task-events.ts';
import type { Task } from '../repositories/tasks.ts';

/** What went out in a file, without its rows. */
export interface ExportView {
  readonly id: string;
  readonly kind: string;
  readonly listId: string;
  readonly taskId: string;
  readonly round: number;
  readonly runNo: number;
  readonly claimEpoch: number;
  readonly recordCount: number;
  readonly eventNo: string;
  readonly personId: string;
  readonly officeId: string;
  readonly at: Date;
}

const VIEW = `x.id, x.kind, x.list_id as "listId", x.task_id as "taskId", x.round, x.run_no as "runNo", x.claim_epoch as "claimEpoch",
  x.record_count as "recordCount", x.event_no as "eventNo", x.person_id as "personId", x.office_id as "officeId", x.at`;

/**
 * Notes that the records of a claimed task go out in a file: from here on rows with this file's id may come back. `which` narrows the
 * records `r` by a constant condition.
 * @throws DomainError `task_incomplete` when there is nothing to go out.
 */
export async function issueExport(
  act: Act,
  task: Task,
  work: Work,
  {
    kind,
    runNo = 1,
    which = 'true',
  }: { readonly kind: string; readonly runNo?: number; readonly which?: string },
): Promise<ExportView> {
  const [made] = await act.query<ExportView & Record<string, unknown>>(
    `with out as (select range_agg(int4range(r.record_no, r.record_no, '[]')) as records, count(*)::int as n from records r, parcels p where ${COVERED_RECORDS} and (${which}))
     insert into file_exports as x (id, province_code, commune_code, village_code, list_id, task_id, kind, round, run_no, claim_epoch, records, record_count, event_no, person_id, office_id, at)
     select $6, $1, $7, $8, $2, $9, $10, $11, $12, $13, out.records, out.n, $14, $15, $16, $17 from out where out.n > 0 returning ${VIEW}`,
    [
      ...coverage(work),
      ...[
        randomUUID(),
        work.communeCode,
        task.villageCode,
        work.id,
        kind,
        work.round,
        runNo,
        task.claimEpoch,
      ],
      ...[act.nextEventNo(work.listId), act.actor.personId, act.actor.officeId, act.now],
    ],
  );
  if (made === undefined) throw new DomainError('task_incomplete', { taskId: task.id, records: 0 });
  await taskChanged(act, task, 'file.issued', {
    ...{ exportId: made.id, kind, runNo, epoch: task.claimEpoch, count: made.recordCount },
  });
  return made;
}

/** @throws DomainError `not_found`, `out_of_area` by the predicate of reading records. */
export async function readExport(sql: Sql, actor: Actor, exportId: string): Promise<ExportView> {
  const may = visible('record.read', actor, PLACE, 2);
  const [found] = await sql.query<ExportView & { may: boolean } & Record<string, unknown>>(
    `select ${VIEW}, ${may.text} as may from file_exports x where x.id = $1`,
    [exportId, ...may.values],
  );
  if (found === undefined) throw new DomainError('not_found', { exportId });
  if (!found.may) throw new DomainError('out_of_area', { exportId });
  return found;
}

const PLACE = { province: 'x.province_code', commune: 'x.commune_code', village: 'x.village_code' };

/** A record as it stands in a file that goes out. */
export interface OutgoingRecord {
  readonly recordNo: number;
  readonly subjectId: string;
  readonly version: number;
  readonly fullName: string | null;
  readonly dateOfBirth: string | null;
  readonly gender: string | null;
  readonly idNumber: string | null;
  readonly passportNumber: string | null;
  readonly nationality: string;
  readonly phone: string | null;
  readonly address: string | null;
  readonly defects: readonly string[];
  readonly villageOutcome: string | null;
  readonly villageNote: string | null;
  readonly policeOutcome: string | null;
  readonly updateKind: string | null;
  readonly updateState: string | null;
  /** The person the police's check found, where it found one. */
  readonly personId: string | null;
  readonly knownIdNumber: string | null;
  readonly platform: Readonly<Record<'fullName' | 'dateOfBirth' | 'gender' | 'idNumber', string | null>>;
}

/** A page of an export's records after `afterNo`, as they are now. */
export function exportedRecords(
  sql: Sql,
  exportId: string,
  afterNo: number,
  limit: number,
): Promise<(OutgoingRecord & Record<string, unknown>)[]> {
  return sql.query(
    `select r.record_no as "recordNo", r.platform_subject_id as "subjectId", r.version, r.full_name as "fullName", r.date_of_birth as "dateOfBirth",
            r.gender, r.id_number as "idNumber", r.passport_number as "passportNumber", r.nationality, r.phone, r.address, r.defects,
            r.village_outcome as "villageOutcome", r.village_note as "villageNote", r.police_outcome as "policeOutcome",
            r.update_kind as "updateKind", r.update_state as "updateState",
            r.population_answer ->> 'personId' as "personId", r.population_answer -> 'persons' -> 0 ->> 'idNumber' as "knownIdNumber",
            json_build_object('fullName', r.platform_full_name, 'dateOfBirth', r.platform_date_of_birth, 'gender', r.platform_gender, 'idNumber', r.platform_id_number) as platform
     from file_exports x join records r on r.province_code = x.province_code and r.list_id = x.list_id and r.record_no <@ x.records
     where x.id = $1 and r.record_no > $2 order by r.record_no limit $3`,
    [exportId, afterNo, limit],
  );
}

/** The files that went out for a task, with the epoch of the claim they were made under. */
export async function exportsOfTask(
  sql: Sql,
  taskId: string,
  kinds: readonly string[],
): Promise<ReadonlyMap<string, { readonly claimEpoch: number; readonly runNo: number }>> {
  const rows = await sql.query<{ id: string; claimEpoch: number; runNo: number }>(
    `select id, claim_epoch as "claimEpoch", run_no as "runNo" from file_exports where task_id = $1 and kind = any($2)`,
    [taskId, kinds],
  );
  return new Map(rows.map(({ id, ...rest }) => [id, rest]));
}

/** The province of a task, under which its rows are kept. */
export async function provinceOf(sql: Sql, taskId: string): Promise<string> {
  const [row] = await sql.query<{ code: string }>(`select province_code as code from tasks where id = $1`, [
    taskId,
  ]);
  if (row === undefined) throw new DomainError('task_not_found', { taskId });
  return row.code;
}

/** What stands over a file: the list's code and the names of commune and village. */
export async function titleOfExport(
  sql: Sql,
  exportId: string,
): Promise<{ readonly list: string; readonly village: string }> {
  const [row] = await sql.query<{ list: string; village: string }>(
    `select 'Danh sách ' || l.commune_code || '-' || l.seq || ', ' || coalesce(c.name, l.commune_code) as list,
       upper(coalesce((select o.name from offices o where o.id = x.office_id), c.name, '')) as village
     from file_exports x join lists l on l.id = x.list_id left join units c on c.code = l.commune_code where x.id = $1`,
    [exportId],
  );
  return row ?? { list: '', village: '' };
}
