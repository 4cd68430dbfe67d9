import type { Pool, PoolClient } from 'pg';
import { villageCode } from './addresses.ts';
import { generateCommune, type GenerateArguments } from './commune.ts';
import { birthKey, nameKey } from './keys.ts';
import { drawDoses } from './doses.ts';
import type { SyntheticCommune } from './synthetic.ts';

export interface Generated extends GenerateArguments {
  subjects: number;
  generatedAt: string;
  /** False when the commune was there already and was left as it is. */
  created: boolean;
}

type Row = Record<string, unknown>;

/** Makes a commune's people and their entries in both systems, once. `replace` throws the old ones away first, with the logs left as they are. */
export async function ensureCommune(
  pool: Pool,
  args: GenerateArguments,
  replace: boolean,
): Promise<Generated> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtext('commune ' || $1))`, [args.communeCode]);
    const known = await find(client, args.communeCode);
    if (known && !replace) {
      await client.query('commit');
      return { ...known, created: false };
    }
    if (known) await remove(client, args.communeCode);
    const synthetic = generateCommune(args);
    await insert(client, 'truth_people', peopleRows(synthetic));
    await insert(client, 'population_persons', populationRows(synthetic));
    await insert(client, 'platform_subjects', platformRows(synthetic));
    await insert(client, 'platform_doses', doseRows(synthetic));
    await insert(client, 'truth_subjects', truthRows(synthetic));
    await client.query(
      'insert into generated_communes (commune_code, arguments, subjects) values ($1, $2, $3)',
      [args.communeCode, args, synthetic.subjects.length],
    );
    await client.query('commit');
    await pool.query(
      'analyze truth_people, population_persons, platform_subjects, platform_doses, truth_subjects',
    );
    const created = await find(pool, args.communeCode);
    if (!created) throw new Error(`commune ${args.communeCode} is gone again`);
    return { ...created, created: true };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** The communes that have people, with the arguments they were made from. */
export async function generatedCommunes(pool: Pool): Promise<Omit<Generated, 'created'>[]> {
  const { rows } = await pool.query<Stored>(`${SELECT} order by commune_code`);
  return rows.map(asGenerated);
}

interface Stored {
  arguments: GenerateArguments;
  subjects: number;
  generated_at: Date;
}
const SELECT = 'select arguments, subjects, generated_at from generated_communes';

async function find(db: Pool | PoolClient, code: string): Promise<Omit<Generated, 'created'> | undefined> {
  const { rows } = await db.query<Stored>(`${SELECT} where commune_code = $1`, [code]);
  return rows[0] && asGenerated(rows[0]);
}

function asGenerated(row: Stored): Omit<Generated, 'created'> {
  return { ...row.arguments, subjects: row.subjects, generatedAt: row.generated_at.toISOString() };
}

async function remove(client: PoolClient, code: string): Promise<void> {
  await client.query(
    'delete from population_persons where person_id in (select person_id from truth_people where commune_code = $1)',
    [code],
  );
  await client.query(
    'delete from platform_doses where subject_id in (select subject_id from platform_subjects where commune_code = $1)',
    [code],
  );
  for (const table of ['truth_subjects', 'truth_people', 'platform_subjects', 'generated_communes']) {
    await client.query(`delete from ${table} where commune_code = $1`, [code]);
  }
}

const CHUNK = 5000;

async function insert(client: PoolClient, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(', ');
  if (columns === '') return;
  for (let from = 0; from < rows.length; from += CHUNK) {
    await client.query(
      `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(rows.slice(from, from + CHUNK))],
    );
  }
}

function peopleRows({ commune, people }: SyntheticCommune): Row[] {
  return people.map((person) => ({
    person_id: person.personId,
    commune_code: commune.code,
    village_code: villageCode(commune, person.village),
    household: person.household,
    full_name: person.fullName,
    name_key: nameKey(person.fullName),
    date_of_birth: person.dateOfBirth,
    gender: person.gender,
    id_number: person.idNumber,
    cmnd: person.cmnd,
    passport_number: person.passportNumber,
    nationality: person.nationality,
  }));
}

function populationRows({ commune, people, population, residence, deceased }: SyntheticCommune): Row[] {
  return people.flatMap((person) => {
    const copy = population.get(person.personId);
    if (!copy || copy.state === 'missing') return [];
    return {
      person_id: person.personId,
      id_number: person.idNumber,
      cmnd: person.cmnd,
      full_name: copy.entry.fullName,
      name_key: nameKey(copy.entry.fullName),
      date_of_birth: copy.entry.dateOfBirth,
      gender: copy.entry.gender,
      residence_commune: residence.get(person.personId) ?? commune.code,
      deceased: deceased.has(person.personId),
      version: 1,
    };
  });
}

function platformRows({ commune, subjects }: SyntheticCommune): Row[] {
  return subjects.map(({ subjectId, values, person }, index) => ({
    subject_id: subjectId,
    version: 1,
    commune_code: commune.code,
    full_name: values.fullName,
    name_key: nameKey(values.fullName),
    date_of_birth: values.dateOfBirth,
    birth_key: birthKey(values.dateOfBirth),
    gender: values.gender,
    id_number: values.idNumber,
    passport_number: values.passportNumber,
    nationality: values.nationality,
    phone: person.phone,
    address: person.address,
    dose_count: doseCount(person.birthYear, index),
  }));
}

function doseCount(birthYear: number, index: number): number {
  return birthYear > 2009 ? 1 + (index % 2) : 2 + (index % 2);
}

function doseRows({ commune, subjects }: SyntheticCommune): Row[] {
  return subjects.flatMap(({ subjectId, person }, index) =>
    drawDoses(subjectId, commune.code, doseCount(person.birthYear, index)).map((dose) => ({
      subject_id: subjectId,
      dose_no: dose.doseNo,
      given_on: dose.date,
      vaccine: dose.vaccine,
      manufacturer: dose.manufacturer,
      lot: dose.lot,
      facility_id: dose.facilityId,
      damage: dose.damage,
    })),
  );
}

function truthRows({ commune, subjects, population, residence }: SyntheticCommune): Row[] {
  return subjects.map((subject) => ({
    subject_id: subject.subjectId,
    commune_code: commune.code,
    person_id: subject.person.personId,
    village_code: villageCode(commune, subject.person.village),
    damage_group: subject.group,
    patterns: subject.patterns,
    situation: subject.situation,
    duplicate_of: subject.duplicateOf,
    moved_to: residence.get(subject.person.personId) ?? null,
    reachable: subject.reachable,
    papers: subject.papers,
    papers_wrong: subject.papersWrong,
    population_state: population.get(subject.person.personId)?.state ?? null,
    population_wrong: population.get(subject.person.personId)?.wrongField ?? null,
    resolvable_by: subject.resolvableBy,
    original: subject.values,
  }));
}
