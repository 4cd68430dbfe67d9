import { SYSTEM, type Acts } from '../../act.ts';
import { copyRows } from '../copy-text.ts';
import type { Sql } from '../../sql.ts';
import { isVerified, latestRecord } from './list-facts.ts';

/** People on their way to a thread that judges them or signs for them: one line of JSON each. */
export interface Lines {
  readonly lines: string;
  readonly count: number;
  /** The last person, where the next page begins. */
  readonly last: readonly [province: string, subject: string];
}

/** Everything that decides about the person `v`, as a JSON array; `PersonLine` in the activities reads it. */
export const PERSON = `v.province_code, v.subject_id, v.facts_version, v.full_name, v.family_name, v.given_name, v.name_line, v.date_of_birth, v.nationality,
  v.id_number, v.passport_number, v.found_foreign, v.verified, v.confirmed, v.responsible_office_id is not null, v.open_corrections > 0 or v.in_list,
  v.deceased, v.duplicate, v.set_aside_reason is not null, coalesce(doses.all, '[]')`;
export const DOSES_OF_PERSON = `left join lateral (
    select jsonb_agg(jsonb_build_array(d.given_on, d.vaccine, d.signed_at is not null, d.dose_no, d.generation) order by d.given_on, d.dose_no) as all
    from doses d where d.province_code = v.province_code and d.subject_id = v.subject_id) doses on true`;

/** A page of people whose facts moved since they were judged. */
export async function unjudgedLines(
  sql: Sql,
  after: Lines['last'] | undefined,
  limit: number,
): Promise<Lines | undefined> {
  const [page] = await sql.query<PageRow>(
    `${PAGE} (select v.province_code, v.subject_id, jsonb_build_array(${PERSON})::text as line
       from vaccinees v ${DOSES_OF_PERSON}
       where v.judged_version <> v.facts_version and (v.province_code, v.subject_id) > ($1, $2)
       order by v.province_code, v.subject_id limit $3) p`,
    [after?.[0] ?? '', after?.[1] ?? '', limit],
  );
  return asLines(page);
}

interface PageRow extends Record<string, unknown> {
  readonly lines: string | null;
  readonly count: number;
  readonly province: string;
  readonly subject: string;
}
/** A page of rows with province_code, subject_id and line, as one answer; the rows follow in brackets, named `p`. */
export const PAGE = `select string_agg(p.line, e'\\n' order by p.province_code, p.subject_id) as lines, count(*)::integer as count,
  (array_agg(p.province_code order by p.province_code desc, p.subject_id desc))[1] as province,
  (array_agg(p.subject_id order by p.province_code desc, p.subject_id desc))[1] as subject from`;

/** The page as lines; undefined when it is empty. */
export function asLines(page: PageRow | undefined): Lines | undefined {
  if (page === undefined || page.lines === null) return undefined;
  return { lines: page.lines, count: page.count, last: [page.province, page.subject] };
}

export interface Judged {
  readonly provinceCode: string;
  readonly subjectId: string;
  readonly factsVersion: number;
  readonly eligible: boolean;
  readonly reasons: readonly string[];
}

/** Stores what was decided, for those whose facts have not moved meanwhile; the others are judged again. */
export async function storeJudged(acts: Acts, judged: readonly Judged[], at: Date): Promise<void> {
  await acts.run({ actor: SYSTEM }, async (act) => {
    await act.query(
      `create temp table judged (province_code text, subject_id text, facts_version integer, eligible boolean, reasons text[]) on commit drop`,
    );
    await copyRows(
      act.client,
      'judged',
      judged.map((one) => [
        one.provinceCode,
        one.subjectId,
        one.factsVersion,
        String(one.eligible),
        one.reasons,
      ]),
    );
    await act.query(
      `with locked as materialized (
         select v.province_code, v.subject_id from vaccinees v join judged using (province_code, subject_id) order by v.province_code, v.subject_id for update of v)
       update vaccinees v set judged_version = j.facts_version, judged_at = $1, eligible = j.eligible, reasons = j.reasons
       from judged j join locked using (province_code, subject_id)
       where v.province_code = j.province_code and v.subject_id = j.subject_id and v.facts_version = j.facts_version`,
      [at],
    );
    await act.query('drop table judged');
  });
}

/** A list's own check counts when the list ends; later on the platform's feed knows better. */
const checked = `(case when $1::uuid is null then p.verification else coalesce(rec.verification_result, p.verification) end)`;

/** Takes over what the lists have found since: verified, foreign, deceased, duplicate, still in a list. With a list, only its people. */
export async function takeOverFromLists(sql: Sql, listId: string | null = null): Promise<void> {
  await sql.query(
    `update vaccinees v set found_foreign = n.found_foreign, in_list = n.in_list, deceased = n.deceased, duplicate = n.duplicate,
       verification = n.verification, confirmed = n.confirmed, verified = n.verified
     from (
       select p.province_code, p.subject_id, case when rec.village_outcome is null then null else rec.village_outcome = 'foreigner' end as found_foreign,
         coalesce(rec.open, false) as in_list, coalesce(rec.village_outcome = 'deceased', false) as deceased,
         coalesce(rec.village_outcome = 'duplicate', false) as duplicate, ${checked} as verification, ${checked} = 'right' as confirmed,
         ${isVerified('rec', checked, `p.nationality = 'VN'`)} as verified
       from vaccinees p join lateral (${latestRecord('p')}) rec on true
       where $1::uuid is null or (p.province_code, p.subject_id) in (select r.province_code, r.platform_subject_id from records r
         join lists l on l.id = r.list_id and l.province_code = r.province_code where l.id = $1)) n
     where v.province_code = n.province_code and v.subject_id = n.subject_id
       and (v.found_foreign, v.in_list, v.deceased, v.duplicate, v.verification, v.confirmed, v.verified)
         is distinct from (n.found_foreign, n.in_list, n.deceased, n.duplicate, n.verification, n.confirmed, n.verified)`,
    [listId],
  );
}
