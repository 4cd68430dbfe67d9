import type { Pool } from 'pg';
import type { Papers } from '../generator/copies.ts';

/** What a visit finds: where the person is, and for those at home what their papers say. */
export interface Paper extends Partial<Papers> {
  situation: 'resident' | 'moved_away' | 'resides_elsewhere' | 'deceased' | 'duplicate' | 'foreigner';
  movedTo?: string;
  duplicateOf?: string;
}

export interface Visit {
  subjectId: string;
  /** The village the person really lives in (addresses on the platform are unclear or wrong for some); null for nobody known. */
  villageCode: string | null;
  /** Null when nobody answers (about 10 %). */
  paper: Paper | null;
}

/** Visits in the order asked. */
export async function showPapers(pool: Pool, subjectIds: readonly string[]): Promise<{ items: Visit[] }> {
  const { rows } = await pool.query<Visit>(
    `select asked.id as "subjectId", t.village_code as "villageCode", case when t.reachable then
       jsonb_strip_nulls(jsonb_build_object('situation', t.situation, 'movedTo', t.moved_to, 'duplicateOf', t.duplicate_of))
         || coalesce(t.papers, '{}') end as paper
     from unnest($1::text[]) with ordinality as asked(id, nth)
     left join truth_subjects t on t.subject_id = asked.id order by nth`,
    [subjectIds],
  );
  return { items: rows };
}
