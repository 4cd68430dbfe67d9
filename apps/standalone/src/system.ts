import { addresses, apiPart, simulatorsPart, workerPart, type Addresses } from './parts.ts';
import { databaseUrls, prepareDatabases, type DatabaseUrls } from './databases.ts';
import { layout, openSecrets, type Secrets } from './data-folder.ts';
import { enrolFromAgent, fetchTrustAnchors, FIRST_COMMUNES, generatePopulations } from './demo-data.ts';
import { makeDemoKeys } from './passport-keys.ts';
import { clusterUrl, postgresPart, socketFolder } from './postgres/cluster.ts';
import type { PortName, Settings } from './settings.ts';
import type { Screen } from './supervisor/screen.ts';
import type { Supervisor } from './supervisor/supervisor.ts';
import { findTemporal } from './temporal/program.ts';
import { temporalAnswers, temporalPart } from './temporal/server.ts';

export interface System {
  readonly at: Addresses;
  readonly databases: DatabaseUrls;
  readonly secrets: Secrets;
}

/** What follows from the settings alone, before anything runs. */
export function describe(settings: Settings): System {
  const secrets = openSecrets(layout(settings.dataDir).secrets);
  const cluster = {
    dataDir: layout(settings.dataDir).postgres,
    port: settings.ports.postgres,
    password: secrets.owner,
  };
  const owner = settings.databaseUrl ?? clusterUrl(cluster, 'bangiao');
  const socket = settings.databaseUrl === undefined ? socketFolder(cluster) : undefined;
  return {
    at: addresses(settings),
    databases: databaseUrls(owner, secrets, { simulators: settings.simulatorsDatabaseUrl, socket }),
    secrets,
  };
}

/** The ports this start will open. */
export function neededPorts(settings: Settings): PortName[] {
  return [
    'api',
    'worker',
    'population',
    'platform',
    'idp',
    'agent',
    'tsa',
    ...(settings.databaseUrl === undefined ? (['postgres'] as const) : []),
    ...(settings.temporalAddress === undefined ? (['temporal', 'temporalUi'] as const) : []),
  ];
}

/** Starts everything in the order in which the parts need each other, what does not depend on each other at once. */
export async function startSystem(
  settings: Settings,
  system: System,
  supervisor: Supervisor,
  screen: Screen,
): Promise<void> {
  const { at, databases } = system;
  const files = layout(settings.dataDir);
  await Promise.all([
    startStores(settings, system, supervisor, screen),
    startTemporal(settings, at, supervisor, screen),
  ]);
  await fetchTrustAnchors(at.agent, files.trustAnchors);
  await enrolFromAgent(databases.owner, at.agent, FIRST_COMMUNES);
  await makeDemoKeys({
    databaseUrl: databases.owner,
    ...{ secretsKeyFile: files.secretsKey, authorityFile: files.passportAuthority },
    ...{ algorithms: ['ES256'], again: false },
  });
  const populated = settings.demoData ? generatePopulations(at) : Promise.resolve();
  screen.say('Starting the worker and the API ...');
  await Promise.all([
    supervisor.start(workerPart(settings, databases, at)),
    supervisor.start(apiPart(settings, databases, at)),
    populated,
  ]);
}

async function startStores(
  settings: Settings,
  { at, databases, secrets }: System,
  supervisor: Supervisor,
  screen: Screen,
): Promise<void> {
  if (settings.databaseUrl === undefined) {
    screen.say('Starting PostgreSQL ...');
    await supervisor.start(
      await postgresPart({
        dataDir: layout(settings.dataDir).postgres,
        port: settings.ports.postgres,
        password: secrets.owner,
      }),
    );
  }
  const migrations = await prepareDatabases(databases, secrets);
  if (migrations.length > 0)
    screen.say(`The database was brought up to date (${migrations.length} migration(s)).`);
  screen.say('Starting the simulators ...');
  await supervisor.start(simulatorsPart(settings, databases, at));
}

async function startTemporal(
  settings: Settings,
  at: Addresses,
  supervisor: Supervisor,
  screen: Screen,
): Promise<void> {
  if (settings.temporalAddress !== undefined) {
    if (!(await temporalAnswers(settings.temporalAddress).catch(() => false)))
      throw new Error(`TEMPORAL_ADDRESS is ${settings.temporalAddress}, but no Temporal answers there.`);
    screen.say(`Using the Temporal server at ${at.temporal}.`);
    return;
  }
  const { path, source } = await findTemporal((line) => screen.say(line));
  screen.say(`Starting Temporal (${source}: ${path}) ...`);
  await supervisor.start(
    temporalPart({
      program: path,
      databaseFile: layout(settings.dataDir).temporalFile,
      port: settings.ports.temporal,
      uiPort: settings.ports.temporalUi,
    }),
  );
}
