import type { Question } from '#domain/records/asking';
import type { LookupAnswer, PopulationPerson } from '#domain/records/population-person';
import { Chance } from './chance.ts';
import type { Truth } from './people.ts';

/** People of one commune, by permanent residence; lists have 3,000 records (domain notes §4). */
export const COMMUNE = 3_000;
/** How the population database itself is wrong: 1 in 100 is not in it, 1 in 100 has one wrong field. */
const MISSING = 0.01;
const WRONG = 0.01;

/** The population database of the bench: finds by number, old or new, and otherwise by name and birth date, as the real one does. */
export class Population {
  readonly #byNumber = new Map<string, number>();
  /** One person mostly; several under a key that namesakes share. */
  readonly #byPerson = new Map<string, number | number[]>();
  /** The few entries that are not what is so; absent ones are null. */
  readonly #spoilt = new Map<number, PopulationPerson | null>();

  constructor(
    private readonly truths: readonly Truth[],
    seed: number,
  ) {
    const chance = new Chance(seed);
    truths.forEach((truth, i) => {
      const state = chance.next();
      if (state < MISSING) this.#spoilt.set(i, null);
      else if (state < MISSING + WRONG) this.#spoilt.set(i, entryOf(truth, i, true, chance));
      const person = this.#person(i);
      if (person === null) return;
      this.#byNumber.set(truth.idNumber, i);
      if (truth.cmnd !== null) this.#byNumber.set(truth.cmnd, i);
      const key = keyOf(person.fullName, person.dateOfBirth);
      const same = this.#byPerson.get(key);
      if (same === undefined) this.#byPerson.set(key, i);
      else this.#byPerson.set(key, [...(typeof same === 'number' ? [same] : same), i]);
    });
  }

  /** Whether the entry of the person with this index is there and right. */
  isRight(index: number): boolean {
    return !this.#spoilt.has(index);
  }

  lookUp({ idNumber, fullName, dateOfBirth, gender }: Question): LookupAnswer {
    const known = idNumber === undefined ? undefined : this.#byNumber.get(idNumber);
    if (known !== undefined) return this.#answer('number', [known]);
    if (fullName === undefined || dateOfBirth === undefined) return this.#answer('person', []);
    const same = this.#byPerson.get(keyOf(fullName, dateOfBirth)) ?? [];
    const found = typeof same === 'number' ? [same] : same;
    const sameGender = found.filter((i) => this.#person(i)?.gender === gender);
    return this.#answer('person', sameGender.length > 0 ? sameGender : found);
  }

  #person(index: number): PopulationPerson | null {
    const spoilt = this.#spoilt.get(index);
    const truth = this.truths[index];
    if (spoilt !== undefined || truth === undefined) return spoilt ?? null;
    return entryOf(truth, index, false, NEVER);
  }

  #answer(by: 'number' | 'person', found: readonly number[]): LookupAnswer {
    const persons = found.flatMap((i) => this.#person(i) ?? []);
    const status = persons.length === 0 ? 'not_found' : persons.length === 1 ? 'found' : 'several';
    return { status, by, persons: persons.slice(0, 10) };
  }
}

/** A right entry asks nothing of chance. */
const NEVER = new Chance(0);

function entryOf(truth: Truth, index: number, wrong: boolean, chance: Chance): PopulationPerson {
  const right = {
    personId: `P${index}`,
    idNumber: truth.idNumber,
    fullName: truth.fullName,
    dateOfBirth: truth.dateOfBirth,
    gender: truth.gender as string,
    residenceCommune: String(Math.floor(index / COMMUNE)),
  };
  if (!wrong) return right;
  return chance.one([
    { ...right, gender: truth.gender === 'Nam' ? 'Nữ' : 'Nam' },
    {
      ...right,
      dateOfBirth: `${Number(truth.dateOfBirth.slice(0, 4)) + chance.one([-1, 1])}${truth.dateOfBirth.slice(4)}`,
    },
    {
      ...right,
      fullName: truth.fullName.replace(/\S+$/, (word) => chance.one(['Hòa', 'Hóa', 'Hoa', `${word}h`])),
    },
  ]);
}

function keyOf(fullName: string, dateOfBirth: string): string {
  return `${fullName.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()}|${dateOfBirth}`;
}
