import type { Pool } from 'pg';
import { Refusal } from '../http/answers.ts';

/** A subject as the platform shows it. */
export interface SubjectView {
  subjectId: string;
  version: number;
  fullName: string;
  dateOfBirth: string;
  gender: string | null;
  idNumber: string | null;
  passportNumber: string | null;
  nationality: string | null;
  phone: string | null;
  address: string | null;
  communeCode: string;
  doseCount: number;
}

/** What the list function found: no number, a number of the wrong form, or information the national check calls wrong. */
export type ListGroup = 'missing' | 'bad_format' | 'wrong_info';

export const COLUMNS = `s.subject_id as "subjectId", s.version, s.full_name as "fullName", s.date_of_birth as "dateOfBirth", s.gender,
  s.id_number as "idNumber", s.passport_number as "passportNumber", s.nationality, s.phone, s.address, s.commune_code as "communeCode",
  s.dose_count as "doseCount"`;

const GROUPS = ['missing', 'bad_format', 'wrong_info'];

/** A page of the list function: subjects with permanent residence in the commune that are in one of the groups, by subject id. */
export async function listWrongSubjects(
  pool: Pool,
  communeCode: string,
  groups: readonly string[],
  cursor: string,
  limit: number,
): Promise<{ items: (SubjectView & { groups: ListGroup[] })[]; nextCursor: string | null }> {
  const unknown = groups.find((one) => !GROUPS.includes(one));
  if (unknown !== undefined) throw new Refusal(400, { code: 'unknown_group', expected: GROUPS });
  const { rows } = await pool.query<SubjectView & { groups: ListGroup[] }>({
    name: 'list-wrong-subjects',
    text: `select ${COLUMNS}, g.groups from platform_checked s
      cross join lateral (select case when s.number_state <> 'ok' then array[s.number_state]
        when cardinality(s.wrong_fields) > 0 then '{wrong_info}'::text[] else '{}'::text[] end as groups) g
      where s.commune_code = $1 and s.subject_id > $2 and not exists (select from platform_merges m where m.dropped_id = s.subject_id) and g.groups && $3::text[] order by s.subject_id limit $4`,
    values: [communeCode, cursor, groups, limit],
  });
  return { items: rows, nextCursor: rows.length === limit ? (rows.at(-1)?.subjectId ?? null) : null };
}

/** Subjects by id, in the order asked; unknown ids are left out. */
export async function readSubjects(pool: Pool, subjectIds: readonly string[]): Promise<SubjectView[]> {
  const { rows } = await pool.query<SubjectView>({
    name: 'read-subjects',
    text: `select ${COLUMNS} from unnest($1::text[]) with ordinality as asked(id, nth)
      join platform_subjects s on s.subject_id = asked.id order by nth`,
    values: [subjectIds],
  });
  return rows;
}
