import { wrongFields } from './checking.ts';
import { spoilEntry } from './copies.ts';
import type { Neighbours } from './damage.ts';
import { birthKey, nameKey, sameBirth } from './keys.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import type { PopulationCopy, Subject, SyntheticCommune } from './synthetic.ts';
import { communes, type Commune } from './units.ts';

/** A few people who are not on the platform share name, birth date and gender with one who is: look-ups find several. */
export function makeNamesakes(residents: Person[], citizens: number, random: Random): Set<string> {
  const spare = residents.slice(citizens);
  const keys = new Set<string>();
  for (const person of spare.slice(0, Math.max(1, Math.round(citizens * 0.002)))) {
    const model = random.pick(residents.slice(0, citizens));
    if (
      model.dateOfBirth.length !== 10 ||
      model.gender !== person.gender ||
      model.birthYear !== person.birthYear
    )
      continue;
    person.fullName = model.fullName;
    person.dateOfBirth = model.dateOfBirth;
  }
  const seen = new Set<string>();
  for (const person of residents) {
    const key = `${nameKey(person.fullName)}|${person.dateOfBirth}`;
    if (seen.has(key)) keys.add(key);
    seen.add(key);
  }
  return keys;
}

/** About 97 % right; about 1 % with one wrong field, 1 % not in it, and those who died or moved marked so in nine of ten cases. */
export function makePopulation(
  commune: Commune,
  residents: readonly Person[],
  subjects: readonly Subject[],
  random: Random,
  neighbours: Neighbours,
): Pick<SyntheticCommune, 'population' | 'residence' | 'deceased'> {
  const population = new Map<string, PopulationCopy>();
  const share = Math.round(residents.length * 0.01);
  random.shuffled(residents).forEach((person, nth) => {
    const entry = {
      fullName: person.fullName,
      dateOfBirth: person.dateOfBirth,
      gender: person.gender as string,
    };
    const state = nth < share ? 'missing' : nth < 2 * share ? 'wrong_field' : 'right';
    const wrongField = state === 'wrong_field' ? spoilEntry(entry, person, random, neighbours) : null;
    population.set(person.personId, { state, wrongField, entry });
  });
  const residence = new Map<string, string>();
  const deceased = new Set<string>();
  const others = [...communes().values()].filter(
    (one) => one.provinceCode === commune.provinceCode && one.code !== commune.code,
  );
  for (const { person, situation } of subjects) {
    if (situation === 'deceased' && random.chance(0.9)) deceased.add(person.personId);
    if (situation === 'moved_away' || situation === 'resides_elsewhere') {
      residence.set(person.personId, random.chance(0.9) ? random.pick(others).code : commune.code);
    }
  }
  return { population, residence, deceased };
}

/** Which source alone would lead to the right values: true papers, or a right entry that the platform's data can find. */
export function resolvable(
  subject: Subject,
  population: ReadonlyMap<string, PopulationCopy>,
  namesakes: ReadonlySet<string>,
  owners: ReadonlyMap<string, string>,
): Subject['resolvableBy'] {
  const { person, values } = subject;
  const by: Subject['resolvableBy'] = [];
  if (subject.papers && subject.papersWrong === null) by.push('papers');
  if (population.get(person.personId)?.state !== 'right') return by;
  const wrong = new Set(wrongFields(values, person));
  const birth = birthKey(values.dateOfBirth);
  const byPerson =
    !wrong.has('fullName') && sameBirth(person.dateOfBirth, birth) && person.dateOfBirth.length === 10;
  const alone = !namesakes.has(`${nameKey(person.fullName)}|${person.dateOfBirth}`);
  const nobodys = values.idNumber === null || !owners.has(values.idNumber);
  if (!wrong.has('idNumber') || (byPerson && alone && nobodys)) by.push('population');
  return by;
}

export function numberOwners(residents: readonly Person[]): Map<string, string> {
  const owners = new Map<string, string>();
  for (const person of residents) {
    for (const one of [person.idNumber, person.cmnd]) if (one !== null) owners.set(one, person.personId);
  }
  return owners;
}
