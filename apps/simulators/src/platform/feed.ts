import type { Pool } from 'pg';
import { DOSES, type Dose } from './doses.ts';
import { COLUMNS, type SubjectView } from './subjects.ts';
import { Refusal } from '../http/answers.ts';

/** A vaccinated person as the feed shows him: values, doses, what the national check says, and which office changed him last. */
export interface FeedItem extends SubjectView {
  doses: Dose[];
  verification: 'right' | 'wrong' | 'unverified';
  changedBy: string | null;
}

/**
 * Everybody with a dose who changed after the cursor, in the order of the transactions that changed them. Transactions at or above the
 * oldest one under way wait for the next page, so nobody is passed over. With a facility: those with a dose of it. Throws Refusal 400.
 */
export async function vaccineesAfter(
  pool: Pool,
  cursor: string,
  facilityId: string | null,
  limit: number,
): Promise<{ items: FeedItem[]; nextCursor: string; more: boolean }> {
  const [, xid, subject] = /^(\d{1,18}):(.{0,40})$/.exec(cursor || '0:') ?? [];
  if (xid === undefined || subject === undefined) throw new Refusal(400, { code: 'invalid_cursor' });
  const { rows } = await pool.query<FeedItem & { changeXid: string }>({
    name: 'vaccinee-feed',
    text: `select ${COLUMNS}, ${DOSES} as doses, s.changed_by as "changedBy", s.change_xid::text as "changeXid", case
        when s.foreign_national or s.number_state <> 'ok' or not exists (
          select from population_persons p where p.id_number = s.id_number
          union all select from population_persons p where p.cmnd = s.id_number) then 'unverified'
        when cardinality(s.wrong_fields) = 0 then 'right' else 'wrong' end as verification
      from platform_checked s
      where (s.change_xid, s.subject_id) > ($1::bigint, $2) and s.change_xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        and exists (select from platform_doses d where d.subject_id = s.subject_id and ($3::text is null or d.facility_id = $3))
      order by s.change_xid, s.subject_id limit $4`,
    values: [xid, subject, facilityId, limit],
  });
  const last = rows.at(-1);
  return {
    items: rows.map(({ changeXid: _, ...item }) => item),
    nextCursor: last === undefined ? cursor : `${last.changeXid}:${last.subjectId}`,
    more: rows.length === limit,
  };
}
