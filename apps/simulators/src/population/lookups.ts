import type { Pool } from 'pg';
import { looseBirthKey, nameKey } from '../generator/keys.ts';
import { Refusal } from '../http/answers.ts';

/** A person as the population database shows it. Dates `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. */
export interface PersonView {
  personId: string;
  idNumber: string;
  fullName: string;
  dateOfBirth: string;
  gender: string;
  residenceCommune: string | null;
  deceased: boolean;
  version: number;
}

export interface LookupItem {
  ref: string;
  idNumber: string | null;
  fullName: string | null;
  dateOfBirth: string | null;
  gender: string | null;
}

export interface LookupAnswer {
  ref: string;
  status: 'found' | 'not_found' | 'several';
  by: 'number' | 'person' | null;
  persons: PersonView[];
}

const MAX_ITEMS = 500;

/** The items of a bulk look-up. Throws Refusal 400. */
export function lookupItems(body: Record<string, unknown>): LookupItem[] {
  const items = body['items'];
  if (!Array.isArray(items)) throw new Refusal(400, { code: 'invalid_list', name: 'items' });
  if (items.length > MAX_ITEMS) throw new Refusal(400, { code: 'too_many', name: 'items', max: MAX_ITEMS });
  return items.map((item: unknown) => {
    const given = typeof item === 'object' && item !== null ? (item as Record<string, unknown>) : {};
    const text = (name: string): string | null => {
      const value = given[name];
      return typeof value === 'string' && value !== '' ? value : null;
    };
    const ref = text('ref');
    if (ref === null) throw new Refusal(400, { code: 'ref_missing' });
    return {
      ref,
      idNumber: text('idNumber'),
      fullName: text('fullName'),
      dateOfBirth: text('dateOfBirth'),
      gender: text('gender'),
    };
  });
}

/**
 * Finds persons by number (new or old) and, where no number is given or known, by name and birth date (and gender if that
 * leaves anybody). Everything asked goes to the request log.
 */
export async function lookUp(
  pool: Pool,
  items: readonly LookupItem[],
  requestId: string,
  route: string,
): Promise<LookupAnswer[]> {
  const asked = items.map((item, nth) => ({
    nth,
    id_number: item.idNumber,
    full_name: item.fullName,
    name_key: item.fullName === null ? null : nameKey(item.fullName),
    birth: looseBirthKey(item.dateOfBirth),
    gender: item.gender,
  }));
  const { rows } = await pool.query<{ nth: number; by: 'number' | 'person'; person: PersonView }>({
    name: 'population-lookup',
    text: LOOKUP_SQL,
    values: [JSON.stringify(asked)],
  });
  const found = new Map<number, { by: 'number' | 'person'; persons: PersonView[] }>();
  for (const { nth, by, person } of rows) {
    const entry = found.get(nth);
    if (entry) entry.persons.push(person);
    else found.set(nth, { by, persons: [person] });
  }
  const answers = items.map((item, nth) => toAnswer(item, found.get(nth)));
  await log(pool, asked, answers, requestId, route);
  return answers;
}

function toAnswer(
  item: LookupItem,
  found: { by: 'number' | 'person'; persons: PersonView[] } | undefined,
): LookupAnswer {
  if (!found) return { ref: item.ref, status: 'not_found', by: null, persons: [] };
  const sameGender = found.persons.filter((person) => person.gender === item.gender);
  const persons = found.by === 'person' && sameGender.length > 0 ? sameGender : found.persons;
  return {
    ref: item.ref,
    status: persons.length > 1 ? 'several' : 'found',
    by: found.by,
    persons: persons.slice(0, 10),
  };
}

async function log(
  pool: Pool,
  asked: readonly object[],
  answers: readonly LookupAnswer[],
  requestId: string,
  route: string,
): Promise<void> {
  const rows = asked.map((one, nth) => ({ ...one, outcome: answers[nth]?.status }));
  await pool.query({
    name: 'population-log',
    text: `insert into population_requests (route, request_id, id_number, full_name, name_key, date_of_birth, gender, outcome)
      select $2, $3, id_number, full_name, name_key, birth, gender, outcome from jsonb_to_recordset($1::jsonb)
        as r(id_number text, full_name text, name_key text, birth text, gender text, outcome text)`,
    values: [JSON.stringify(rows), route, requestId],
  });
}

const PERSON = `json_build_object('personId', p.person_id, 'idNumber', p.id_number, 'fullName', p.full_name, 'dateOfBirth', p.date_of_birth,
  'gender', p.gender, 'residenceCommune', p.residence_commune, 'deceased', p.deceased, 'version', p.version)`;

const LOOKUP_SQL = `
  with asked as materialized (
    select * from jsonb_to_recordset($1::jsonb) as a(nth int, id_number text, full_name text, name_key text, birth text, gender text)),
  by_number as materialized (
    select a.nth, p.* from asked a join population_persons p on p.id_number = a.id_number
    union select a.nth, p.* from asked a join population_persons p on p.cmnd = a.id_number),
  by_person as (
    select a.nth, p.* from asked a join population_persons p on p.name_key = a.name_key and p.birth_year = left(a.birth, 4)
    where a.nth not in (select nth from by_number)
      and (p.date_of_birth = a.birth or (length(p.date_of_birth) = 4 and a.birth = p.date_of_birth || '-01-01')
        or (length(a.birth) < 10 and left(p.date_of_birth, length(a.birth)) = a.birth)))
  select nth, 'number' as by, ${PERSON} as person, p.person_id from by_number p
  union all select nth, 'person', ${PERSON}, p.person_id from by_person p
  order by nth, person_id`;

/** One page of the request log. `foreigner` marks what can only have been asked about a foreigner: a passport number, or a foreigner's name and birth date. */
export async function readRequests(
  pool: Pool,
  after: number,
  limit: number,
  foreignersOnly: boolean,
): Promise<{ items: Record<string, unknown>[]; nextAfter: number | null }> {
  const { rows } = await pool.query<{ seq: number }>(
    // Foreigners are few: hashed once, not searched among everybody for each request.
    `with foreign_people as materialized (
       select passport_number, name_key, date_of_birth from truth_people where nationality <> 'VN'),
     marked as (
       select r.*, coalesce(upper(replace(r.id_number, ' ', '')) in (select passport_number from foreign_people where passport_number is not null), false)
           or coalesce((r.name_key, r.date_of_birth) in (select name_key, date_of_birth from foreign_people), false) as foreigner
       from population_requests r where r.seq > $1)
     select seq::int, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, route, request_id as "requestId",
       id_number as "idNumber", full_name as "fullName", date_of_birth as "dateOfBirth", gender, outcome, foreigner
     from marked where foreigner or not $3 order by seq limit $2`,
    [after, limit, foreignersOnly],
  );
  return { items: rows, nextAfter: rows.length === limit ? (rows.at(-1)?.seq ?? null) : null };
}
