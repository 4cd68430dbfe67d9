import { readFile } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { Acts } from '#persistence/act';
import { createDataSource } from '#persistence/data-source';
import { sealAccessLog, SEAL_ROWS } from '#persistence/process/access-seals';
import { registerBundle } from '#persistence/process/archives';
import { CLOCKS, giveDueNotices } from '#persistence/process/clockwork';
import { deriveNotifications } from '#persistence/process/notifying';
import { outboxLagMs } from '#persistence/process/outbox';
import { tendTransfers } from '#persistence/process/transferring';
import { systemSql } from '#persistence/process/system-sql';
import { openSealKey } from '#signatures/seal';
import type { Sql } from '#persistence/sql';
import { createActivities } from './activities.ts';
import { Archiver } from './archiver.ts';
import { workflowBundle } from './bundle.ts';
import { checkpointActivities } from './checkpoint-taker.ts';
import { buildIdOf } from './closed-run.ts';
import { createDeliverer } from './deliveries/set-up.ts';
import { carryDoseEdits, type DoseEditor } from '#activities/passports/dose-edits';
import { settleDoseEdit, takeDoseEdits } from '#persistence/process/passports/outgoing';
import { tellHolders, textsOverHttp } from './passports/messenger.ts';
import { EnvError, readEnv, type WorkerEnv } from './env.ts';
import { serveHealth, type Readiness } from './health.ts';
import { openLog } from './log.ts';
import { Loop } from './loop.ts';
import { sendMerges } from './merger.ts';
import { ensureNamespace } from './namespace.ts';
import { codeOf, withPatience } from './patience.ts';
import { Reconciler } from './reconciler.ts';
import { Relay } from './relay.ts';
import { reportActivities } from './reporter.ts';
import { ensureSchedules } from './schedules.ts';
import { revocationListAt, Stamper } from './stamper.ts';
import { timeStampsOverHttp } from './time-stamp-client.ts';
import { auditActivities } from './nightly-auditor.ts';
import { createWaker } from './waker.ts';

const PATIENCE_MS = 120_000;
/** A relay that is further behind than this is not doing its work. */
const READY_LAG_MS = 10_000;
const FAILED_LOOK_MS = 500;

async function main(env: WorkerEnv, log: Logger): Promise<void> {
  const patiently = <T>(what: string, step: () => Promise<T>) =>
    withPatience(step, PATIENCE_MS, (error) =>
      log.warn({ what, code: codeOf(error) }, 'waiting for a server'),
    );
  const { temporalAddress: address, temporalNamespace: namespace, taskQueue } = env;

  const bundling = workflowBundle();
  const dataSource = createDataSource({
    url: env.databaseUrl,
    poolSize: env.databasePool,
    applicationName: 'ban-giao worker',
    byKeys: true,
  });
  await patiently('postgres', () => dataSource.initialize());
  const sql = systemSql(dataSource);
  const connection = await patiently('temporal', () => Connection.connect({ address }));
  const namespaceId = () => ensureNamespace(connection, namespace);
  await patiently('namespace', namespaceId);
  const native = await patiently('temporal', () => NativeConnection.connect({ address }));

  const seal = await openSealKey(env.sealKeyFile);
  // Before the first task is worked on: a history must never name code that nobody has.
  const codePath = await bundling;
  const bundle = await registerBundle(sql, await readFile(codePath));
  const { activities, platform, close } = createActivities(dataSource, env);
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue,
    activities: {
      ...activities,
      ...reportActivities(new Acts(dataSource), sql),
      ...checkpointActivities(sql, seal, env.checkpointDir),
      ...auditActivities(
        dataSource,
        { sealPem: seal.certificatePem, trustAnchorsFile: env.officerAnchorsFile },
        log,
      ),
    },
    workflowBundle: { codePath },
    buildId: buildIdOf(bundle),
    maxCachedWorkflows: 300,
    maxConcurrentActivityTaskExecutions: 24,
    maxConcurrentLocalActivityExecutions: 48,
    // A cancelled list stops its outside calls at their next heartbeat.
    maxHeartbeatThrottleInterval: '2 seconds',
    shutdownGraceTime: '5 seconds',
    shutdownForceTime: '10 seconds',
  });
  const client = new Client({ connection, namespace });
  await patiently('schedules', () => ensureSchedules(client, taskQueue));
  const wake = createWaker(client, taskQueue);
  const relay = new Relay(env.databaseUrl, wake, env.relayPollMs, log);
  const reconciler = new Reconciler(sql, wake, log, { afterMs: env.reconcileAfterMs, namespaceId });
  const stamper = createStamper(env, new Acts(dataSource), sql, log);

  const archiver = new Archiver(new Acts(dataSource), sql, client, log, {
    lostAfterMs: env.archiveLostAfterMs,
  });
  const acts = new Acts(dataSource);
  const deliverer = await createDeliverer(env, sql, log);
  const loops = [
    new Loop(log, {
      ...{ name: 'notifications', everyMs: env.notifyEveryMs },
      pass: async () => (await deriveNotifications(sql)).more,
    }),
    ...passportLoops(sql, platform, env, log),
    new Loop(log, { name: 'deliveries', everyMs: env.notifyEveryMs, pass: () => deliverer.pass() }),
    new Loop(log, {
      ...{ name: 'clocks', everyMs: env.clockEveryMs },
      pass: async () => (await giveDueNotices(acts, sql, env.clockGraceMs)) >= CLOCKS,
    }),
    new Loop(log, {
      ...{ name: 'transfers', everyMs: env.clockEveryMs },
      pass: () => tendTransfers(acts, sql),
    }),
    new Loop(log, {
      ...{ name: 'merges', everyMs: env.notifyEveryMs },
      pass: (signal) => sendMerges(acts, sql, platform, signal),
    }),
    new Loop(log, { name: 'archive', everyMs: env.archiveEveryMs, pass: (signal) => archiver.pass(signal) }),
    new Loop(log, {
      ...{ name: 'access log', everyMs: env.accessSealEveryMs },
      pass: async () => (await sealAccessLog(sql, seal)) >= SEAL_ROWS,
    }),
  ];

  const readiness = async (): Promise<Readiness> => {
    const relayLagMs = await outboxLagMs(sql).catch(() => null);
    const temporal = await connection
      .withDeadline(Date.now() + 2_000, () => connection.workflowService.getSystemInfo({}))
      .then(
        () => true,
        () => false,
      );
    const state = worker.getState();
    const ready = temporal && state === 'RUNNING' && relayLagMs !== null && relayLagMs < READY_LAG_MS;
    return { ready, postgres: relayLagMs !== null, temporal, worker: state, relayLagMs };
  };
  const health = await serveHealth(env.host, env.healthPort, readiness);

  const stop = () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  relay.start();
  reconciler.start();
  for (const loop of loops) loop.start();
  stamper?.start();
  log.info({ namespace, taskQueue, healthPort: env.healthPort }, 'worker ready');
  const watching = endWhenFailed(worker, log);
  await worker.run().catch((error: unknown) => {
    // No orderly end: a pass that waits for the server that was lost would hold the process for ever. Everything here survives a crash.
    log.fatal({ code: codeOf(error) }, 'the worker failed and ends');
    process.exit(1);
  });
  clearInterval(watching);
  await Promise.all([relay.stop(), reconciler.stop(), stamper?.stop(), ...loops.map((loop) => loop.stop())]);
  health.close();
  await close();
  await connection.close();
  await native.close().catch(() => {});
  await dataSource.destroy();
}

/** What leaves for the platform and for holders. Without an SMS gateway holders' messages wait. */
function passportLoops(sql: Sql, platform: DoseEditor, env: WorkerEnv, log: Logger): Loop[] {
  const { smsUrl, smsToken, outsideTimeoutMs, pageUrl, notifyEveryMs: everyMs } = env;
  const store = {
    take: (limit: number) => takeDoseEdits(sql, limit),
    settle: (id: string, failure: string | null) => settleDoseEdit(sql, id, failure),
  };
  const loops = [
    new Loop(log, {
      name: 'dose edits',
      everyMs,
      pass: (signal) => carryDoseEdits(store, platform, signal),
    }),
  ];
  if (smsUrl !== null) {
    const send = textsOverHttp(smsUrl, smsToken, outsideTimeoutMs);
    loops.push(new Loop(log, { name: 'holders', everyMs, pass: () => tellHolders(sql, send, pageUrl) }));
  }
  return loops;
}

/** Without the address of a time-stamp server signatures wait. */
function createStamper(env: WorkerEnv, acts: Acts, sql: Sql, log: Logger): Stamper | undefined {
  const { tsaUrl, trustAnchorsFile, crlUrl, outsideTimeoutMs: timeoutMs } = env;
  if (tsaUrl === null || trustAnchorsFile === null) {
    log.warn('TSA_URL is not set: signatures wait for their time stamps');
    return undefined;
  }
  return new Stamper(sql, acts, timeStampsOverHttp(tsaUrl, timeoutMs), log, {
    pollMs: env.stampPollMs,
    // A batch of sixteen goes in four rounds, each with two calls at most.
    leaseMs: 10 * timeoutMs,
    anchorsFile: trustAnchorsFile,
    revocationList: crlUrl === null ? null : revocationListAt(crlUrl, timeoutMs),
  });
}

/**
 * A worker that lost its namespace under its hands fails, but its `run` waits for outside calls that nobody will ever end. Everything
 * here survives a crash, so the process ends at once and the supervisor starts another.
 */
function endWhenFailed(worker: Worker, log: Logger): NodeJS.Timeout {
  return setInterval(() => {
    if (worker.getState() !== 'FAILED') return;
    log.fatal('the worker failed and ends');
    process.exit(1);
  }, FAILED_LOOK_MS);
}

try {
  const env = readEnv(process.env);
  const log = openLog(env.logLevel);
  process.on('unhandledRejection', (error) => {
    log.fatal({ code: codeOf(error) }, 'unhandled rejection');
    process.exit(1);
  });
  await main(env, log).catch((error: unknown) => {
    log.fatal({ code: codeOf(error) }, 'worker ended');
    process.exit(1);
  });
  process.exit(0);
} catch (error) {
  if (!(error instanceof EnvError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
