import { RULES } from '#domain/rules/catalogue';
import type { DefectGroup } from '#domain/rules/rule';
import { RULES_VERSION } from '#domain/rules/version';
import type { VillageName } from '#domain/records/villages';
import type { JobKey } from '#domain/process/facts';
import { SYSTEM, type Act, type Acts } from '../act.ts';
import type { Sql } from '../sql.ts';
import { copyRows, type CopyValue } from './copy-text.ts';
import { finishJob } from './jobs.ts';
import { noteArrivals } from './transferring.ts';

/** The job that loads a list; a list is loaded once. */
export const COMPILE_JOB = { kind: 'compile', scope: '', runNo: 1 } as const satisfies JobKey;

/** Cursor of a job whose last page is stored. */
export const LAST_PAGE = 'last';

/** One resident as loaded: what the platform had, and the same read by the rules as the record's first present values. */
export interface LoadedRecord {
  readonly subjectId: string;
  readonly version: number;
  readonly platform: {
    readonly fullName: string | null;
    readonly dateOfBirth: string | null;
    readonly gender: string | null;
    readonly idNumber: string | null;
    readonly passportNumber: string | null;
    readonly nationality: string | null;
  };
  readonly fullName: string | null;
  readonly dateOfBirth: string | null;
  readonly gender: string | null;
  readonly idNumber: string | null;
  readonly passportNumber: string | null;
  readonly nationality: string;
  readonly phone: string | null;
  readonly address: string | null;
  /** Doses given, where the platform says so. */
  readonly doseCount: number | null;
  readonly villageCode: string | null;
  readonly defects: readonly DefectGroup[];
  readonly hints: readonly unknown[];
  /** The version of the rules that gave defects and hints. */
  readonly rulesVersion: number;
}

const TARGET = `records (province_code, list_id, record_no, commune_code, village_code, parcel_no, platform_subject_id, platform_version,
  platform_full_name, platform_date_of_birth, platform_gender, platform_id_number, full_name, date_of_birth, gender, id_number,
  passport_number, nationality, phone, address, dose_count, defects, hints, platform_passport_number, platform_nationality, rules_version)`;

/** The commune's villages, whose names addresses are compared with. */
export function villagesOf(
  sql: Sql,
  communeCode: string,
): Promise<(VillageName & Record<string, unknown>)[]> {
  return sql.query<VillageName & Record<string, unknown>>(
    `select code, name from units where parent_code = bangiao_seat($1) and level = 'village' and valid_to is null order by code`,
    [communeCode],
  );
}

export interface Page {
  /** Cursor the page was read with; an earlier attempt that goes on late finds another one and stores nothing. */
  readonly cursor: string | null;
  readonly nextCursor: string | null;
  readonly records: readonly LoadedRecord[];
}

/** Stores one page and the next cursor in one transaction. False when the page was stored before. */
export async function storePage(acts: Acts, listId: string, page: Page): Promise<boolean> {
  const { answer } = await acts.run({ actor: SYSTEM }, async (act) => {
    const [job] = await act.query<{ province: string; commune: string; cursor: string | null; last: number }>(
      `select j.province_code as province, l.commune_code as commune, j.cursor,
              coalesce((select max(record_no) from records r where r.province_code = j.province_code and r.list_id = j.list_id), 0) as last
       from jobs j join lists l on l.id = j.list_id
       where j.list_id = $1 and j.kind = 'compile' and j.scope = '' and j.run_no = 1 and j.state = 'running' for update of j`,
      [listId],
    );
    if (job === undefined || job.cursor !== page.cursor) return false;
    // The platform's list moves while it is read: a person may stand on two pages.
    // So does a resident whose record is still under way in another list of the commune and campaign.
    const known = await act.query<{ id: string }>(
      `select r.platform_subject_id as id from records r join lists l on l.id = r.list_id join lists own on own.id = $2
       where r.province_code = $1 and r.platform_subject_id = any($3)
         and (r.list_id = $2 or (l.commune_code = $4 and l.campaign_id = own.campaign_id and l.state in ('open','paused')))`,
      [job.province, listId, page.records.map(({ subjectId }) => subjectId), job.commune],
    );
    const seen = new Set(known.map(({ id }) => id));
    let no = job.last;
    const rows: CopyValue[][] = [];
    for (const record of page.records) {
      if (seen.has(record.subjectId)) continue;
      seen.add(record.subjectId);
      no += 1;
      rows.push(rowOf(record, { ...job, listId, parcelNo: 1 }, no));
    }
    await loadRows(act, rows);
    await act.query(
      `update jobs set cursor = $2, done = $3 where list_id = $1 and kind = 'compile' and scope = '' and run_no = 1`,
      [listId, page.nextCursor ?? LAST_PAGE, no],
    );
    return true;
  });
  return answer;
}

/** Writes rows made by `rowOf`. */
export async function loadRows(act: Act, rows: readonly CopyValue[][]): Promise<void> {
  if (rows.length > 0) await copyRows(act.client, TARGET, rows);
}

/** The parcel of a list that newly loaded records belong to. */
export interface Place {
  readonly province: string;
  readonly commune: string;
  readonly listId: string;
  readonly parcelNo: number;
}

export function rowOf(r: LoadedRecord, place: Place, no: number): CopyValue[] {
  const { platform } = r;
  return [
    ...[
      place.province,
      place.listId,
      no,
      place.commune,
      r.villageCode,
      place.parcelNo,
      r.subjectId,
      r.version,
    ],
    ...[platform.fullName, platform.dateOfBirth, platform.gender, platform.idNumber],
    ...[r.fullName, r.dateOfBirth, r.gender, r.idNumber, r.passportNumber, r.nationality, r.phone, r.address],
    r.doseCount,
    r.defects,
    JSON.stringify(r.hints),
    ...[platform.passportNumber, platform.nationality, r.rulesVersion],
  ];
}

/** The list is complete: it becomes parcel 1, in the health station's custody, and the station's task is ready. */
export async function finishLoading(acts: Acts, listId: string): Promise<void> {
  await acts.run({ actor: SYSTEM, lists: [listId] }, async (act) => {
    const [sums] = await act.query<
      Record<'records' | 'missing' | 'bad' | 'wrong', number> & { station: string }
    >(
      `select count(r.record_no)::integer as records, o.id as station,
              count(*) filter (where 'missing_id' = any(r.defects))::integer as missing,
              count(*) filter (where 'bad_id_format' = any(r.defects))::integer as bad,
              count(*) filter (where 'wrong_basic_info' = any(r.defects))::integer as wrong
       from lists l join offices o on o.commune_code = bangiao_seat(l.commune_code) and o.kind = 'health_station'
       left join records r on r.province_code = l.province_code and r.list_id = l.id
       where l.id = $1 group by o.id order by o.id limit 1`,
      [listId],
    );
    if (sums === undefined) throw new Error('The commune of the list has no health station.');
    const { records, missing, bad, wrong, station } = sums;
    const custody = [{ from: null, to: station, records: `{[1,${records + 1})}`, count: records }];
    await finishJob(act, listId, COMPILE_JOB, async () => {
      await makeFirstParcel(act, listId, station, records);
      const transferred = await noteArrivals(act, listId);
      await act.post(SHARED_NUMBERS, [listId, act.head(listId).provinceCode]);
      await act.post(LOADED, [listId, act.nextEventNo(listId), act.head(listId).provinceCode, 0]);
      return {
        type: 'list.compiled',
        payload: {
          records,
          rulesVersion: RULES_VERSION,
          transferred,
          groups: { missing_id: missing, bad_id_format: bad, wrong_basic_info: wrong },
        },
        changes: records > 0,
        custody: records > 0 ? custody : [],
      };
    });
  });
}

/**
 * A number that several people of the list have, of whom at most one can be its owner: seen only when the whole list is there. The same
 * number on the same person is another matter, see duplicates. Parameters: list, province.
 */
const SHARED_NUMBERS = `
  update records r set hints = r.hints || jsonb_build_array(jsonb_build_object('rule', 'id_shared', 'field', '${RULES.id_shared.field}',
      'severity', '${RULES.id_shared.severity}', 'evidence', jsonb_build_object('people', s.people)))
  from (select id_number, count(distinct (bangiao_folded(full_name), date_of_birth))::int as people from records
        where province_code = $2 and list_id = $1 and id_number ~ '^([0-9]{9}|[0-9]{12})$' group by id_number
        having count(distinct (bangiao_folded(full_name), date_of_birth)) > 1) s
  where r.province_code = $2 and r.list_id = $1 and r.id_number = s.id_number`;

/** Every record after a number as it was loaded: the beginning of what its changes build on. Parameters: list, event, province, number. */
export const LOADED = `
  insert into record_changes (province_code, list_id, event_no, record_no, field, old_value, new_value, source)
  select r.province_code, r.list_id, $2, r.record_no, '*', null,
         jsonb_strip_nulls(to_jsonb(r) - '{province_code,list_id,record_no,commune_code}'::text[])::text, 'platform'
  from records r where r.province_code = $3 and r.list_id = $1 and r.record_no > $4`;

async function makeFirstParcel(act: Act, listId: string, station: string, records: number): Promise<void> {
  await act.query(
    `with l as (update lists set record_count = $2, parcel_count = 1 where id = $1 returning *)
       insert into parcels (province_code, list_id, parcel_no, commune_code, kind, stage, custodian_office_id, since, record_count)
       select province_code, id, 1, commune_code, 'list', 'compile', $3, $4, $2 from l`,
    [listId, records, station, act.now],
  );
}
