import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { enterNationalDays, type NationalDays } from '#persistence/process/national-calendar';
import { UsageError, type Command } from '../command.ts';

const SHOWN = 20;

/** Enters the government's yearly decision on holidays and swap days. */
export const nationalCalendar: Command = {
  usage: 'national-calendar --file DAYS.json [--apply]',
  summary:
    'holidays and swap days of whole years: {"years":[2028],"days":[{"day":"2028-01-26","kind":"off","name":"Tết"}]}',
  async run(args, { acts, sql, print }) {
    const { file, apply = false } = parse(args).values;
    if (file === undefined) throw new UsageError('--file is missing.');
    const effects = await enterNationalDays(acts, sql, readDays(file), { keep: apply });
    print(
      `${effects.tasks} tasks of ${effects.lists} lists ${apply ? 'got' : 'would get'} another deadline.`,
    );
    for (const { kind, id, officeId, from, to } of effects.items.slice(0, SHOWN))
      print(`  ${kind} ${id} at ${officeId}: ${from?.toISOString() ?? '-'} -> ${to?.toISOString() ?? '-'}`);
    if (!apply) print('Nothing was changed: repeat it with --apply.');
    return true;
  },
};

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { file: { type: 'string' }, apply: { type: 'boolean' } } });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** @throws UsageError naming what is wrong with the file. */
function readDays(file: string): NationalDays {
  let found: Partial<NationalDays>;
  try {
    found = JSON.parse(readFileSync(file, 'utf8')) as Partial<NationalDays>;
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  const { years = [], days = [] } = found;
  if (years.length === 0 || !years.every((year) => Number.isInteger(year) && year > 2000 && year < 2200))
    throw new UsageError(`${file}: "years" must name the years that are decided.`);
  const seen = new Set<string>();
  for (const { day, kind, name } of days) {
    const real =
      /^\d{4}-\d\d-\d\d$/.test(day) &&
      !Number.isNaN(Date.parse(day)) &&
      new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
    if (!real || !years.includes(Number(day.slice(0, 4))))
      throw new UsageError(`${file}: "${day}" is no day of ${years.join(', ')}.`);
    if (seen.has(day)) throw new UsageError(`${file}: ${day} stands there twice.`);
    if (!['off', 'work'].includes(kind) || typeof name !== 'string' || name.trim() === '')
      throw new UsageError(`${file}: ${day} needs a kind ("off" or "work") and a name.`);
    seen.add(day);
  }
  return { years, days };
}
