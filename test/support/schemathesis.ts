import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HOME = join('.data', 'schemathesis-python');
const PROGRAM = join(HOME, 'bin', 'schemathesis');
const REQUIREMENTS = join('test', 'independent', 'schemathesis-requirements.txt');
const CHECKS = [
  ...['not_a_server_error', 'status_code_conformance', 'content_type_conformance'],
  ...['response_headers_conformance', 'response_schema_conformance'],
];

/**
 * Schemathesis in a folder of the project, installed when it is not there.
 * Undefined when this machine has no Python that can do it, or the package cannot be had.
 */
export function findSchemathesis(): string | undefined {
  if (existsSync(PROGRAM)) return PROGRAM;
  mkdirSync('.data', { recursive: true });
  const steps = [
    ['python3', '-m', 'venv', HOME],
    [join(HOME, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', '--requirement', REQUIREMENTS],
  ];
  for (const [command = '', ...args] of steps)
    if (spawnSync(command, args, { stdio: 'ignore', timeout: 300_000 }).status !== 0) return undefined;
  return existsSync(PROGRAM) ? PROGRAM : undefined;
}

export interface Round {
  readonly url: string;
  /** The OpenAPI file it works from. */
  readonly document: object;
  readonly token: string;
  /** Test cases for each operation. */
  readonly examples: number;
  readonly seed: number;
  /** `coverage` tries every boundary of every field, about a hundred requests for each operation; `fuzzing` makes things up. */
  readonly phase: 'coverage' | 'fuzzing';
  /** For its files. */
  readonly folder: string;
}

export interface Outcome {
  readonly requests: number;
  /** What was found, as Schemathesis says it; empty when nothing was. */
  readonly findings: string;
}

/** One run over every operation as one person. Resolves when it has ended, whatever was found. */
export async function runSchemathesis(program: string, round: Round): Promise<Outcome> {
  const { url, document, token, examples, seed, phase, folder } = round;
  const [file, report] = [join(folder, 'openapi.json'), join(folder, `report-${phase}-${seed}.ndjson`)];
  writeFileSync(file, JSON.stringify(document));
  // One worker: with several, Python 3.11 loses count of how deep its parser is, and the program ends with an error of its own.
  const child = spawn(program, [
    ...['run', file, '--url', url, '--header', `Authorization: Bearer ${token}`],
    ...['--checks', CHECKS.join(','), '--max-examples', String(examples), '--seed', String(seed)],
    ...['--phases', phase, '--continue-on-failure', '--no-shrink', '--workers', '1'],
    ...['--request-timeout', '30', '--suppress-health-check', 'all', '--warnings', 'off'],
    ...['--report', 'ndjson', '--report-ndjson-path', report, '--no-color'],
  ]);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const requests = existsSync(report)
    ? (readFileSync(report, 'utf8').match(/"status_code":/g) ?? []).length
    : 0;
  return { requests, findings: code === 0 ? '' : output };
}
