import type { Pool } from 'pg';

export interface Verified {
  subjectId: string;
  result: 'right' | 'wrong' | 'unverified';
  /** The fields that differ from what the state knows; empty unless wrong. */
  fields: string[];
}

/**
 * The verification list: right or wrong against what is true of the owner of the number; unverified when there is no usable number,
 * when the population database does not know it, or for foreigners, who are not checked. Unknown ids are left out.
 */
export async function verificationList(pool: Pool, subjectIds: readonly string[]): Promise<Verified[]> {
  const { rows } = await pool.query<Verified>({
    name: 'verification-list',
    text: `select s.subject_id as "subjectId", v.result, case v.result when 'wrong' then s.wrong_fields else '{}' end as fields
      from unnest($1::text[]) with ordinality as asked(id, nth)
      join platform_checked s on s.subject_id = asked.id
      cross join lateral (select case
        when s.foreign_national or s.number_state <> 'ok' or not exists (
          select from population_persons p where p.id_number = s.id_number
          union all select from population_persons p where p.cmnd = s.id_number) then 'unverified'
        when cardinality(s.wrong_fields) = 0 then 'right' else 'wrong' end as result) v
      order by nth`,
    values: [subjectIds],
  });
  return rows;
}
