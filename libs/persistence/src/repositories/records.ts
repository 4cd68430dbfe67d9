import type { Destination, PoliceOutcome, SideWrong, VillageOutcome } from '#domain/process/outcomes';
import type { ParcelStage } from '#domain/process/states';
import type { RuleHit } from '#domain/rules/catalogue';
import type { DefectGroup } from '#domain/rules/rule';
import type { Actor } from '../act.ts';
import type { Sql } from '../sql.ts';
import { refuseUnseenTask, TASK_COLUMNS, type Task } from './tasks.ts';
import { visible } from './visible.ts';
import { coverage, COVERED_RECORDS, scopeKey, workOf, type Work } from './work.ts';

/** What the platform says of a person; masked for those who only watch. */
export interface PlatformValues {
  readonly fullName: string | null;
  readonly dateOfBirth: string | null;
  readonly gender: string | null;
  readonly idNumber: string | null;
}

/** What is known of the person now. */
export interface CurrentValues extends PlatformValues {
  readonly passportNumber: string | null;
  readonly nationality: string | null;
}

/** A record as officers see it. Dates are ISO, times are Date. */
export interface RecordView {
  readonly recordNo: number;
  readonly villageCode: string | null;
  readonly parcelNo: number;
  readonly stage: ParcelStage;
  readonly custodianOfficeId: string;
  readonly platformSubjectId: string;
  readonly platform: PlatformValues;
  readonly current: CurrentValues;
  readonly phone: string | null;
  readonly address: string | null;
  readonly defects: readonly DefectGroup[];
  readonly hints: readonly RuleHit[];
  readonly villageOutcome: VillageOutcome | null;
  readonly villageNote: string | null;
  readonly populationStatus: string | null;
  readonly populationAnswer: unknown;
  readonly proposedOutcome: PoliceOutcome | null;
  readonly proposedValues: Readonly<Record<string, string | null>> | null;
  readonly policeOutcome: PoliceOutcome | null;
  readonly policeNote: string | null;
  readonly sideWrong: SideWrong | null;
  readonly destination: Destination | null;
  readonly updateState: string | null;
  readonly updateFailure: string | null;
  readonly verificationResult: string | null;
  readonly version: number;
}

/** A record `r` in its parcel `p`; `shown` tells whether the population database's answer may be shown: at verification, to the police. */
export const recordView = (
  shown: string,
): string => `r.record_no as "recordNo", r.village_code as "villageCode", r.parcel_no as "parcelNo", p.stage, p.custodian_office_id as "custodianOfficeId",
  r.platform_subject_id as "platformSubjectId",
  json_build_object('fullName', r.platform_full_name, 'dateOfBirth', r.platform_date_of_birth, 'gender', r.platform_gender, 'idNumber', r.platform_id_number) as platform,
  json_build_object('fullName', r.full_name, 'dateOfBirth', r.date_of_birth, 'gender', r.gender, 'idNumber', r.id_number,
    'passportNumber', r.passport_number, 'nationality', r.nationality) as current,
  r.phone, r.address, r.defects, r.hints, r.village_outcome as "villageOutcome", r.village_note as "villageNote",
  r.population_status as "populationStatus", case when ${shown}::boolean then r.population_answer end as "populationAnswer",
  r.proposed_outcome as "proposedOutcome", r.proposed_values as "proposedValues", r.police_outcome as "policeOutcome",
  r.police_note as "policeNote", r.side_wrong as "sideWrong", r.destination, r.update_state as "updateState",
  r.update_failure as "updateFailure", r.verification_result as "verificationResult", r.version`;

const VIEW = recordView('$1');

/** The names of its columns. */
export const RECORD_VIEW_FIELDS = [
  ...[
    'recordNo',
    'villageCode',
    'parcelNo',
    'stage',
    'custodianOfficeId',
    'platformSubjectId',
    'platform',
    'current',
  ],
  ...[
    'phone',
    'address',
    'defects',
    'hints',
    'villageOutcome',
    'villageNote',
    'populationStatus',
    'populationAnswer',
  ],
  ...[
    'proposedOutcome',
    'proposedValues',
    'policeOutcome',
    'policeNote',
    'sideWrong',
    'destination',
    'updateState',
  ],
  ...['updateFailure', 'verificationResult', 'version'],
] as const satisfies readonly (keyof RecordView)[];

/** A record is shown with where it is. Only of records that were chosen already: building what is shown costs more than choosing. */
const FROM = `r join parcels p on p.province_code = r.province_code and p.list_id = r.list_id and p.parcel_no = r.parcel_no`;

export interface RecordFilter {
  /** Records after this number. */
  readonly after: number;
  readonly limit: number;
  readonly parcelNo?: number | undefined;
  /** A village's code, or `unclear` for records without a village. */
  readonly village?: string | undefined;
  /** A village's or the police's outcome. */
  readonly outcome?: string | undefined;
  /** Without an outcome of the step: for a list, of the village. */
  readonly undecided?: boolean | undefined;
}

const FILTER = `r.record_no > $2 and ($4::integer is null or r.parcel_no = $4)
  and case $5::text when 'unclear' then r.village_code is null else coalesce(r.village_code = $5, $5 is null) end
  and ($6::text is null or r.village_outcome = $6 or r.police_outcome = $6)
  and (not coalesce($7::boolean, false) or case $8::text when 'verify' then r.police_outcome is null else r.village_outcome is null end)`;

const PLACE = { province: 'r.province_code', commune: 'r.commune_code', village: 'r.village_code' };
const POLICE: ReadonlySet<string> = new Set(['police_officer', 'police_chief']);

/** A page as one JSON text, for readers who see everything in it. */
export interface RecordPageText {
  /** A JSON array of records, each with `masked: false`. */
  readonly items: string;
  readonly recordNos: readonly number[];
  readonly more: boolean;
}

/** What chooses a page's records, one more than `limit` when another page follows. */
interface Choice {
  readonly text: string;
  readonly values: readonly unknown[];
}

function recordsOfList(actor: Actor, listId: string, filter: RecordFilter): Choice {
  const may = visible('record.read', actor, PLACE, 10);
  return {
    text: `select r.* from records r where r.province_code = (select l.province_code from lists l where l.id = $9) and r.list_id = $9
      and ${FILTER} and ${may.text} order by r.record_no limit $3`,
    values: [...filterValues(filter, false, ''), listId, ...may.values],
  };
}

function recordsOfTask(actor: Actor, work: Work, filter: RecordFilter): Choice {
  const may = visible('record.read', actor, PLACE, 13);
  return {
    text: `select r.* from records r where r.province_code = $10 and r.list_id = $9
      and r.parcel_no = any (array(select p.parcel_no from parcels p where p.province_code = $10 and p.list_id = $9 and p.stage = $8
        and ($11 = '' or $11 = case p.stage when 'review' then p.scope || '/' || p.round else p.scope end)))
      and ($12::int4multirange is null or r.record_no <@ $12::int4multirange)
      and ${FILTER} and ${may.text} order by r.record_no limit $3`,
    values: [
      ...filterValues(filter, seesAnswer(work, actor.role), work.step),
      work.listId,
      work.provinceCode,
      scopeKey(work),
      work.records,
      ...may.values,
    ],
  };
}

function rowsOf(sql: Sql, { text, values }: Choice): Promise<RecordView[]> {
  return sql.query<RecordView & Record<string, unknown>>(
    `select ${VIEW} from (${text}) ${FROM} order by r.record_no`,
    values,
  );
}

async function textOf(sql: Sql, { text, values }: Choice): Promise<RecordPageText> {
  const [page] = await sql.query<RecordPageText & Record<string, unknown>>(
    `with chosen as materialized (${text}),
     shown as materialized (select ${VIEW}, false as masked from chosen ${FROM} order by r.record_no limit $3 - 1)
     select (select coalesce(json_agg(shown order by "recordNo"), '[]')::text from shown) as items,
       (select coalesce(array_agg("recordNo" order by "recordNo"), '{}') from shown) as "recordNos",
       (select count(*) from chosen) >= $3 as more`,
    values,
  );
  return page as RecordPageText;
}

/** A page of a list's records in the order of their numbers, one more than `limit` when another page follows. */
export function readListRecords(
  sql: Sql,
  actor: Actor,
  listId: string,
  filter: RecordFilter,
): Promise<RecordView[]> {
  return rowsOf(sql, recordsOfList(actor, listId, filter));
}

/** The same as text. */
export function readListRecordsText(
  sql: Sql,
  actor: Actor,
  listId: string,
  filter: RecordFilter,
): Promise<RecordPageText> {
  return textOf(sql, recordsOfList(actor, listId, filter));
}

/** A page of the records a task covers now. */
export function readTaskRecords(
  sql: Sql,
  actor: Actor,
  work: Work,
  filter: RecordFilter,
): Promise<RecordView[]> {
  return rowsOf(sql, recordsOfTask(actor, work, filter));
}

/** The same as text. */
export function readTaskRecordsText(
  sql: Sql,
  actor: Actor,
  work: Work,
  filter: RecordFilter,
): Promise<RecordPageText> {
  return textOf(sql, recordsOfTask(actor, work, filter));
}

/** Whether somebody of this role sees at this step what the population database answered. */
export function seesAnswer({ step }: Work, role: string): boolean {
  return step === 'verify' && POLICE.has(role);
}

function filterValues(filter: RecordFilter, shown: boolean, step: string): unknown[] {
  const { after, limit, parcelNo, village, outcome, undecided } = filter;
  return [
    shown,
    after,
    limit + 1,
    parcelNo ?? null,
    village ?? null,
    outcome ?? null,
    undecided ?? null,
    step,
  ];
}

/**
 * A task's work, for reading its records.
 * @throws DomainError `task_not_found`, `out_of_area`, `act_not_allowed` for a task of a campaign.
 */
export async function getWork(sql: Sql, taskId: string): Promise<Work> {
  const [task] = await sql.query<Task & Record<string, unknown>>(
    `select ${TASK_COLUMNS} from tasks t left join people p on p.id = t.claimed_by where t.id = $1`,
    [taskId],
  );
  return task === undefined ? refuseUnseenTask(sql, taskId) : workOf(task);
}

/** How many records a task covers, and how many of them are not decided in its step. */
export async function countTaskRecords(
  sql: Sql,
  work: Work,
): Promise<{ recordCount: number; undecidedCount: number }> {
  const [row] = await sql.query<{ recordCount: number; undecidedCount: number }>(
    `select count(*)::int as "recordCount",
       count(*) filter (where case $3 when 'review' then r.village_outcome is null when 'verify' then r.police_outcome is null else false end)::int as "undecidedCount"
     from records r where ${COVERED_RECORDS}`,
    coverage(work),
  );
  return row ?? { recordCount: 0, undecidedCount: 0 };
}
