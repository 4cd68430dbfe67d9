import { DomainError } from '#domain/errors';
import type { Act } from '../act.ts';
import { offerAttested, type Offered } from './attested-handovers.ts';
import type { Evidence } from './manifests.ts';
import {
  byVillage,
  coveredByVillage,
  nextRounds,
  regroup,
  regroupPayload,
  villageOffices,
  type MadeParcel,
} from './regrouping.ts';
import { coverage, COVERED_PARCELS, COVERED_RECORDS, type Work } from './work.ts';

export interface Assignment {
  readonly villageCode: string;
  readonly recordNos?: readonly number[] | undefined;
  readonly fromVillage?: string | undefined;
  /** All records whose village is not known. */
  readonly unclear?: boolean | undefined;
}

const ASSIGN = `
  with a as (
    select * from jsonb_to_recordset($7::jsonb) as a("villageCode" text, "recordNos" integer[], "fromVillage" text, unclear boolean)
  ), changed as (
    update records r set village_code = a."villageCode",
      version = r.version + case when r.village_code is distinct from a."villageCode" then 1 else 0 end
    from a where ${COVERED_RECORDS}
      and (r.record_no = any(a."recordNos") or r.village_code = a."fromVillage" or (a.unclear and r.village_code is null))
    returning r.record_no, old.village_code as was, new.village_code as becomes
  ), written as (
    insert into record_changes (province_code, list_id, event_no, record_no, field, old_value, new_value, source)
    select $1, $2, $6, record_no, 'village_code', was, becomes, 'assignment' from changed where was is distinct from becomes
  )
  select array_agg(record_no) as numbers from changed`;

/**
 * Gives records to villages. Writes record_changes under the next event, which the caller appends. Returns how many records were named.
 * @throws DomainError `invalid_value` for a village of another commune, `record_not_in_task`.
 */
export async function assignVillages(
  act: Act,
  work: Work,
  assignments: readonly Assignment[],
): Promise<number> {
  const [foreign] = await act.query<{ code: string }>(
    `select code from unnest($1::text[]) as code
     where not exists (select from units u where u.code = code.code and u.level = 'village' and u.parent_code = $2) limit 1`,
    [assignments.map(({ villageCode }) => villageCode), work.communeCode],
  );
  if (foreign !== undefined) {
    throw new DomainError('invalid_value', {
      field: 'villageCode',
      found: foreign.code,
      expected: `a village of ${work.communeCode}`,
    });
  }
  const [row] = await act.query<{ numbers: number[] | null }>(ASSIGN, [
    ...coverage(work),
    act.nextEventNo(work.listId),
    JSON.stringify(assignments),
  ]);
  const reached = new Set(row?.numbers ?? []);
  const missing = assignments.flatMap(({ recordNos }) => recordNos ?? []).find((no) => !reached.has(no));
  if (missing !== undefined)
    throw new DomainError('record_not_in_task', { recordNo: missing, taskId: work.id });
  return reached.size;
}

/** Takes records out of the list being compiled; they stay with the station, with the reason. */
export async function excludeRecords(
  act: Act,
  work: Work,
  records: string,
  reason: string,
  custodianOfficeId: string,
): Promise<number> {
  const covered = await coveredNumbers(act, work, records);
  await act.query(
    `with changed as (
       update records r set excluded_reason = $5, version = r.version + case when r.excluded_reason is distinct from $5 then 1 else 0 end
       where r.province_code = $1 and r.list_id = $2 and r.record_no <@ $3::int4multirange returning r.record_no, old.excluded_reason as was
     ) insert into record_changes (province_code, list_id, event_no, record_no, field, old_value, new_value, source)
       select $1, $2, $4, record_no, 'excluded_reason', was, $5, 'station' from changed where was is distinct from $5`,
    [work.provinceCode, work.listId, records, act.nextEventNo(work.listId), reason],
  );
  const made = await regroup(act, work, [
    { ...{ kind: 'list', scope: 'excluded', round: 1, stage: 'ended', custodianOfficeId }, reason, records },
  ]);
  await act.event(work.listId, {
    ...{ type: 'records.excluded', taskId: work.id, changes: true },
    payload: { count: covered, parcels: regroupPayload(made) },
  });
  return covered;
}

/**
 * How many of these records (multirange text) the task covers: all of them.
 * @throws DomainError `record_not_in_task` with the first that it does not, `parcel_frozen`.
 */
export async function coveredNumbers(act: Act, work: Work, records: string): Promise<number> {
  const [row] = await act.query<{ covered: number; frozen: boolean; missing: number | null }>(
    `with c as (select r.record_no, r.parcel_no from records r where ${COVERED_RECORDS} and r.record_no <@ $6::int4multirange)
     select (select count(*)::int from c) as covered,
            exists (select from parcels p where ${COVERED_PARCELS} and p.frozen_at is not null and p.parcel_no in (select parcel_no from c)) as frozen,
            lower($6::int4multirange - coalesce((select range_agg(int4range(record_no, record_no, '[]')) from c), '{}')) as missing`,
    [...coverage(work), records],
  );
  if (row === undefined || row.missing !== null)
    throw new DomainError('record_not_in_task', { recordNo: row?.missing, taskId: work.id });
  if (row.frozen) throw new DomainError('parcel_frozen', { taskId: work.id });
  return row.covered;
}

const RESET_FIELDS = ['village_outcome', 'police_outcome', 'refused_reason'] as const;
const RESET = `
  with changed as (
    update records r set village_outcome = case when $4 then null else r.village_outcome end, police_outcome = null, side_wrong = null,
      destination = null, refused_reason = coalesce(reasons.reason, r.refused_reason), version = r.version + 1
    from (select $3::int4multirange as numbers) s left join lateral jsonb_to_recordset($7::jsonb) as reasons("recordNo" integer, reason text) on true
    where r.province_code = $1 and r.list_id = $2 and r.record_no <@ s.numbers and (reasons."recordNo" is null or reasons."recordNo" = r.record_no)
    returning r.record_no, old.version as old_version, new.version as new_version, ${RESET_FIELDS.map((field) => `old.${field} as old_${field}, new.${field} as new_${field}`).join(', ')}
  )
  insert into record_changes (province_code, list_id, event_no, record_no, field, old_value, new_value, source)
  select $1::text, $2::uuid, $5::bigint, changed.record_no, c.field, c.was, c.becomes, $6::text
  from changed, lateral (values ${RESET_FIELDS.map((field) => `('${field}', old_${field}, new_${field})`).join(', ')}) as c(field, was, becomes)
  where c.was is distinct from c.becomes
  union all
  select $1, $2, $5, record_no, 'version', old_version::text, new_version::text, $6 from changed
  where (${RESET_FIELDS.map((field) => `old_${field}`).join(', ')}) is not distinct from (${RESET_FIELDS.map((field) => `new_${field}`).join(', ')})`;

/** Takes outcomes back, so that records must be decided again; values stay. Writes record_changes under the next event. */
export async function resetOutcomes(
  act: Act,
  work: Work,
  records: string,
  options: {
    readonly village: boolean;
    readonly source: string;
    readonly reasons?: readonly { recordNo: number; reason: string }[];
  },
): Promise<void> {
  await act.query(RESET, [
    ...[
      work.provinceCode,
      work.listId,
      records,
      options.village,
      act.nextEventNo(work.listId),
      options.source,
    ],
    JSON.stringify(options.reasons ?? []),
  ]);
}

/** Regroups records into one review parcel for each of their villages, in the village's next round, and offers them. */
export async function sendToVillages(
  act: Act,
  work: Work,
  evidence: Evidence,
  send: {
    /** Null: everything the task covers. */
    readonly records: string | null;
    readonly custodianOfficeId: string;
    readonly reasonOf: (villageCode: string) => string | null;
  },
): Promise<{ made: MadeParcel[]; offered: Offered[] }> {
  const [villages, roundOf, officeOf] = [
    await (send.records === null ? coveredByVillage(act, work) : byVillage(act, work, send.records)),
    await nextRounds(act, work),
    await villageOffices(act, work),
  ];
  const offices = villages.map(({ villageCode }) => officeOf(villageCode));
  const made = await regroup(
    act,
    work,
    villages.map(({ villageCode, records }) => ({
      ...{ kind: 'village' as const, scope: villageCode, round: roundOf(villageCode), stage: 'review' },
      ...{ custodianOfficeId: send.custodianOfficeId, reason: send.reasonOf(villageCode), records },
    })),
  );
  const offered = await offerAttested(
    act,
    work,
    evidence,
    made.map(({ parcelNo }, i) => ({
      ...{ parcelNos: [parcelNo], fromOfficeId: send.custodianOfficeId, toOfficeId: offices[i] as string },
    })),
  );
  return { made, offered };
}
