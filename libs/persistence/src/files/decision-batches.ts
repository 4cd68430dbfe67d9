import type { Act } from '../act.ts';
import { decideRecords, type Decision } from '../repositories/decisions.ts';
import { FOREIGNER } from '../repositories/decision-texts.ts';
import { coverage, COVERED_RECORDS, type Work } from '../repositories/work.ts';
import type { LockedBatch } from './batches.ts';

const VALUES = {
  fullName: 'full_name',
  dateOfBirth: 'date_of_birth',
  gender: 'gender',
  idNumber: 'id_number',
  passportNumber: 'passport_number',
  nationality: 'nationality',
} as const;

const becomes = (field: string, column: string): string =>
  `case when b.decision -> 'values' ? '${field}' then b.decision -> 'values' ->> '${field}' else r.${column} end`;

/** Everything a decision can change, as (field, was, becomes). */
const changed = (outcome: string, note: string): string =>
  [
    `('outcome', r.${outcome}, b.decision ->> 'outcome')`,
    `('note', r.${note}, coalesce(b.decision ->> 'note', r.${note}))`,
    ...Object.entries(VALUES).map(
      ([field, column]) => `('${field}', r.${column}, ${becomes(field, column)})`,
    ),
  ].join(', ');

/** Others have changed the record since the file went out; what the same file brought about, and took back, does not count. */
const OVERTAKEN = `b.base_version is not null and b.base_version <> r.version and exists (
  select from record_changes c where c.province_code = r.province_code and c.list_id = r.list_id and c.record_no = r.record_no
    and c.event_no > (select x.event_no from file_exports x where x.id = b.export_id)
    and not exists (select from batches o join batch_rows y on y.batch_id = o.id
      where o.task_id = $7 and c.event_no in (o.applied_event_no, o.undone_event_no) and y.record_no = b.record_no and y.export_id = b.export_id))`;

/** One statement for the whole batch: what each row would change in the records as they are now, and what stands in its way. */
const comparing = (outcome: string, note: string, step: string): string => `
  with r as materialized (select r.*, p.frozen_at is not null as frozen from records r, parcels p where ${COVERED_RECORDS}),
  b as materialized (
    select b.*, row_number() over (partition by b.record_no order by b.row_no) as nth from batch_rows b
    where b.batch_id = $6 and b.decision is not null and b.state not in ('error', 'applied', 'undone')),
  compared as (
    select b.row_no, r.version, coalesce(d.changes, '[]') as changes,
      case when r.record_no is null then 'not_in_task' when b.nth > 1 then 'twice' when r.frozen then 'frozen'
        when ${step === 'verify' ? FOREIGNER : 'false'} then 'foreigner'
        when d.changes is null then 'same'
        when b.decision ->> 'outcome' = 'number_supplied' and coalesce(${becomes('idNumber', 'id_number')}, '') = '' then 'number_needed'
        when ${OVERTAKEN} then 'stale' else 'change' end as state
    from b left join r on r.record_no = b.record_no
    left join lateral (select jsonb_agg(jsonb_build_object('field', f.field, 'old', f.was, 'new', f.becomes)) as changes
      from (values ${changed(outcome, note)}) as f(field, was, becomes) where f.was is distinct from f.becomes) d on r.record_no is not null)
  update batch_rows w set state = c.state, changes = c.changes, seen_version = c.version
  from compared c where w.batch_id = $6 and w.row_no = c.row_no`;

const COMPARE = {
  review: comparing('village_outcome', 'village_note', 'review'),
  verify: comparing('police_outcome', 'police_note', 'verify'),
} as const;

/** Compares the rows of a batch with the records of its task as they are now. */
export async function compareDecisions(act: Act, work: Work, batchId: string): Promise<void> {
  await act.query(
    `update batch_rows b set record_no = r.record_no from records r
     where b.batch_id = $1 and b.record_no is null and b.subject_id is not null and r.province_code = b.province_code and r.list_id = b.list_id and r.platform_subject_id = b.subject_id`,
    [batchId],
  );
  await act.query(COMPARE[work.step as keyof typeof COMPARE], [...coverage(work), batchId, work.id]);
}

/** Decides what the rows say that still change something. Returns how many, and the event that proves it. */
export async function applyDecisions(
  act: Act,
  work: Work,
  batch: LockedBatch,
): Promise<{ readonly applied: number; readonly eventNo: bigint | null }> {
  await compareDecisions(act, work, batch.id);
  const rows = await act.query<Decision & Record<string, unknown>>(
    `select record_no as "recordNo", decision ->> 'outcome' as outcome, coalesce(decision -> 'values', '{}') as values, decision ->> 'note' as note, seen_version as version
     from batch_rows where batch_id = $1 and state = 'change' order by record_no`,
    [batch.id],
  );
  if (rows.length === 0) return { applied: 0, eventNo: null };
  const eventNo = act.nextEventNo(work.listId);
  await decideRecords(act, work, rows, {
    batchId: batch.id,
    batchNo: batch.no,
    fileSha256: batch.fileSha256,
  });
  await act.query(`update batch_rows set state = 'applied' where batch_id = $1 and state = 'change'`, [
    batch.id,
  ]);
  return { applied: rows.length, eventNo };
}

/** Stages what the system proposes where nothing is decided yet as rows of a batch. */
export async function stageProposals(
  act: Act,
  work: Work,
  batchId: string,
  filter: {
    readonly outcomes?: readonly string[] | undefined;
    readonly recordNos?: readonly number[] | undefined;
  },
): Promise<void> {
  await act.query(
    `insert into batch_rows (batch_id, row_no, province_code, commune_code, village_code, list_id, record_no, state, decision)
     select b.id, row_number() over (order by r.record_no), b.province_code, b.commune_code, b.village_code, b.list_id, r.record_no, 'change',
       jsonb_build_object('outcome', r.proposed_outcome, 'values', coalesce(r.proposed_values, '{}'))
     from batches b, records r, parcels p where b.id = $6 and ${COVERED_RECORDS} and r.police_outcome is null and r.proposed_outcome is not null and not ${FOREIGNER}
       and ($7::text[] is null or r.proposed_outcome = any($7)) and ($8::integer[] is null or r.record_no = any($8))`,
    [...coverage(work), batchId, filter.outcomes ?? null, filter.recordNos ?? null],
  );
}
