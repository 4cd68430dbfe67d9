import type { Pool } from 'pg';
import { Refusal } from '../http/answers.ts';

/** Everything a judge needs about one subject; see README for the fields. */
export type TruthItem = Record<string, unknown> & { subjectId: string };

/**
 * A page of the truth about a commune's subjects beside what the platform holds now. `right` compares with the
 * subject's own person (a citizen's old nine-digit number counts), not with whoever has the number.
 */
export async function readTruth(
  pool: Pool,
  communeCode: string,
  cursor: string,
  limit: number,
): Promise<{ items: TruthItem[]; nextCursor: string | null }> {
  if (communeCode === '') throw new Refusal(400, { code: 'commune_missing' });
  const { rows } = await pool.query<{ item: TruthItem }>(SQL, [communeCode, cursor, limit]);
  const items = rows.map((row) => row.item);
  return { items, nextCursor: items.length === limit ? (items.at(-1)?.subjectId ?? null) : null };
}

const SQL = `
  select json_build_object(
    'subjectId', t.subject_id, 'personId', t.person_id, 'villageCode', t.village_code, 'situation', t.situation,
    'duplicateOf', t.duplicate_of, 'movedTo', t.moved_to, 'reachable', t.reachable, 'foreigner', p.nationality <> 'VN',
    'truth', json_build_object('fullName', p.full_name, 'dateOfBirth', p.date_of_birth, 'gender', p.gender, 'idNumber', p.id_number,
      'cmnd', p.cmnd, 'passportNumber', p.passport_number, 'nationality', p.nationality, 'phone', s.phone),
    'papers', t.papers, 'papersWrong', t.papers_wrong, 'populationState', t.population_state, 'populationWrong', t.population_wrong,
    'resolvableBy', t.resolvable_by, 'damageGroup', t.damage_group, 'patterns', t.patterns, 'original', t.original,
    'now', json_build_object('version', s.version, 'fullName', s.full_name, 'dateOfBirth', s.date_of_birth, 'gender', s.gender,
      'idNumber', s.id_number, 'passportNumber', s.passport_number, 'nationality', s.nationality, 'numberState', s.number_state),
    'wrongFields', w.fields, 'right', cardinality(w.fields) = 0) as item
  from truth_subjects t
  join truth_people p using (person_id)
  join platform_subjects s using (subject_id)
  cross join lateral (select array_remove(array[
    case when s.name_key <> p.name_key then 'fullName' end,
    case when not (p.date_of_birth = coalesce(s.birth_key, '')
      or (length(p.date_of_birth) = 4 and coalesce(s.birth_key, '') = p.date_of_birth || '-01-01')) then 'dateOfBirth' end,
    case when s.gender is distinct from p.gender then 'gender' end,
    case when p.nationality = 'VN' and not coalesce(s.id_number in (p.id_number, p.cmnd), false) then 'idNumber' end,
    case when p.nationality <> 'VN' and s.passport_number is distinct from p.passport_number then 'passportNumber' end,
    case when s.nationality <> '' and s.nationality <> p.nationality then 'nationality' end], null) as fields) w
  where t.commune_code = $1 and t.subject_id > $2
  order by t.subject_id limit $3`;
