import { DomainError } from '#domain/errors';
import { UNDO_REFUSALS, type UndoRefusal } from '#domain/files/row-states';
import type { Act } from '../act.ts';
import { hashOfChanges } from '../changes.ts';
import { destinationSql, sideWrongSql } from '../repositories/destinations.ts';
import { coverage, COVERED_RECORDS, type Work } from '../repositories/work.ts';
import type { LockedBatch } from './batches.ts';

/** Fields that decisions change; what follows from the outcomes is derived again. */
const FIELDS = [
  ...['village_outcome', 'village_note', 'police_outcome', 'police_note'],
  ...['full_name', 'date_of_birth', 'gender', 'id_number', 'passport_number', 'nationality'],
] as const;

/** @throws DomainError `batch_not_undoable` always, with the reason in both languages. */
export function refuseUndo(
  batch: Pick<LockedBatch, 'id' | 'no'>,
  reason: UndoRefusal,
  details: object = {},
): never {
  const { vi, en } = UNDO_REFUSALS[reason];
  throw new DomainError('batch_not_undoable', {
    ...{ batchId: batch.id, batchNo: batch.no, reason, message: vi, messageEn: en, ...details },
  });
}

interface Later {
  readonly recordNo: number;
  readonly eventNo: number;
  readonly type: string;
  readonly at: Date;
  readonly by: string | null;
  readonly batchNo: number | null;
}

const MOST_SHOWN = 20;

/**
 * Takes an applied batch back: every field of its records gets the value it had before, under one event. Records that others have changed since
 * would lose that change, so the batch is then refused as a whole, with who changed which; other records do not matter.
 * @throws DomainError `batch_not_undoable`
 */
export async function undoDecisions(
  act: Act,
  work: Work,
  batch: LockedBatch,
  reason: string,
): Promise<bigint> {
  const { appliedEventNo } = batch;
  if (appliedEventNo === null) return act.event(work.listId, undoneEvent(work, batch, reason, 0));
  const key = [work.provinceCode, work.listId, appliedEventNo];
  const later = await act.query<Later & Record<string, unknown>>(
    `select distinct on (c.record_no) c.record_no as "recordNo", e.event_no::int as "eventNo", e.type, e.at, p.full_name as by,
       (select o.batch_no from batches o where o.list_id = $2 and o.applied_event_no = c.event_no) as "batchNo"
     from record_changes c join events e using (province_code, list_id, event_no) left join people p on p.id = e.actor_person_id
     where c.province_code = $1 and c.list_id = $2 and c.event_no > $3
       and c.record_no in (select d.record_no from record_changes d where d.province_code = $1 and d.list_id = $2 and d.event_no = $3)
     order by c.record_no, c.event_no desc limit ${MOST_SHOWN}`,
    key,
  );
  if (later.length > 0) refuseUndo(batch, 'records_changed', { records: later });
  const [undone] = await act.query<{ hash: Buffer; reached: number; wanted: number }>(UNDO, [
    ...coverage(work),
    appliedEventNo,
    act.nextEventNo(work.listId),
  ]);
  if (undone === undefined || undone.reached !== undone.wanted)
    refuseUndo(batch, 'records_moved', { records: (undone?.wanted ?? 0) - (undone?.reached ?? 0) });
  return act.event(work.listId, {
    ...undoneEvent(work, batch, reason, undone.reached),
    changes: undone.hash,
  });
}

function undoneEvent(work: Work, batch: LockedBatch, reason: string, count: number) {
  const { id: batchId, no: batchNo, kind, appliedEventNo } = batch;
  return {
    type: 'batch.undone',
    taskId: work.id,
    payload: { batchId, batchNo, kind, count, undoes: appliedEventNo, reason },
  };
}

const was = (field: string): string =>
  `case when d.old ? '${field}' then d.old ->> '${field}' else r.${field} end`;

const UNDO = `
  with done as (
    select record_no, jsonb_object_agg(field, old_value) as old from record_changes
    where province_code = $1 and list_id = $2 and event_no = $6 group by record_no),
  changed as (
    update records r set ${FIELDS.map((field) => `${field} = ${was(field)}`).join(', ')},
      side_wrong = ${sideWrongSql(was('police_outcome'))}, destination = ${destinationSql(was('village_outcome'), was('police_outcome'))}, version = r.version + 1
    from done d, parcels p
    where ${COVERED_RECORDS} and p.frozen_at is null and r.record_no = d.record_no
    returning r.record_no, old.version as old_version, new.version as new_version, ${FIELDS.map((field) => `old.${field} as old_${field}, new.${field} as new_${field}`).join(', ')}),
  written as (
    insert into record_changes (province_code, list_id, event_no, record_no, field, old_value, new_value, source)
    select $1::text, $2::uuid, $7::bigint, changed.record_no, c.field, c.was, c.becomes, 'undo'
    from changed, lateral (values ${FIELDS.map((field) => `('${field}', old_${field}, new_${field})`).join(', ')}) as c(field, was, becomes)
    where c.was is distinct from c.becomes
    union all
    select $1, $2, $7, record_no, 'version', old_version::text, new_version::text, 'undo' from changed
    where (${FIELDS.map((field) => `old_${field}`).join(', ')}) is not distinct from (${FIELDS.map((field) => `new_${field}`).join(', ')})
    returning record_no, field, old_value, new_value, source)
  select (select ${hashOfChanges} from written) as hash, (select count(*)::int from changed) as reached, (select count(*)::int from done) as wanted`;

/** The batch is undone. */
export async function markUndone(act: Act, batchId: string, eventNo: bigint, reason: string): Promise<void> {
  await act.query(
    `update batches set state = 'undone', undone_at = $2, undone_by = $3, undone_event_no = $4, undo_reason = $5 where id = $1`,
    [batchId, act.now, act.actor.personId, eventNo, reason],
  );
  await act.query(`update batch_rows set state = 'undone' where batch_id = $1 and state = 'applied'`, [
    batchId,
  ]);
}
