import { asTyped, drawPapers, spoilPapers } from './copies.ts';
import type { Neighbours, PlatformValues } from './damage.ts';
import type { Damaged } from './damage-plan.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import type { Situation, Subject } from './synthetic.ts';
import type { Commune } from './units.ts';

const SITUATIONS = [
  ['moved_away', 0.015],
  ['resides_elsewhere', 0.01],
  ['deceased', 0.008],
] as const;
const PAPERS_PRESENT = 0.9;
const PAPERS_WRONG = 0.02;

/** One subject for each pair of person and values, with what a visit to the house will find. */
export function makeSubjects(
  commune: Commune,
  drawn: readonly {
    person: Person;
    values: PlatformValues;
    group: Damaged['group'] | null;
    patterns: string[];
  }[],
  random: Random,
  neighbours: Neighbours,
): Subject[] {
  const duplicateOf = findDuplicates(drawn, (index) => subjectIdOf(commune, index));
  return drawn.map(({ person, values, group, patterns }, index) => {
    const citizen = person.nationality === 'VN';
    const first = duplicateOf.get(index) ?? null;
    const situation: Situation = !citizen
      ? 'foreigner'
      : first !== null
        ? 'duplicate'
        : drawSituation(random, group);
    const unmarked = !citizen && values.nationality !== person.nationality;
    const reachable = unmarked || random.chance(PAPERS_PRESENT);
    const shows =
      reachable && (situation === 'resident' || situation === 'foreigner' || situation === 'duplicate');
    const papers = shows ? drawPapers(person, random) : null;
    const papersWrong =
      papers && citizen && random.chance(PAPERS_WRONG)
        ? spoilPapers(papers, person, random, neighbours)
        : null;
    return {
      subjectId: subjectIdOf(commune, index),
      person,
      values: asTyped(values, person, random),
      group,
      patterns,
      situation,
      duplicateOf: first,
      reachable,
      papers,
      papersWrong,
      resolvableBy: [],
    };
  });
}

function subjectIdOf(commune: Commune, index: number): string {
  return `VX${commune.code}${String(index + 1).padStart(6, '0')}`;
}

/** Position of each superfluous entry -> subject id of the entry that stays: the right one, or else the first. */
function findDuplicates(
  drawn: readonly { person: Person; group: Damaged['group'] | null }[],
  subjectId: (index: number) => string,
): Map<number, string> {
  const first = new Map<string, number>();
  const result = new Map<number, string>();
  drawn.forEach(({ person, group }, index) => {
    const other = first.get(person.personId);
    if (other === undefined) first.set(person.personId, index);
    else if (group === null) result.set(other, subjectId(index));
    else result.set(index, subjectId(other));
  });
  return result;
}

function drawSituation(random: Random, group: Damaged['group'] | null): Situation {
  if (group === null) return 'resident';
  let drawn = random.next();
  for (const [situation, share] of SITUATIONS) {
    if (drawn < share) return situation;
    drawn -= share;
  }
  return 'resident';
}
