import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DatabaseUrls } from './databases.ts';
import { layout } from './data-folder.ts';
import type { Settings } from './settings.ts';
import type { Part } from './supervisor/managed-process.ts';

const HOST = '127.0.0.1';
/** Connections of the API and of the worker to the database: a machine of a few cores is not faster with more, and each one plans its statements anew. */
const DATABASE_POOL = '8';
const WATCHED = fileURLToPath(new URL('./supervisor/watched-by.js', import.meta.url));

/** True when the address answers 200 to a request. */
async function isWell(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.arrayBuffer();
  return response.ok;
}

interface NodePart {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly health: readonly string[];
  /** Options for Node. */
  readonly flags?: readonly string[];
}

/** Bodies of some hundred kilobytes fill the usual young generation at once, and what is moved out of it is kept too long. */
const YOUNG = ['--max-semi-space-size=32'];

function nodePart({ name, env, health, flags = [] }: NodePart): Part {
  return {
    name,
    command: process.execPath,
    args: [
      '--enable-source-maps',
      ...flags,
      '--import',
      `file://${WATCHED}`,
      resolve('dist', 'apps', name, 'src', 'main.js'),
    ],
    // Glibc keeps what the arena of each thread has ever held: Temporal's threads stand beside Node's.
    env: { MALLOC_ARENA_MAX: '2', ...process.env, ...env },
    user: undefined,
    stopSignal: 'SIGTERM',
    stopMs: 20_000,
    node: true,
    readyMs: 90_000,
    ready: async () => (await Promise.all(health.map(isWell))).every(Boolean),
  };
}

export interface Addresses {
  readonly api: string;
  readonly worker: string;
  readonly population: string;
  readonly platform: string;
  readonly identityProvider: string;
  readonly agent: string;
  readonly timeStamps: string;
  readonly temporal: string;
  /** Undefined when Temporal is somebody else's. */
  readonly temporalUi: string | undefined;
}

/** Where everything listens, from the settings. */
export function addresses({ ports, temporalAddress }: Settings): Addresses {
  const http = (port: number): string => `http://${HOST}:${port}`;
  return {
    api: http(ports.api),
    worker: http(ports.worker),
    population: http(ports.population),
    platform: http(ports.platform),
    identityProvider: http(ports.idp),
    agent: http(ports.agent),
    timeStamps: http(ports.tsa),
    temporal: temporalAddress ?? `${HOST}:${ports.temporal}`,
    temporalUi: temporalAddress === undefined ? http(ports.temporalUi) : undefined,
  };
}

export function simulatorsPart({ ports }: Settings, urls: DatabaseUrls, at: Addresses): Part {
  return nodePart({
    name: 'simulators',
    env: {
      SIMULATORS_DATABASE_URL: urls.simulators,
      HOST,
      POPULATION_PORT: String(ports.population),
      PLATFORM_PORT: String(ports.platform),
      IDP_PORT: String(ports.idp),
      AGENT_PORT: String(ports.agent),
      TSA_PORT: String(ports.tsa),
      AGENT_ALLOWED_ORIGINS: at.api,
      WEB_ORIGIN: at.api,
    },
    health: [at.population, at.platform, at.identityProvider, at.agent, at.timeStamps].map(
      (url) => `${url}/admin/health`,
    ),
    flags: YOUNG,
  });
}

/** Authorities of the time-stamp server: the demo's own has its certificate from the officers' authority. */
function stampAnchors(trustAnchors: string): string {
  return process.env['TSA_ANCHORS_FILE'] || trustAnchors;
}

export function workerPart(settings: Settings, urls: DatabaseUrls, at: Addresses): Part {
  const { trustAnchors, sealKey } = layout(settings.dataDir);
  return nodePart({
    name: 'worker',
    env: {
      DATABASE_URL: urls.system,
      DATABASE_POOL,
      TEMPORAL_ADDRESS: at.temporal,
      TEMPORAL_NAMESPACE: settings.temporalNamespace,
      POPULATION_URL: at.population,
      PLATFORM_URL: at.platform,
      SEAL_KEY_FILE: sealKey,
      TSA_URL: process.env['TSA_URL'] || `${at.timeStamps}/tsa`,
      TRUST_ANCHORS_FILE: trustAnchors,
      TSA_ANCHORS_FILE: stampAnchors(trustAnchors),
      CRL_URL: `${at.agent}/ca.crl`,
      HEALTH_PORT: String(settings.ports.worker),
      HOST,
    },
    health: [`${at.worker}/health/ready`],
  });
}

export function apiPart(settings: Settings, urls: DatabaseUrls, at: Addresses): Part {
  const { trustAnchors, sealKey } = layout(settings.dataDir);
  return nodePart({
    name: 'api',
    env: {
      DATABASE_URL: urls.api,
      DATABASE_POOL,
      PORT: String(settings.ports.api),
      HOST,
      OIDC_ISSUER: at.identityProvider,
      OIDC_AUDIENCE: 'ban-giao-api',
      PUBLIC_URL: process.env['PUBLIC_URL'] || at.api,
      TRUST_ANCHORS_FILE: trustAnchors,
      TSA_ANCHORS_FILE: stampAnchors(trustAnchors),
      CRL_URL: `${at.agent}/ca.crl`,
      SEAL_KEY_FILE: sealKey,
      VERIFY_URL: process.env['VERIFY_URL'] || at.api,
      AGENT_URL: process.env['AGENT_URL'] || at.agent,
      TEMPORAL_ADDRESS: at.temporal,
      TEMPORAL_NAMESPACE: settings.temporalNamespace,
    },
    health: [`${at.api}/health/ready`],
    flags: YOUNG,
  });
}
