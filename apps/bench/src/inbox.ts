import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError, type Bench } from './bench.ts';
import { startCluster, type BenchCluster } from './inbox/cluster.ts';
import { FLOOR_SQL } from './inbox/floor-sql.ts';
import { AUDIENCE, startIssuer, type Issuer } from './inbox/issuer.ts';
import { chooseWork, FLOOR, measure, PRODUCT, type Figured } from './inbox/measure.ts';
import { populate, USERS } from './inbox/population.ts';
import { startServer } from './inbox/servers.ts';

const SMALL = 10_000;
const DIST = join('dist', 'apps');

export const bench: Bench = {
  summary:
    'pages, counts, claims and completions through HTTP, beside a bare server, at full size and at 10,000 tasks',
  usage: '[--tasks 1000000] [--acts 6000] [--profile DIR]',
  run,
};

interface Sizes {
  readonly tasks: number;
  /** Tasks claimed and completed by each of the two servers. */
  readonly acts: number;
  /** Folder for CPU profiles of the API. */
  readonly profile: string | undefined;
}

async function run(args: readonly string[], print: (line: string) => void): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: { tasks: { type: 'string' }, acts: { type: 'string' }, profile: { type: 'string' } },
  });
  const tasks = whole('--tasks', values.tasks ?? '1000000', SMALL, 20_000_000);
  const acts = whole('--acts', values.acts ?? '6000', 600, 100_000);
  for (const [name, text] of Object.entries(FLOOR_SQL)) print(`floor, ${name}:\n${text}\n`);
  const cluster = await startCluster();
  const issuer = await startIssuer();
  try {
    const full = await at(cluster, issuer, { tasks, acts, profile: values.profile }, print);
    const small =
      tasks === SMALL
        ? full
        : await at(cluster, issuer, { tasks: SMALL, acts: 2_000, profile: undefined }, print);
    const shares = share(full);
    return {
      ...full.product,
      shareOfFloor: Math.min(...Object.values(shares)),
      ...{ shares, floor: full.floor, tasks, users: USERS, smallTasks: SMALL, small: small.product },
      smallFloor: small.floor,
    };
  } finally {
    await issuer.close();
    await cluster.stop();
  }
}

interface Both {
  readonly product: Figured;
  readonly floor: Figured;
}

async function at(
  cluster: BenchCluster,
  issuer: Issuer,
  { tasks, acts, profile }: Sizes,
  print: (line: string) => void,
): Promise<Both> {
  const database = `inbox_${tasks}`;
  const from = performance.now();
  await cluster.create(database);
  await populate(cluster.url(database), tasks);
  print(`${tasks} tasks are there after ${Math.round((performance.now() - from) / 1_000)} s`);
  const work = await chooseWork(cluster.url(database), issuer, acts * 2);
  const folder = mkdtempSync(join(tmpdir(), 'ban-giao-bench-api-'));
  // Each has the machine to itself: the other is not even started.
  const floorServer = await startServer(
    join(DIST, 'bench', 'src', 'inbox', 'floor-server.js'),
    [cluster.url(database)],
    {},
  );
  const floor = await measure(
    floorServer.url,
    FLOOR,
    work.filter((_, n) => n % 2 === 0),
    acts * 2,
  );
  await floorServer.stop();
  tell(print, `floor at ${tasks}`, floor);
  const api = await startServer(
    join(DIST, 'api', 'src', 'main.js'),
    [],
    {
      ...{
        DATABASE_URL: cluster.url(database, 'bangiao_api'),
        PORT: '0',
        LOG_LEVEL: 'error',
        DATABASE_POOL: '10',
      },
      ...{ OIDC_ISSUER: issuer.address, OIDC_AUDIENCE: AUDIENCE, TEMPORAL_ADDRESS: '127.0.0.1:9' },
      ...{ SEAL_KEY_FILE: join(folder, 'seal-key.pem'), REQUESTS_PER_SECOND: '1000000' },
      REQUESTS_PER_PERSON_PER_SECOND: '1000000',
    },
    profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profile],
  );
  const product = await measure(
    api.url,
    PRODUCT,
    work.filter((_, n) => n % 2 === 1),
    acts * 2,
  );
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
  tell(print, `product at ${tasks}`, product);
  return { product, floor };
}

function tell(print: (line: string) => void, name: string, figures: Figured): void {
  for (const [what, { perSecond, p50Ms, p95Ms }] of Object.entries(figures))
    print(`${name}: ${what} ${perSecond}/s, p50 ${p50Ms} ms, p95 ${p95Ms} ms`);
}

/** The product's share of the floor's throughput, per phase. */
function share({ product, floor }: Both): Record<keyof Figured, number> {
  const of = (name: keyof Figured) =>
    Math.round((product[name].perSecond / floor[name].perSecond) * 100) / 100;
  return { page: of('page'), counts: of('counts'), claim: of('claim'), complete: of('complete') };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new UsageError(`${name} is "${text}", expected a whole number from ${least} to ${most}.`);
  return value;
}
