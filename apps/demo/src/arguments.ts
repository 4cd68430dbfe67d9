import { parseArgs } from 'node:util';

export interface DemoArguments {
  /** Wrong records per list. */
  readonly records: number;
  readonly villages: number;
  readonly lists: number;
  readonly seed: number;
  readonly json: boolean;
  /** Kill processes and let the outside systems fail while the run goes on. */
  readonly chaos: boolean;
  /** Delete Temporal's whole database once at each human step and in the middle of each outside call. */
  readonly loseTemporal: boolean;
  /** Look through every Temporal history and every log for names, numbers and birth dates. */
  readonly privacy: boolean;
  /** Villages of each list that never answer. */
  readonly silentVillages: number;
  /** Police and station carry files to the other systems themselves. */
  readonly byHand: boolean;
  /** The police return three records to two villages, the station refuses two of the signed parcel. */
  readonly returns: boolean;
  /** Folder for the lists' evidence bundles: papers are issued, the bundles taken and verified at the end. */
  readonly evidence: string | undefined;
  /** Look at the live tables this often during the run, and build each moment again from the events after it. */
  readonly moments: number;
  /** Compare every progress figure with a recount at this many moments of the run, and every missed deadline with what superiors were told. */
  readonly progressMoments: number;
  /** Change this many values behind the system's back after the run, each to be found. */
  readonly tamper: number;
  /** Draw this many auditor's questions over the run, and hold the answers against the officers' own diary. */
  readonly questions: number;
  /** Leave a privately started system's data folder behind. */
  readonly keep: boolean;
  /** Start a private system even when one is running. */
  readonly fresh: boolean;
  /** Address of an API to use instead of looking for a running system. */
  readonly api: string | undefined;
  /** `run.json` of the system to use; default: the one in `.data`. */
  readonly run: string | undefined;
}

export const USAGE = `npm run demo -- [--records 300] [--villages 8] [--lists 1] [--seed 1] [--silent-villages 0] [--returns] [--by-hand] [--chaos] [--lose-temporal] [--privacy] [--evidence DIR] [--moments 0] [--progress-moments 0] [--tamper 0] [--questions 0] [--json] [--fresh] [--keep] [--run FILE] [--api URL]`;

/** A wrong argument; the message is one sentence for the person at the terminal. */
export class ArgumentError extends Error {}

/**
 * Reads the command line.
 * @throws ArgumentError naming the argument, what was found and what is expected.
 */
export function parseArguments(argv: readonly string[]): DemoArguments {
  const { values } = parse(argv);
  const villages = whole('--villages', values.villages, 1, 40, 8);
  const demo: DemoArguments = {
    records: whole('--records', values.records, 1, 100_000, 300),
    villages,
    lists: whole('--lists', values.lists, 1, 120, 1),
    seed: whole('--seed', values.seed, 0, 2 ** 31 - 1, 1),
    silentVillages: whole('--silent-villages', values['silent-villages'], 0, villages - 1, 0),
    json: values.json ?? false,
    chaos: values.chaos ?? false,
    loseTemporal: values['lose-temporal'] ?? false,
    returns: values.returns ?? false,
    byHand: values['by-hand'] ?? false,
    privacy: values.privacy ?? false,
    evidence: values.evidence,
    moments: whole('--moments', values.moments, 0, 10_000, 0),
    progressMoments: whole('--progress-moments', values['progress-moments'], 0, 10_000, 0),
    tamper: whole('--tamper', values.tamper, 0, 10_000, 0),
    questions: whole('--questions', values.questions, 0, 10_000, 0),
    keep: values.keep ?? false,
    fresh: values.fresh ?? false,
    api: values.api,
    run: values.run,
  };
  if (demo.returns && (demo.villages - demo.silentVillages < 2 || demo.records < 20)) {
    throw new ArgumentError('--returns needs at least 20 records and 2 villages that answer.');
  }
  return demo;
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        records: { type: 'string' },
        villages: { type: 'string' },
        lists: { type: 'string' },
        seed: { type: 'string' },
        'silent-villages': { type: 'string' },
        json: { type: 'boolean' },
        chaos: { type: 'boolean' },
        'lose-temporal': { type: 'boolean' },
        returns: { type: 'boolean' },
        'by-hand': { type: 'boolean' },
        privacy: { type: 'boolean' },
        evidence: { type: 'string' },
        moments: { type: 'string' },
        'progress-moments': { type: 'string' },
        tamper: { type: 'string' },
        questions: { type: 'string' },
        keep: { type: 'boolean' },
        fresh: { type: 'boolean' },
        api: { type: 'string' },
        run: { type: 'string' },
      },
    });
  } catch (error) {
    throw new ArgumentError(`${(error as Error).message} Usage: ${USAGE}`);
  }
}

function whole(name: string, text: string | undefined, min: number, max: number, preset: number): number {
  if (text === undefined) return preset;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new ArgumentError(`${name} is "${text}", expected a whole number from ${min} to ${max}.`);
  }
  return value;
}
