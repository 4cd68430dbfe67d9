import { setMaxListeners } from 'node:events';
import { Context } from '@temporalio/activity';
import type { DataSource } from 'typeorm';
import { HttpClient } from '#activities/adapters/http-client';
import { platformOverHttp } from '#activities/adapters/platform-http';
import { populationOverHttp } from '#activities/adapters/population-http';
import { sleep } from '#activities/adapters/sleep';
import { createCampaignActivities } from '#activities/campaign.activities';
import { createCompileActivities } from '#activities/compile.activities';
import type { HandStore } from '#activities/by-hand';
import { guarded } from '#activities/failures';
import { createListActivities } from '#activities/list.activities';
import { createPlatformActivities } from '#activities/platform.activities';
import { createPopulationActivities } from '#activities/population.activities';
import type { Progress } from '#activities/ports';
import { Acts } from '#persistence/act';
import { consultCampaign } from '#persistence/process/campaign-orders';
import { additionJob, requestedAdditions, storeAdditions } from '#persistence/process/additions';
import { beginJob } from '#persistence/process/jobs';
import { consultList } from '#persistence/process/list-orders';
import { COMPILE_JOB, finishLoading, storePage, villagesOf } from '#persistence/process/loading';
import * as handStore from '#persistence/process/by-hand';
import * as platformStore from '#persistence/process/platform';
import { readQualitySettings } from '#persistence/repositories/quality-settings';
import { transferredSubjects } from '#persistence/process/transferring';
import { noteAsked } from '#persistence/process/asked';
import * as populationStore from '#persistence/process/population';
import { systemSql } from '#persistence/process/system-sql';
import type { WorkerEnv } from './env.ts';
import { passportActivities } from '#activities/passports/on-database';

const HEARTBEAT_MS = 500;

function progress(): Progress {
  const context = Context.current();
  // Every call under way listens to it.
  setMaxListeners(0, context.cancellationSignal);
  let last = 0;
  return {
    signal: context.cancellationSignal,
    heartbeat: (details) => {
      if (Date.now() - last < HEARTBEAT_MS) return;
      last = Date.now();
      context.heartbeat(details);
    },
  };
}

type Env = Pick<WorkerEnv, 'platformUrl' | 'populationUrl' | 'outsideTimeoutMs'> &
  Partial<Pick<WorkerEnv, 'secretsKeyFile' | 'passportIssuer' | 'passportThreads' | 'tokenPin'>>;

/** All activities, wired to the database and to the outside systems; `close` ends the connections to those. */
export function createActivities(dataSource: DataSource, env: Env) {
  const acts = new Acts(dataSource);
  const sql = systemSql(dataSource);
  const client = (name: string, baseUrl: string) =>
    new HttpClient({ name, baseUrl, connections: 64, timeoutMs: env.outsideTimeoutMs, sleep });
  const platformHttp = client('platform', env.platformUrl);
  const populationHttp = client('population', env.populationUrl);
  const platform = platformOverHttp(platformHttp);

  const hand: HandStore = {
    isByHand: (id, job) => handStore.isByHand(sql, id, job),
    missing: (id, job) => handStore.missingResults(sql, id, job),
    wait: (id, job) => handStore.waitForPeople(sql, id, job),
    results: (id, job, recordNos) => handStore.carriedResults(sql, id, job, recordNos),
  };

  const passports = passportActivities(
    dataSource,
    platform,
    {
      ...{ secretsKeyFile: env.secretsKeyFile ?? '.data/secrets.key', tokenPin: env.tokenPin ?? undefined },
      ...{ issuerName: env.passportIssuer ?? 'Cục Y tế dự phòng', threads: env.passportThreads ?? 1 },
    },
    progress,
  );
  const activities = guarded({
    ...createListActivities({ consult: (id, orders) => consultList(acts, sql, id, orders) }),
    ...createCampaignActivities({ consult: (id, orders) => consultCampaign(acts, sql, id, orders) }),
    ...createCompileActivities(
      platform,
      {
        begin: (id) => beginJob(sql, id, COMPILE_JOB),
        villages: (commune) => villagesOf(sql, commune),
        storePage: (id, page) => storePage(acts, id, page),
        transferred: (id) => transferredSubjects(sql, id),
        finish: (id) => finishLoading(acts, id),
      },
      {
        begin: (id, runNo) => beginJob(sql, id, additionJob(runNo)),
        requested: (...args) => requestedAdditions(sql, ...args),
        store: (...args) => storeAdditions(acts, ...args),
      },
      progress,
    ),
    ...createPopulationActivities(
      populationOverHttp(populationHttp),
      {
        begin: (id, job) => beginJob(sql, id, job),
        thresholds: (province) => readQualitySettings(sql, province),
        unchecked: (...args) => populationStore.uncheckedRecords(sql, ...args),
        noteAsked: (...args) => noteAsked(sql, ...args),
        storeChecked: (...args) => populationStore.storeChecked(sql, ...args),
        finishCheck: (...args) => populationStore.finishPopulationCheck(acts, ...args),
        toUpdate: (...args) => populationStore.recordsForPopulation(sql, ...args),
        storeUpdates: (...args) => populationStore.storePopulationUpdates(sql, ...args),
        finishUpdate: (...args) => populationStore.finishPopulationUpdate(acts, ...args),
        hand,
      },
      progress,
      sleep,
    ),
    ...createPlatformActivities(
      platform,
      {
        begin: (id, job) => beginJob(sql, id, job),
        count: (...args) => platformStore.countForPlatform(sql, ...args),
        toUpdate: (...args) => platformStore.recordsForPlatform(sql, ...args),
        storeResults: (...args) => platformStore.storeUpdateResults(sql, ...args),
        finishRun: (...args) => platformStore.finishPlatformRun(acts, ...args),
        toVerify: (...args) => platformStore.recordsToVerify(sql, ...args),
        storeVerification: (...args) => platformStore.storeVerification(sql, ...args),
        finishVerification: (...args) => platformStore.finishVerification(acts, ...args),
        hand,
      },
      progress,
      sleep,
    ),
  });
  const close = async () => {
    await Promise.all([platformHttp.close(), populationHttp.close(), passports.close()]);
  };
  return { activities: { ...activities, ...passports.activities }, platform, close };
}
