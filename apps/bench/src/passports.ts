import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import { passportActivities } from '#activities/passports/on-database';
import { createDataSource } from '#persistence/data-source';
import { UsageError, type Bench } from './bench.ts';
import { makePeople } from './passports/people.ts';
import type { VerifyTask } from './passports/verify-thread.ts';
import { startPrivateSystem, type PrivateSystem } from './private-system.ts';
import { opensslSpeed } from './tools/openssl-speed.ts';

/** The system's own worker must not make what is being measured. */
const DAY_MS = 86_400_000;

/** From eligible rows in PostgreSQL to stored certificates, each decoded and judged again, in one daily run. */
export const bench: Bench = {
  summary:
    'vaccine passports from eligible rows to stored, decoded again and verified certificates, beside openssl speed',
  usage: '[--people 225000] [--threads 2]',
  async run(args, print) {
    const { people, threads } = numbersOf(args);
    print('Starting a system of its own ...');
    const system = await startPrivateSystem({ RECONCILE_AFTER_MS: String(DAY_MS) });
    try {
      return await measure(system, people, threads, print);
    } finally {
      await system.stop();
    }
  },
};

function numbersOf(args: readonly string[]): { people: number; threads: number } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { people: { type: 'string', default: '225000' }, threads: { type: 'string', default: '2' } },
    });
    const [people, threads] = [Number(values.people), Number(values.threads)];
    if ([people, threads].every((number) => Number.isSafeInteger(number) && number >= 1))
      return { people, threads };
  } catch {
    // Said below.
  }
  throw new UsageError(
    'npm run bench -- passports [--people N] [--threads N] [--json]: whole numbers from 1',
  );
}

async function measure(
  system: PrivateSystem,
  people: number,
  threads: number,
  print: (line: string) => void,
) {
  const owner = new pg.Client({ connectionString: system.ownerUrl });
  await owner.connect();
  const dataSource = await createDataSource({
    url: system.databaseUrl,
    poolSize: 6,
    applicationName: 'bench',
  }).initialize();
  const memory = watchMemory();
  let issued = 0;
  const { activities, close } = passportActivities(
    dataSource,
    { vaccinees: (after) => Promise.resolve({ items: [], nextCursor: after, more: false }) },
    {
      ...{ secretsKeyFile: join(system.dataDir, 'secrets.key'), tokenPin: undefined, threads },
      issuerName: 'Cục Y tế dự phòng (thử nghiệm)',
    },
    () => ({ heartbeat: ({ done }) => (issued = done), signal: new AbortController().signal }),
  );
  try {
    print(`Making ${people} people whose facility has signed ...`);
    await makePeople(owner, people);
    const judging = performance.now();
    await activities.readVaccinees();
    const judgeMs = performance.now() - judging;
    print('Comparing with openssl ...');
    const openssl = await opensslSpeed('ecdsap256', 3);
    print('Issuing ...');
    memory.begin();
    const cpu = process.cpuUsage();
    const began = performance.now();
    const run = await activities.issueWanted();
    const seconds = (performance.now() - began) / 1_000;
    const { user, system: kernel } = process.cpuUsage(cpu);
    const flat = memory.end();
    if (run.issued !== people) throw new Error(`${run.issued} of ${people} were issued`);
    const { rows } = await owner.query<{ stored: number; distinct: number }>(
      `select count(*)::integer as stored, count(distinct uvci)::integer as distinct from passports`,
    );
    if (rows[0]?.stored !== people || rows[0].distinct !== people)
      throw new Error('not every certificate was stored once');
    const verifyPerSecond = await verify(owner, Math.min(people, 40_000), threads);
    const figures = {
      perSecond: Math.round(people / seconds),
      verifyPerSecond: Math.round(verifyPerSecond),
      opensslSignPerSecond: Math.round(openssl?.signPerSecond ?? 0),
      ...flat,
      cpuSeconds: Math.round((user + kernel) / 100_000) / 10,
      ...{
        people,
        threads,
        seconds: Math.round(seconds * 10) / 10,
        judgedPerSecond: Math.round((people * 1_000) / judgeMs),
      },
    };
    print(
      `${figures.perSecond} issued, stored and read again per second; openssl speed, one thread: ${figures.opensslSignPerSecond} signatures per second`,
    );
    print(
      `${figures.verifyPerSecond} verified per second; memory at the first quarter ${flat.memoryMbEarly} MB, at the end ${flat.memoryMbLate} MB`,
    );
    return figures;
  } finally {
    memory.end();
    await close();
    await dataSource.destroy();
    await owner.end();
  }

  function watchMemory() {
    const samples: { rss: number; done: number }[] = [];
    let timer: NodeJS.Timeout | undefined;
    const mb = (from: number, to: number): number => {
      const part = samples.filter(({ done }) => done >= from * people && done <= to * people);
      return Math.round(Math.max(0, ...part.map(({ rss }) => rss)) / 1_048_576);
    };
    return {
      begin() {
        timer = setInterval(() => samples.push({ rss: process.memoryUsage.rss(), done: issued }), 250);
      },
      end() {
        clearInterval(timer);
        return {
          peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
          ...{ memoryMbEarly: mb(0, 0.25), memoryMbLate: mb(0.75, 1) },
        };
      },
    };
  }
}

/** Codes per second over all threads, with a thousand revocations to look up. */
async function verify(owner: pg.Client, count: number, threads: number): Promise<number> {
  const { rows } = await owner.query<{ code: string }>(`select code from passports order by uvci limit $1`, [
    count,
  ]);
  const keys = await owner.query<{ certificate: Buffer; kid: string }>(
    `select certificate, kid from signing_keys`,
  );
  const batches = keys.rows.map(({ kid }) => ({
    ...{ country: 'VN', expires: '2099-01-01T00:00:00Z', kid, hashType: 'SIGNATURE' as const },
    entries: Array.from({ length: 1_000 }, (_, n) => ({ hash: Buffer.alloc(16, n).toString('base64') })),
  }));
  const share = Math.ceil(rows.length / threads);
  const times = await Promise.all(
    Array.from({ length: threads }, async (_, n) => {
      const workerData: VerifyTask = {
        codes: rows.slice(n * share, (n + 1) * share).map(({ code }) => code),
        ...{ certificates: keys.rows.map(({ certificate }) => certificate), batches },
      };
      const worker = new Worker(new URL('./passports/verify-thread.js', import.meta.url), { workerData });
      const [ms] = (await once(worker, 'message')) as [number];
      await worker.terminate();
      return ms;
    }),
  );
  return (rows.length * 1_000) / Math.max(...times);
}
