import type { JobKey } from '#domain/process/facts';
import { SYSTEM, type Act, type Acts } from '../act.ts';
import type { Sql } from '../sql.ts';
import type { CopyValue } from './copy-text.ts';
import { finishJob } from './jobs.ts';
import { LOADED, loadRows, rowOf, type LoadedRecord } from './loading.ts';

/** The job that fetches what the station asked for in one request. */
export function additionJob(runNo: number): JobKey {
  return { kind: 'addition', scope: '', runNo };
}

/** What became of a subject whom the station asked to add. */
export type AdditionResult = 'added' | 'already_in_list' | 'in_other_list' | 'not_found' | 'other_commune';

/** The subjects of a request, by id. */
export async function requestedAdditions(sql: Sql, listId: string, runNo: number): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select a.subject_id as id from lists l join record_additions a on a.province_code = l.province_code and a.list_id = l.id
     where l.id = $1 and a.run_no = $2 order by 1`,
    [listId, runNo],
  );
  return rows.map(({ id }) => id);
}

/** A subject as read, with the commune the platform has for the permanent residence. */
export interface FoundSubject {
  readonly communeCode: string | null;
  readonly record: LoadedRecord;
}

/**
 * Adds the subjects found to the parcel the station is compiling, says of every subject asked for what became of it, and ends the
 * job, in one act. Nothing is done a second time when an earlier attempt came that far.
 */
export async function storeAdditions(
  acts: Acts,
  listId: string,
  runNo: number,
  found: readonly FoundSubject[],
): Promise<void> {
  await acts.run({ actor: SYSTEM, lists: [listId] }, async (act) => {
    await finishJob(act, listId, additionJob(runNo), async () => {
      const place = await placeOf(act, listId);
      const known = await knownSubjects(act, listId, runNo);
      const ours = found.filter(({ communeCode }) => communeCode === place.commune);
      const fresh = place.parcelNo === null ? [] : ours.filter(({ record }) => !known.has(record.subjectId));
      const rows: CopyValue[][] = fresh.map(({ record }, i) =>
        rowOf(record, { ...place, parcelNo: place.parcelNo ?? 0 }, place.last + i + 1),
      );
      await loadRows(act, rows);
      const results = [
        ...found.map(({ record: { subjectId: id }, communeCode }) => {
          if (communeCode !== place.commune) return { id, result: 'other_commune', no: null };
          return known.get(id) ?? { id, result: 'in_other_list', no: null };
        }),
        ...fresh.map(({ record }, i) => ({ id: record.subjectId, result: 'added', no: place.last + i + 1 })),
      ];
      await noteResults(act, listId, runNo, results);
      if (rows.length > 0) await grow(act, listId, place, rows.length);
      return {
        type: 'records.added',
        payload: { runNo, count: rows.length, results: await countResults(act, listId, runNo) },
        changes: rows.length > 0,
        custody: rows.length > 0 ? [custodyOf(place, rows.length)] : [],
      };
    });
  });
}

interface Compiling {
  readonly province: string;
  readonly commune: string;
  readonly listId: string;
  /** Null when the list has left the station meanwhile. */
  readonly parcelNo: number | null;
  readonly custodian: string | null;
  /** The highest record number given so far. */
  readonly last: number;
}

async function placeOf(act: Act, listId: string): Promise<Compiling> {
  const [place] = await act.query<Compiling & Record<string, unknown>>(
    `select l.province_code as province, l.commune_code as commune, l.id as "listId", p.parcel_no as "parcelNo",
            p.custodian_office_id as custodian,
            coalesce((select max(record_no) from records r where r.province_code = l.province_code and r.list_id = l.id), 0) as last
     from lists l left join parcels p on p.province_code = l.province_code and p.list_id = l.id and p.kind = 'list' and p.stage = 'compile'
     where l.id = $1 order by p.parcel_no limit 1`,
    [listId],
  );
  if (place === undefined) throw new Error('The list of an addition is not there.');
  return place;
}

/** Subjects of the request who stand in this list already, or in another one that is under way. */
async function knownSubjects(
  act: Act,
  listId: string,
  runNo: number,
): Promise<Map<string, { id: string; result: string; no: number | null }>> {
  const rows = await act.query<{ id: string; result: string; no: number | null }>(
    `select distinct on (a.subject_id) a.subject_id as id,
            case when r.list_id = a.list_id then 'already_in_list' else 'in_other_list' end as result,
            case when r.list_id = a.list_id then r.record_no end as no
     from record_additions a join records r on r.platform_subject_id = a.subject_id
     join lists l on l.id = r.list_id
     where a.list_id = $1 and a.run_no = $2 and (r.list_id = a.list_id or l.state in ('open','paused'))
     order by a.subject_id, r.list_id = a.list_id desc`,
    [listId, runNo],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Later rows of one subject win: a subject that was added is `added`, whatever was assumed before. */
async function noteResults(
  act: Act,
  listId: string,
  runNo: number,
  results: readonly { id: string; result: string; no: number | null }[],
): Promise<void> {
  const last = new Map(results.map((row) => [row.id, row]));
  await act.query(
    `update record_additions a set result = coalesce(f.result, 'not_found'), record_no = f.no
     from record_additions b left join jsonb_to_recordset($3::jsonb) as f(id text, result text, no integer) on f.id = b.subject_id
     where b.list_id = $1 and b.run_no = $2 and a.province_code = b.province_code and a.list_id = b.list_id and a.run_no = b.run_no
       and a.subject_id = b.subject_id`,
    [listId, runNo, JSON.stringify([...last.values()])],
  );
}

async function grow(
  act: Act,
  listId: string,
  { province, parcelNo, last }: Compiling,
  by: number,
): Promise<void> {
  await act.query(
    `with grown as (update lists set record_count = record_count + $4 where id = $2)
     update parcels set record_count = record_count + $4 where province_code = $1 and list_id = $2 and parcel_no = $3`,
    [province, listId, parcelNo, by],
  );
  await act.post(LOADED, [listId, act.nextEventNo(listId), province, last]);
}

function custodyOf({ custodian, last }: Compiling, count: number) {
  return {
    from: null,
    to: custodian as string,
    records: `{[${last + 1},${last + count + 1})}`,
    count,
  };
}

async function countResults(act: Act, listId: string, runNo: number): Promise<Record<string, number>> {
  const rows = await act.query<{ result: string; n: number }>(
    `select result, count(*)::int as n from record_additions where list_id = $1 and run_no = $2 group by 1 order by 1`,
    [listId, runNo],
  );
  return Object.fromEntries(rows.map(({ result, n }) => [result, n]));
}
