import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError, type Bench } from './bench.ts';
import { Chance } from './quality/chance.ts';
import { DAMAGES, damageRecord } from './quality/damaging.ts';
import { examine } from './quality/examine.ts';
import { peopleDrawer } from './quality/people.ts';
import { COMMUNE, Population } from './quality/population.ts';
import { Tally } from './quality/tally.ts';

/** Of ten residents eight are met and show a paper. */
const SHARE_PAPERS = 0.8;
const NAMES = 'apps/simulators/data/names.json';

/** How much of the damage is found and repaired, on a population whose truth is known. */
export const bench: Bench = {
  summary:
    'damage found and repaired: recall and precision per kind, wrong automatic repairs, share of records with one key press or none',
  usage: '[--people 300000] [--seed 8] [--show KIND]',
  run(args, print) {
    const { people, seed, show } = readArguments(args);
    const begun = process.hrtime.bigint();
    const chance = new Chance(seed);
    const draw = peopleDrawer(join(process.cwd(), NAMES));
    const truths = Array.from({ length: people }, () => draw(chance));
    const population = new Population(truths, seed + 1);
    const tally = new Tally(DAMAGES);
    const [wrong, keys] = [new Map<string, number>(), [0, 0, 0]];
    let [damaged, suggestedWrong, stillWrong, shown] = [0, 0, 0, 0];
    truths.forEach((truth, i) => {
      const other = truths[chance.below(people)] ?? truth;
      const { typed, damages } = damageRecord(truth, other, chance);
      const place = { communeCode: String(Math.floor(i / COMMUNE)), hasPapers: chance.happens(SHARE_PAPERS) };
      const examined = examine(typed, truth, place, damages, population);
      // What the population database itself says wrongly is no finding about the record.
      const excused = new Set(
        truth.dateOfBirth.length === 4 ? ['dob_year_only', '=less_precise', 'dob_first_of_january'] : [],
      );
      if (population.isRight(i)) tally.add(damages, examined.findings, excused);
      for (const what of examined.wrongAutomatic) wrong.set(what, (wrong.get(what) ?? 0) + 1);
      if (examined.suggestedWrong) suggestedWrong += 1;
      if (damages.length > 0) {
        damaged += 1;
        keys[examined.keys] = (keys[examined.keys] ?? 0) + 1;
      }
      stillWrong += examined.tidiedStillWrong;
      const missed = damages.some(
        ({ kind, field, found }) =>
          kind === show && !found.some((id) => examined.findings.get(field)?.has(id)),
      );
      if (
        show !== undefined &&
        shown < 40 &&
        (missed ||
          examined.wrongAutomatic.includes(show) ||
          (show === 'suggestion' && examined.suggestedWrong))
      ) {
        shown += 1;
        print(
          JSON.stringify({
            truth,
            typed,
            kinds: damages.map(({ kind }) => kind),
            found: [...examined.findings].map(([field, ids]) => [field, [...ids]]),
            keys: examined.keys,
          }),
        );
      }
    });
    printTable(tally, print);
    print(
      `said without a damage: ${tally
        .saidInVain()
        .slice(0, 12)
        .map(([what, times]) => `${what} ${times}`)
        .join(', ')}`,
    );
    const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
    const oneKeyShare = Math.round((((keys[0] ?? 0) + (keys[1] ?? 0)) / damaged) * 10_000) / 10_000;
    for (const [what, count] of wrong) print(`wrong automatic repair: ${what}: ${count}`);
    print(
      `${damaged} of ${people} records damaged; none: ${keys[0]}, one: ${keys[1]}, more key presses: ${keys[2]}; suggestions that a person must not take: ${suggestedWrong}`,
    );
    return Promise.resolve({
      people,
      damaged,
      kinds: DAMAGES.length,
      recall: tally.recall(),
      precision: tally.precision(),
      wrongAutomaticRepairs: [...wrong.values()].reduce((sum, count) => sum + count, 0),
      oneKeyShare,
      wrongSuggestions: suggestedWrong,
      tidiedStillWrong: stillWrong,
      recordsPerSecond: Math.round(people / seconds),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    });
  },
};

function printTable(tally: Tally, print: (line: string) => void): void {
  const [recall, precision] = [tally.recall(), tally.precision()];
  print(`${'kind'.padEnd(24)} ${'damaged'.padStart(8)} ${'recall'.padStart(8)} ${'precision'.padStart(10)}`);
  for (const [kind, { damaged }] of [...tally.counts()].sort())
    print(
      `${kind.padEnd(24)} ${String(damaged).padStart(8)} ${percent(recall[kind]).padStart(8)} ${percent(precision[kind]).padStart(10)}`,
    );
}

function percent(share: number | undefined): string {
  return share === undefined ? '-' : `${(share * 100).toFixed(2)} %`;
}

function readArguments(args: readonly string[]): { people: number; seed: number; show: string | undefined } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        people: { type: 'string', default: '300000' },
        seed: { type: 'string', default: '8' },
        show: { type: 'string' },
      },
    });
    const [people, seed] = [Number(values.people), Number(values.seed)];
    if (Number.isSafeInteger(people) && people >= 100 && Number.isSafeInteger(seed))
      return { people, seed, show: values.show };
  } catch {
    // Said below.
  }
  throw new UsageError(
    'npm run bench -- quality [--people N] [--seed N] [--show KIND] [--json]: at least 100 people',
  );
}
