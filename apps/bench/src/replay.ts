import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareLists } from '#activities/audit/compare-lists';
import { createDataSource } from '#persistence/data-source';
import { UsageError, type Bench } from './bench.ts';
import { startPrivateSystem, type PrivateSystem } from './private-system.ts';

const ROUNDS = 3;
/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;
const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g;

export const bench: Bench = {
  summary:
    'builds lists again from their events and compares: tables, chains, handovers with their signatures',
  usage: '[--lists 10] [--records 3000]',
  run,
};

/** Real lists, driven through the whole chain first: what is measured is what `npm run audit -- compare --all` does, in its best round of three. */
async function run(args: readonly string[], print: (line: string) => void): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: { lists: { type: 'string' }, records: { type: 'string' } },
  });
  const lists = whole('--lists', values.lists ?? '10', 120);
  const records = whole('--records', values.records ?? '3000', 20_000);
  print('Starting a system of its own ...');
  const system = await startPrivateSystem();
  try {
    print(`Driving ${lists} list(s) of ${records} records through the chain ...`);
    await demo(system.runFile, lists, records);
    const rounds = await measure(system, print);
    const best = Math.max(...rounds.map(({ recordsPerSecond }) => recordsPerSecond));
    const { differences = 0, compared = 0 } = rounds[0] ?? {};
    return {
      ...{ recordsPerSecond: best, peakMemoryMb: Math.max(...rounds.map(({ peakMb }) => peakMb)) },
      ...{ records: compared, lists, differences, rounds: rounds.map((round) => round.recordsPerSecond) },
      ...{ processorSecondsByRound: rounds.map(({ processorSeconds }) => processorSeconds) },
      recordsPerProcessorSecond: Math.max(...rounds.map((round) => round.recordsPerProcessorSecond)),
      memoryMbByRound: rounds.map(({ peakMb }) => peakMb),
    };
  } finally {
    await system.stop();
  }
}

interface Round {
  readonly recordsPerSecond: number;
  /** Of this process and of PostgreSQL: what a machine that is busy with other work cannot falsify. */
  readonly processorSeconds: number;
  readonly recordsPerProcessorSecond: number;
  readonly peakMb: number;
  readonly differences: number;
  readonly compared: number;
}

async function measure(
  { databaseUrl, dataDir, postgresPid }: PrivateSystem,
  print: (line: string) => void,
): Promise<Round[]> {
  const trust = {
    sealPem: (await certificatesIn(join(dataDir, 'seal-key.pem')))[0] ?? '',
    anchorsPem: await certificatesIn(join(dataDir, 'trust-anchors.pem')),
  };
  const source = createDataSource({ url: databaseUrl, poolSize: 4, applicationName: 'ban-giao bench' });
  await source.initialize();
  const rounds: Round[] = [];
  try {
    for (let round = 1; round <= ROUNDS; round += 1) {
      let peak = 0;
      const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
      const usedBefore = processorSecondsOf(postgresPid);
      const startedAt = performance.now();
      const compared = await compareLists(source, trust, {
        filter: { listId: null, campaignId: null },
        onFinding: () => {},
      });
      const seconds = (performance.now() - startedAt) / 1_000;
      clearInterval(watch);
      const recordsPerSecond = Math.round(compared.records / seconds);
      const used = processorSecondsOf(postgresPid) - usedBefore;
      const recordsPerProcessorSecond = Math.round(compared.records / used);
      print(
        `round ${round}: ${compared.records} records in ${seconds.toFixed(2)} s, ${recordsPerSecond} a second, ${recordsPerProcessorSecond} a processor second`,
      );
      rounds.push({
        ...{ processorSeconds: Math.round(used * 100) / 100, recordsPerProcessorSecond },
        ...{ recordsPerSecond, peakMb: Math.round(Math.max(peak, process.memoryUsage.rss()) / 2 ** 20) },
        ...{ differences: compared.differences, compared: compared.records },
      });
    }
  } finally {
    await source.destroy();
  }
  return rounds;
}

/** Processor time so far of this process and of PostgreSQL's, in seconds; of this process alone where /proc is not there. */
function processorSecondsOf(postgresPid: number | undefined): number {
  const { user, system } = process.cpuUsage();
  let ticks = 0;
  for (const pid of postgresPid === undefined ? [] : numbersIn('/proc')) {
    const fields = readStat(pid);
    // After the name in brackets: state, parent, ... and from the twelfth on the user's and the system's time.
    if (fields?.[1] === String(postgresPid)) ticks += Number(fields[11]) + Number(fields[12]);
  }
  return (user + system) / 1e6 + ticks / TICKS_PER_SECOND;
}

function numbersIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function readStat(pid: string): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

async function demo(runFile: string, lists: number, records: number): Promise<void> {
  const program = join('dist', 'apps', 'demo', 'src', 'main.js');
  const flags = ['--run', runFile, '--lists', String(lists), '--records', String(records), '--json'];
  const child = spawn(process.execPath, [program, ...flags], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The lists could not be driven through the chain (code ${code}).`);
}

async function certificatesIn(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8')).match(CERTIFICATES) ?? [];
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most)
    throw new UsageError(`${name} is "${text}", expected a whole number from 1 to ${most}.`);
  return value;
}
