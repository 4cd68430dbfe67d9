import type { Pool, PoolClient } from 'pg';
import { looseBirthKey, nameKey } from '../generator/keys.ts';
import { Refusal, type Answer, type Call } from '../http/answers.ts';

interface PersonValues {
  fullName: string;
  dateOfBirth: string;
  gender: string;
  idNumber: string;
}

interface Entry extends PersonValues {
  personId: string;
  cmnd: string | null;
  version: number;
  reference: string | null;
}

/** Corrects a person. Throws Refusal: 404, 409 version_conflict (only with expectedVersion) or number_taken, 422 for a value. */
export async function updatePerson(pool: Pool, call: Call): Promise<Answer> {
  const body = call.json();
  const personId = call.params['personId'] ?? '';
  const expected = typeof body['expectedVersion'] === 'number' ? body['expectedVersion'] : null;
  return await transaction(pool, async (client) => {
    const { rows } = await client.query<Entry>(`${SELECT} where person_id = $1 for update`, [personId]);
    const old = rows[0];
    const values = personValues(body, old);
    const reason = !old
      ? 'person_not_found'
      : expected !== null && expected !== old.version
        ? 'version_conflict'
        : (await numberTaken(client, values.idNumber, personId))
          ? 'number_taken'
          : same(old, values)
            ? 'unchanged'
            : null;
    if (reason === null) {
      await client.query(
        `update population_persons set full_name = $2, name_key = $3, date_of_birth = $4, gender = $5, id_number = $6, version = version + 1
         where person_id = $1`,
        [
          personId,
          values.fullName,
          nameKey(values.fullName),
          values.dateOfBirth,
          values.gender,
          values.idNumber,
        ],
      );
    }
    const version = old ? old.version + (reason === null ? 1 : 0) : null;
    await log(client, call, { kind: 'person_update', personId, old, values, expected, version, reason });
    if (reason === 'person_not_found') return { status: 404, body: { code: reason } };
    if (reason === 'version_conflict' || reason === 'number_taken')
      return { status: 409, body: { code: reason, version } };
    return { status: 200, body: { personId, version, changed: reason === null } };
  });
}

/** Adds a person. A number that is there already is refused with 409; the answer names that person and the reference it was added with. */
export async function supplementPerson(pool: Pool, call: Call): Promise<Answer> {
  const body = call.json();
  const values = personValues(body);
  const reference = text(body, 'reference');
  const residence = typeof body['residenceCommune'] === 'string' ? body['residenceCommune'] : null;
  return await transaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock(hashtext($1))', [`person ${values.idNumber}`]);
    const { rows } = await client.query<Entry>(`${SELECT} where id_number = $1`, [values.idNumber]);
    const there = rows[0];
    if (there) {
      await log(client, call, {
        kind: 'person_supplement',
        personId: there.personId,
        old: there,
        values,
        expected: null,
        version: there.version,
        reason: 'duplicate',
      });
      return {
        status: 409,
        body: {
          code: 'duplicate',
          personId: there.personId,
          reference: there.reference,
          version: there.version,
        },
      };
    }
    const { rows: made } = await client.query<{ person_id: string }>(
      `insert into population_persons (person_id, id_number, full_name, name_key, date_of_birth, gender, residence_commune, reference)
       values ('BS' || lpad(nextval('population_supplements')::text, 9, '0'), $1, $2, $3, $4, $5, $6, $7) returning person_id`,
      [
        values.idNumber,
        values.fullName,
        nameKey(values.fullName),
        values.dateOfBirth,
        values.gender,
        residence,
        reference,
      ],
    );
    const personId = made[0]?.person_id ?? '';
    await log(client, call, {
      kind: 'person_supplement',
      personId,
      old: undefined,
      values,
      expected: null,
      version: 1,
      reason: null,
    });
    return { status: 201, body: { personId, version: 1 } };
  });
}

async function log(
  client: PoolClient,
  call: Call,
  effect: {
    kind: string;
    personId: string;
    old: Entry | undefined;
    values: PersonValues;
    expected: number | null;
    version: number | null;
    reason: string | null;
  },
): Promise<void> {
  const { kind, personId, old, values, expected, version, reason } = effect;
  const names: (keyof PersonValues)[] = ['fullName', 'dateOfBirth', 'gender', 'idNumber'];
  const fieldset = names.filter((name) => old?.[name] !== values[name]);
  const reference = call.json()['reference'];
  await client.query(
    `insert into effects (system, kind, subject, person, reference, fieldset, old_values, new_values, expected_version, old_version,
       result_version, request_id, idempotency_key, delivery, applied, reason)
     values ('population', $1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      kind,
      personId,
      typeof reference === 'string' ? reference : null,
      fieldset,
      old ? pick(old, names) : null,
      pick(values, reason === null ? fieldset : names),
      expected,
      old?.version ?? null,
      version,
      call.requestId,
      call.idempotencyKey,
      call.delivery,
      reason === null,
      reason,
    ],
  );
}

function pick(values: PersonValues, names: readonly (keyof PersonValues)[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

const SELECT = `select person_id as "personId", id_number as "idNumber", cmnd, full_name as "fullName", date_of_birth as "dateOfBirth", gender,
  version, reference from population_persons`;

async function numberTaken(client: PoolClient, idNumber: string, personId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'select from population_persons where id_number = $1 and person_id <> $2',
    [idNumber, personId],
  );
  return (rowCount ?? 0) > 0;
}

function same(entry: PersonValues, values: PersonValues): boolean {
  return (
    entry.fullName === values.fullName &&
    entry.dateOfBirth === values.dateOfBirth &&
    entry.gender === values.gender &&
    entry.idNumber === values.idNumber
  );
}

/** What is not given stays as it is; the old nine-digit number stands for the person's own. */
function personValues(body: Record<string, unknown>, old?: Entry): PersonValues {
  const kept = <T>(field: keyof PersonValues, parse: () => T): T | string =>
    old && (body[field] === undefined || body[field] === null) ? old[field] : parse();
  const dateOfBirth = kept('dateOfBirth', () => looseBirthKey(text(body, 'dateOfBirth')));
  const gender = kept('gender', () => text(body, 'gender'));
  const given = kept('idNumber', () => text(body, 'idNumber'));
  const idNumber = old && given === old.cmnd ? old.idNumber : given;
  if (dateOfBirth === null) throw new Refusal(422, { code: 'invalid_value', field: 'dateOfBirth' });
  if (gender !== 'Nam' && gender !== 'Nữ') throw new Refusal(422, { code: 'invalid_value', field: 'gender' });
  if (!/^\d{12}$/.test(idNumber))
    throw new Refusal(422, { code: 'invalid_value', field: 'idNumber', expected: '12 digits' });
  return { fullName: kept('fullName', () => text(body, 'fullName')), dateOfBirth, gender, idNumber };
}

function text(body: Record<string, unknown>, field: string): string {
  const value = body[field];
  if (typeof value === 'string' && value.trim() !== '' && value.length <= 200) return value;
  throw new Refusal(422, { code: 'invalid_value', field });
}

async function transaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
