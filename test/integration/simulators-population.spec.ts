import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { effectsOf, first, startSystems, truthOf, type Systems, type TruthItem } from './simulators-kit.ts';

interface Answer {
  ref: string;
  status: string;
  by: string | null;
  persons: {
    personId: string;
    idNumber: string;
    fullName: string;
    dateOfBirth: string;
    deceased: boolean;
    version: number;
  }[];
}

let systems: Systems;
let truth: TruthItem[];
beforeAll(async () => {
  systems = await startSystems();
  truth = await truthOf(systems.population);
});
afterAll(() => systems.close());

async function lookUp(items: Record<string, unknown>[]): Promise<Answer[]> {
  return (await systems.population<{ items: Answer[] }>('POST', '/lookups', { items })).body.items;
}

function citizen(state: string): TruthItem {
  return first(truth, (one) => one.populationState === state && one.situation === 'resident');
}

describe('a look-up', () => {
  it('finds by number old or new, else by name and birth date, and takes 100 ms for all together', async () => {
    const one = first(
      truth,
      (item) =>
        item.populationState === 'right' && item.truth.cmnd !== null && item.truth.dateOfBirth.length === 10,
    );
    const { fullName, dateOfBirth, gender, idNumber, cmnd } = one.truth;
    const started = performance.now();
    const answers = await lookUp([
      { ref: 'new', idNumber },
      { ref: 'old', idNumber: cmnd },
      { ref: 'person', idNumber: '060080000000', fullName: fullName.toUpperCase(), dateOfBirth, gender },
      { ref: 'nobody', fullName: 'Nguyễn Văn Không Có', dateOfBirth: '01/01/1980' },
    ]);
    expect(performance.now() - started).toBeGreaterThan(95);
    expect(answers.map(({ ref, status, by }) => [ref, status, by])).toEqual([
      ['new', 'found', 'number'],
      ['old', 'found', 'number'],
      ['person', 'found', 'person'],
      ['nobody', 'not_found', null],
    ]);
    expect(answers[2]?.persons).toMatchObject([
      { personId: one.personId, idNumber, fullName, dateOfBirth, deceased: false },
    ]);
    expect((await systems.population('GET', `/persons/${idNumber}`)).body).toMatchObject({
      personId: one.personId,
    });
  });

  it('takes at most 500 and as many calls a second as allowed', async () => {
    const items = Array.from({ length: 501 }, (_, nth) => ({ ref: String(nth), idNumber: '1' }));
    expect((await systems.population('POST', '/lookups', { items })).body).toMatchObject({
      code: 'too_many',
      max: 500,
    });
    await systems.population('PUT', '/admin/faults', { rateLimitPerSecond: 3 });
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => systems.population('GET', '/persons/1')),
    );
    expect(replies.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(2);
    await systems.population('PUT', '/admin/faults', {});
  });

  it('is in the request log, where what can only be about a foreigner is marked', async () => {
    const foreigner = first(truth, (one) => one.foreigner);
    const foreign = () => systems.population<{ items: object[] }>('GET', '/admin/requests?foreigners=true');
    expect((await foreign()).body.items).toEqual([]);
    await lookUp([{ ref: '1', idNumber: foreigner.truth.passportNumber }]);
    await lookUp([
      { ref: '2', fullName: foreigner.truth.fullName, dateOfBirth: foreigner.truth.dateOfBirth },
    ]);
    expect((await foreign()).body.items).toHaveLength(2);
    const all = await systems.population<{ items: object[] }>('GET', '/admin/requests');
    expect(all.body.items.length).toBeGreaterThan(5);
  });
});

describe('an update by the police', () => {
  it('corrects a person; the same again changes nothing; an old version is refused', async () => {
    const { personId, truth: t } = citizen('wrong_field');
    const body = {
      fullName: t.fullName,
      dateOfBirth: t.dateOfBirth,
      gender: t.gender,
      idNumber: t.idNumber,
      reference: 'list:1',
    };
    const path = `/persons/${personId}`;
    expect(await systems.population('PUT', path, body)).toMatchObject({
      status: 200,
      body: { version: 2, changed: true },
    });
    expect(await systems.population('PUT', path, body)).toMatchObject({
      status: 200,
      body: { version: 2, changed: false },
    });
    expect(await systems.population('PUT', path, { ...body, expectedVersion: 1 })).toMatchObject({
      status: 409,
      body: { code: 'version_conflict' },
    });
    expect(await systems.population('PUT', '/persons/nobody', body)).toMatchObject({ status: 404 });
    expect(
      (await effectsOf(systems.population, personId)).map(({ applied, reason }) => [applied, reason]),
    ).toEqual([
      [true, null],
      [false, 'unchanged'],
      [false, 'version_conflict'],
    ]);
    expect((await lookUp([{ ref: '1', idNumber: t.idNumber }]))[0]?.persons[0]).toMatchObject({
      fullName: t.fullName,
      version: 2,
    });
  });

  it('keeps what is not given and refuses somebody else’s number', async () => {
    const [one, other] = truth.filter(
      (item) => item.populationState === 'right' && item.situation === 'resident',
    );
    const path = `/persons/${one?.personId}`;
    const gender = one?.truth.gender === 'Nam' ? 'Nữ' : 'Nam';
    expect((await systems.population('PUT', path, { gender, idNumber: null, reference: 'r' })).status).toBe(
      200,
    );
    expect((await lookUp([{ ref: '1', idNumber: one?.truth.idNumber }]))[0]?.persons[0]).toMatchObject({
      fullName: one?.truth.fullName,
    });
    expect(await systems.population('PUT', path, { idNumber: other?.truth.idNumber })).toMatchObject({
      status: 409,
      body: { code: 'number_taken' },
    });
  });
});

describe('a supplement', () => {
  it('adds a missing person once; the second answer names whose it was', async () => {
    const { truth: t } = citizen('missing');
    const body = {
      fullName: t.fullName,
      dateOfBirth: t.dateOfBirth,
      gender: t.gender,
      idNumber: t.idNumber,
      reference: 'list:7',
    };
    const replies = await Promise.all([
      systems.population('POST', '/persons', body),
      systems.population('POST', '/persons', body),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(first(replies, ({ status }) => status === 409).body).toMatchObject({
      code: 'duplicate',
      reference: 'list:7',
    });
    const personId = String(first(replies, ({ status }) => status === 201).body['personId']);
    expect(
      (await effectsOf(systems.population, personId)).map(({ applied, reason }) => [applied, reason]),
    ).toEqual([
      [true, null],
      [false, 'duplicate'],
    ]);
  });
});
