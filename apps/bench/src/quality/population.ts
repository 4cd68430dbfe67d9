import type { Question } from '#domain/records/asking';
import type { LookupAnswer, PopulationPerson } from '#domain/records/population-person';
import { Chance } from './chance.ts';
import type { Truth } from './people.ts';

/** People of one commune, by permanent residence; lists have 3,000 records (domain notes §4). */
export const COMMUNE = 3_000;
/** How the population database itself is wrong: 1 in 100 is not in it, 1 in 100 has one wrong field. */
const MISSING = 0.01;
const WRONG = 0.01;

interface Entry {
  readonly person: PopulationPerson;
  readonly wrong: boolean;
}

/** The population database of the bench: finds by number, old or new, and otherwise by name and birth date, as the real one does. */
export class Population {
  readonly #byNumber = new Map<string, number>();
  readonly #byPerson = new Map<string, number[]>();
  readonly #entries: (Entry | undefined)[] = [];

  constructor(truths: readonly Truth[], seed: number) {
    const chance = new Chance(seed);
    truths.forEach((truth, i) => {
      const state = chance.next();
      const wrong = state >= MISSING && state < MISSING + WRONG;
      const entry = state < MISSING ? undefined : { person: entryOf(truth, i, wrong, chance), wrong };
      this.#entries.push(entry);
      if (entry === undefined) return;
      this.#byNumber.set(truth.idNumber, i);
      if (truth.cmnd !== null) this.#byNumber.set(truth.cmnd, i);
      const key = keyOf(entry.person.fullName, entry.person.dateOfBirth);
      const same = this.#byPerson.get(key);
      if (same === undefined) this.#byPerson.set(key, [i]);
      else same.push(i);
    });
  }

  /** Whether the entry of the person with this index is there and right. */
  isRight(index: number): boolean {
    return this.#entries[index]?.wrong === false;
  }

  lookUp({ idNumber, fullName, dateOfBirth, gender }: Question): LookupAnswer {
    const known = idNumber === undefined ? undefined : this.#byNumber.get(idNumber);
    if (known !== undefined) return this.#answer('number', [known]);
    if (fullName === undefined || dateOfBirth === undefined) return this.#answer('person', []);
    const found = this.#byPerson.get(keyOf(fullName, dateOfBirth)) ?? [];
    const sameGender = found.filter((i) => this.#entries[i]?.person.gender === gender);
    return this.#answer('person', sameGender.length > 0 ? sameGender : found);
  }

  #answer(by: 'number' | 'person', found: readonly number[]): LookupAnswer {
    const persons = found.flatMap((i) => this.#entries[i]?.person ?? []);
    const status = persons.length === 0 ? 'not_found' : persons.length === 1 ? 'found' : 'several';
    return { status, by, persons: persons.slice(0, 10) };
  }
}

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
