import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nameKey } from '#domain/people/names';
import type { ListRecord, Person, Values } from '../connection/api.ts';
import { policeDecision } from './police.ts';
import { agreesWithProposal } from './proposal.ts';
import { villageDecision } from './village.ts';

const WORDS = ['Nguyễn', 'Trần', 'Lê', 'Thị', 'Văn', 'Hòa', 'Phượng', 'Đức', 'Bình', 'Ngọc'];
const names = fc
  .array(fc.constantFrom(...WORDS), { minLength: 3, maxLength: 4 })
  .map((words) => words.join(' '));
const truths: fc.Arbitrary<
  Person & { idNumber: string; dateOfBirth: string; fullName: string; gender: string }
> = fc
  .record({
    fullName: names,
    year: fc.integer({ min: 1940, max: 2012 }),
    month: fc.integer({ min: 2, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
    gender: fc.constantFrom('Nam', 'Nữ'),
    tail: fc.integer({ min: 100_000, max: 999_999 }),
  })
  .map(({ fullName, year, month, day, gender, tail }) => ({
    fullName,
    dateOfBirth: `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
    gender,
    idNumber: `060${(year >= 2000 ? 2 : 0) + (gender === 'Nữ' ? 1 : 0)}${String(year % 100).padStart(2, '0')}${tail}`,
  }));

type Damage = (truth: Person, other: Person) => Partial<Person>;
const DAMAGES: readonly Damage[] = [
  () => ({}),
  () => ({ idNumber: null }),
  (truth) => ({ idNumber: truth.idNumber?.slice(1) ?? null }),
  (_, other) => ({ idNumber: other.idNumber }),
  (_, other) => ({ fullName: other.fullName }),
  (truth) => ({ fullName: truth.fullName?.toUpperCase() ?? null }),
  (truth) => ({
    fullName: truth.fullName?.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd') ?? null,
  }),
  (truth) => ({ dateOfBirth: `${truth.dateOfBirth?.slice(0, 4)}-01-01` }),
  (_, other) => ({ dateOfBirth: other.dateOfBirth }),
  (truth) => ({ gender: truth.gender === 'Nam' ? 'Nữ' : 'Nam' }),
];
const damages = fc.constantFrom(...DAMAGES);

function recordOf(platform: Person, nationality = 'VN'): ListRecord {
  return {
    recordNo: 1,
    villageCode: '22915-01',
    platformSubjectId: 'S1',
    platform,
    current: { ...platform, passportNumber: null, nationality },
    address: null,
    defects: [],
    villageOutcome: null,
    populationStatus: null,
    populationAnswer: null,
    proposedOutcome: null,
    proposedValues: null,
    policeOutcome: null,
    updateState: null,
    updateFailure: null,
  };
}

/** The record as the police see it after the village's decision, with the population database's answer. */
function afterVillage(
  platform: Person,
  paper: Partial<Values> | null,
  persons: readonly Person[],
): ListRecord {
  const record = recordOf(platform);
  const decision = villageDecision(record, paper);
  return {
    ...record,
    current: { ...record.current, ...decision.values },
    villageOutcome: decision.outcome as NonNullable<ListRecord['villageOutcome']>,
    populationAnswer: { status: persons.length === 0 ? 'not_found' : 'found', persons },
  };
}

function same(field: keyof Person, a: string | null | undefined, b: string | null): boolean {
  return field === 'fullName' ? nameKey(a) === nameKey(b) : a === b;
}
const FIELDS = ['fullName', 'dateOfBirth', 'gender', 'idNumber'] as const;

describe('the officers together', () => {
  it('make every field right when paper and population database are right, whatever the platform says', () => {
    fc.assert(
      fc.property(truths, truths, damages, (truth, other, damage) => {
        const decision = policeDecision(
          afterVillage({ ...truth, ...damage(truth, other) }, truth, [truth]),
          '22915',
        );
        expect(['matches', 'list_corrected', 'number_supplied']).toContain(decision.outcome);
        for (const field of FIELDS) expect(same(field, decision.values?.[field], truth[field])).toBe(true);
      }),
    );
  });

  it('never replace a right value when at most one witness is wrong in a field', () => {
    fc.assert(
      fc.property(
        truths,
        truths,
        fc.tuple(damages, damages, damages),
        fc.boolean(),
        fc.boolean(),
        (truth, other, [onPlatform, onPaper, inPopulation], hasPaper, known) => {
          const platform = { ...truth, ...onPlatform(truth, other) };
          const paper = hasPaper ? { ...truth, ...onPaper(truth, other) } : null;
          const person = { ...truth, ...inPopulation(truth, other) };
          // A record is only listed because something on the platform is wrong.
          fc.pre(FIELDS.some((field) => !same(field, platform[field], truth[field])));
          for (const field of FIELDS) {
            const wrong = [platform, ...(paper === null ? [] : [paper]), ...(known ? [person] : [])].filter(
              (witness) => !same(field, witness[field], truth[field]),
            );
            fc.pre(wrong.length <= 1);
          }
          const decision = policeDecision(afterVillage(platform, paper, known ? [person] : []), '22915');
          if (decision.values === undefined) return;
          for (const field of FIELDS) {
            if (same(field, platform[field], truth[field])) {
              expect(same(field, decision.values[field], truth[field])).toBe(true);
            }
          }
        },
      ),
      { numRuns: 2_000, maxSkipsPerRun: 1_000 },
    );
  });

  it('decide nothing on a person whom the record does not identify', () => {
    fc.assert(
      fc.property(truths, truths, (truth, other) => {
        fc.pre(truth.idNumber !== other.idNumber && nameKey(truth.fullName) !== nameKey(other.fullName));
        const platform = { ...truth, idNumber: other.idNumber };
        expect(policeDecision(afterVillage(platform, null, [other]), '22915').outcome).toBe('cannot_verify');
      }),
    );
  });

  it('cannot verify when two people could be meant', () => {
    fc.assert(
      fc.property(truths, (truth) => {
        const twin = {
          ...truth,
          idNumber: `${truth.idNumber.slice(0, 11)}${truth.idNumber.endsWith('1') ? 2 : 1}`,
        };
        const decision = policeDecision(
          afterVillage({ ...truth, idNumber: null }, null, [truth, twin]),
          '22915',
        );
        expect(decision.outcome).toBe('cannot_verify');
      }),
    );
  });
});

describe('among namesakes', () => {
  it('takes the one who lives in the commune of the list', () => {
    const person = {
      fullName: 'Lê Thị Hòa',
      dateOfBirth: '1990-02-03',
      gender: 'Nữ',
      idNumber: '060190123456',
    };
    const here = { ...person, residenceCommune: '22915' };
    const elsewhere = { ...person, idNumber: '060190999999', residenceCommune: '22918' };
    const decision = policeDecision(
      afterVillage({ ...person, idNumber: null }, null, [elsewhere, here]),
      '22915',
    );
    expect(decision.values?.idNumber).toBe('060190123456');
  });
});

describe('a village officer', () => {
  const platform: Person = {
    fullName: 'Trần Văn Bình',
    dateOfBirth: '1980-05-06',
    gender: 'Nam',
    idNumber: null,
  };
  const paper = { ...platform, idNumber: '060080123456' };

  it('writes unreachable when nobody is met or the paper contradicts itself', () => {
    expect(villageDecision(recordOf(platform), null).outcome).toBe('unreachable');
    expect(villageDecision(recordOf(platform), { ...paper, gender: 'Nữ' }).outcome).toBe('unreachable');
  });

  it('writes what happened to the resident before anything else', () => {
    expect(villageDecision(recordOf(platform), { ...paper, situation: 'deceased' })).toEqual({
      recordNo: 1,
      outcome: 'deceased',
    });
  });

  it('copies a foreigner by the passport', () => {
    const shown = { ...paper, idNumber: null, passportNumber: 'K1234567', nationality: 'IN' };
    const decision = villageDecision(recordOf(platform, 'IN'), shown);
    expect(decision.outcome).toBe('foreigner');
    expect(decision.values?.passportNumber).toBe('K1234567');
  });
});

describe('accepting a proposal', () => {
  const person = {
    fullName: 'Lê Thị Hòa',
    dateOfBirth: '1990-02-03',
    gender: 'Nữ',
    idNumber: '060190123456',
  };

  it('is only done when outcome and values are the officer’s own', () => {
    const record = {
      ...recordOf({ ...person, idNumber: null }),
      proposedOutcome: 'number_supplied' as const,
    };
    const decision = { recordNo: 1, outcome: 'number_supplied', values: person };
    expect(agreesWithProposal({ ...record, proposedValues: person }, decision)).toBe(true);
    expect(agreesWithProposal({ ...record, proposedValues: { idNumber: '060190999999' } }, decision)).toBe(
      false,
    );
    expect(
      agreesWithProposal({ ...record, proposedOutcome: 'matches', proposedValues: person }, decision),
    ).toBe(false);
  });
});
