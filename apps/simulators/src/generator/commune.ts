import { rightValues } from './copies.ts';
import type { Neighbours, PlatformValues } from './damage.ts';
import { damageGroup, groupCounts } from './damage-plan.ts';
import { damageForeigners } from './foreigners.ts';
import { IdentityNumbers } from './identity.ts';
import { drawForeigners, drawResidents, type Person } from './people.ts';
import { makeNamesakes, makePopulation, numberOwners, resolvable } from './population-copy.ts';
import { Random } from './random.ts';
import { makeSubjects } from './subjects.ts';
import type { SyntheticCommune } from './synthetic.ts';
import { communes } from './units.ts';

export interface GenerateArguments {
  seed: number;
  communeCode: string;
  villages: number;
  /** Records the platform's list function will show. */
  wrong: number;
  /** Records that are right. */
  right: number;
  foreignersShare: number;
}

const DUPLICATES = 0.007;

/** The whole synthetic commune. Same arguments, same people, same mistakes. */
export function generateCommune(args: GenerateArguments): SyntheticCommune {
  const commune = communes().get(args.communeCode);
  if (!commune) throw new Error(`unknown commune ${args.communeCode}`);
  const random = new Random(`${args.seed}|${args.communeCode}`);
  const counts = groupCounts(args.wrong);
  const foreign = Math.min(counts.missing + counts.bad_format, Math.round(args.wrong * args.foreignersShare));
  const duplicates = Math.round(args.wrong * DUPLICATES);
  const rightForeign = Math.round(args.right * args.foreignersShare);
  const citizens = args.wrong - foreign + args.right - rightForeign - duplicates;
  const residents = drawResidents(
    random,
    commune,
    new IdentityNumbers(commune),
    args.villages,
    Math.ceil(citizens * 1.05) + 2,
  );
  const foreigners = drawForeigners(random, commune, args.villages, foreign + rightForeign);
  const neighbours = neighboursOf(residents, random);
  const namesakes = makeNamesakes(residents, citizens, random);

  const missing = Math.min(counts.missing, Math.round((counts.missing + counts.bad_format - foreign) * 0.6));
  const onPlatform = random.shuffled(residents.slice(0, citizens));
  // Half of those who are there twice are wrong both times, the others have one right entry.
  const twice = [
    ...onPlatform.slice(0, duplicates >> 1),
    ...onPlatform.slice(onPlatform.length - duplicates + (duplicates >> 1)),
  ];
  const pool = [...twice, ...onPlatform];
  const candidates = random.shuffled(pool.slice(0, args.wrong - foreign));
  const clean = (person: Person): PlatformValues => rightValues(person, random);
  const wrong = [
    ...damageForeigners(foreigners.slice(0, foreign), random),
    ...damageGroup('missing', missing, candidates, clean, random, neighbours),
    ...damageGroup(
      'bad_format',
      counts.missing + counts.bad_format - foreign - missing,
      candidates,
      clean,
      random,
      neighbours,
    ),
    ...damageGroup('wrong_info', counts.wrong_info, candidates, clean, random, neighbours),
  ];
  const right = [...pool.slice(args.wrong - foreign), ...foreigners.slice(foreign)].map((person) => ({
    person,
    values: rightValues(person, random),
    group: null,
    patterns: [],
  }));
  const subjects = makeSubjects(commune, random.shuffled([...wrong, ...right]), random, neighbours);
  const { population, residence, deceased } = makePopulation(
    commune,
    residents,
    subjects,
    random,
    neighbours,
  );
  const owners = numberOwners(residents);
  for (const subject of subjects) subject.resolvableBy = resolvable(subject, population, namesakes, owners);
  return { commune, people: [...residents, ...foreigners], subjects, population, residence, deceased };
}

function neighboursOf(residents: readonly Person[], random: Random): Neighbours {
  const households = new Map<number, Person[]>();
  for (const person of residents) {
    const household = households.get(person.household);
    if (household) household.push(person);
    else households.set(person.household, [person]);
  }
  return { household: (of) => households.get(of.household) ?? [], anybody: () => random.pick(residents) };
}
