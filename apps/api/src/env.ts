import { dirname } from 'node:path';

/** Injection token of the parsed environment. */
export const ENV = Symbol('Env');

export interface Env {
  readonly databaseUrl: string;
  /** Connections to PostgreSQL. */
  readonly databasePool: number;
  readonly port: number;
  readonly host: string;
  readonly oidcIssuer: string;
  readonly oidcAudience: string;
  /** The product as a client of the identity provider; without a secret it is a public one, with PKCE in both cases. */
  readonly oidcClientId: string;
  readonly oidcClientSecret: string | null;
  /** Where browsers reach this API, without a slash at the end; `/auth/callback` below it is the redirect address. */
  readonly publicUrl: string;
  /** A browser session ends after so long, and after so long without a request; milliseconds. */
  readonly sessionMs: number;
  readonly sessionIdleMs: number;
  /** How old a sign-in may be for signing with a certificate, and for handovers the server seals; milliseconds, 0: of any age. */
  readonly stepUpMs: number;
  readonly attestMs: number;
  /** PEM file with the certificate authorities whose officers' certificates count. */
  readonly trustAnchorsFile: string | null;
  /** PEM file with the authorities that the time-stamp server's certificate may lead to; sent along with evidence. */
  readonly tsaAnchorsFile: string | null;
  readonly crlUrl: string | null;
  readonly sealKeyFile: string;
  /** Key of this installation that closes the secrets of webhooks; the worker must have the same. */
  readonly secretsKeyFile: string;
  /** Webhooks may be called inside the own network: for demonstrations only. */
  readonly webhooksPrivate: boolean;
  /** Where people reach the product's pages; stands in the QR codes of papers, without a slash at the end. */
  readonly verifyUrl: string;
  /** The built web application; nothing is served below /app when it is not there. */
  readonly webDir: string;
  /** Where the signing agent listens on the officers' machines; the only other address the pages may call. */
  readonly agentUrl: string | null;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** An undelivered message older than this makes the API not ready, milliseconds. */
  readonly relayLagMs: number;
  /** Requests one address may make in a second. */
  readonly requestsPerSecond: number;
  /** Requests one person may make in a second, from however many addresses. */
  readonly requestsPerPerson: number;
  /** Sign-ins one address may begin or end in a minute; whole offices share one. */
  readonly signInsPerMinute: number;
  /** Tries at holders' links one address may make in a minute. */
  readonly holderTriesPerMinute: number;
  /** Addresses of reverse proxies whose X-Forwarded-For counts; empty: nobody's. */
  readonly trustedProxies: readonly string[];
}

const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

const MINUTE_MS = 60_000;

type Source = Readonly<Record<string, string | undefined>>;

/** Reads the environment once, at start. @throws Error with one sentence: the variable, what was found, what is expected. */
export function parseEnv(source: Source): Env {
  return {
    databaseUrl: address(source, 'DATABASE_URL', ['postgres:', 'postgresql:']),
    databasePool: whole(source, 'DATABASE_POOL', 20, 1, 500),
    port: whole(source, 'PORT', 8080, 0, 65_535),
    host: text(source, 'HOST', '127.0.0.1'),
    oidcIssuer: address(source, 'OIDC_ISSUER', ['http:', 'https:']),
    oidcAudience: text(source, 'OIDC_AUDIENCE', 'ban-giao-api'),
    oidcClientId: text(source, 'OIDC_CLIENT_ID', 'ban-giao-web'),
    oidcClientSecret: source['OIDC_CLIENT_SECRET'] || null,
    publicUrl: site(source, 'PUBLIC_URL', site(source, 'VERIFY_URL', 'http://127.0.0.1:8080')),
    sessionMs: whole(source, 'SESSION_MINUTES', 720, 1, 10_080) * MINUTE_MS,
    sessionIdleMs: whole(source, 'SESSION_IDLE_MINUTES', 60, 1, 10_080) * MINUTE_MS,
    stepUpMs: whole(source, 'SIGNING_AUTH_MINUTES', 15, 0, 10_080) * MINUTE_MS,
    attestMs: whole(source, 'HANDOVER_AUTH_MINUTES', 720, 0, 10_080) * MINUTE_MS,
    trustAnchorsFile: source['TRUST_ANCHORS_FILE'] || null,
    tsaAnchorsFile: source['TSA_ANCHORS_FILE'] || source['TRUST_ANCHORS_FILE'] || null,
    crlUrl: source['CRL_URL'] ? address(source, 'CRL_URL', ['http:', 'https:', 'file:']) : null,
    verifyUrl: site(source, 'VERIFY_URL', 'http://127.0.0.1:8080'),
    webDir: text(source, 'WEB_DIR', 'dist/web'),
    agentUrl: source['AGENT_URL'] ? site(source, 'AGENT_URL', '') : null,
    secretsKeyFile: text(
      source,
      'SECRETS_KEY_FILE',
      `${dirname(source['SEAL_KEY_FILE'] || '.data/seal-key.pem')}/secrets.key`,
    ),
    webhooksPrivate: oneOf(source, 'WEBHOOKS_PRIVATE', 'no', ['no', 'yes']) === 'yes',
    sealKeyFile: text(source, 'SEAL_KEY_FILE', '.data/seal-key.pem'),
    temporalAddress: hostAndPort(source, 'TEMPORAL_ADDRESS', '127.0.0.1:7233'),
    temporalNamespace: text(source, 'TEMPORAL_NAMESPACE', 'ban-giao'),
    logLevel: oneOf(source, 'LOG_LEVEL', 'info', LOG_LEVELS),
    relayLagMs: whole(source, 'RELAY_LAG_MS', 30_000, 1, 86_400_000),
    requestsPerSecond: whole(source, 'REQUESTS_PER_SECOND', 5_000, 1, 1_000_000),
    requestsPerPerson: whole(source, 'REQUESTS_PER_PERSON_PER_SECOND', 1_000, 1, 1_000_000),
    signInsPerMinute: whole(source, 'SIGN_INS_PER_MINUTE', 6_000, 1, 1_000_000),
    holderTriesPerMinute: whole(source, 'HOLDER_TRIES_PER_MINUTE', 30, 1, 1_000_000),
    trustedProxies: (source['TRUSTED_PROXIES'] ?? '').split(/[\s,]+/).filter((proxy) => proxy !== ''),
  };
}

function refuse(name: string, found: string | undefined, expected: string): never {
  throw new Error(`${name} is ${found ? `"${found}"` : 'not set'}, expected ${expected}.`);
}

/** Addresses may carry a password, so a wrong one is named without its value. */
function address(source: Source, name: string, protocols: readonly string[]): string {
  const value = source[name];
  const parsed = value === undefined ? null : URL.parse(value);
  if (!value || parsed === null || !protocols.includes(parsed.protocol))
    return refuse(
      name,
      value && `an address starting with ${parsed?.protocol ?? 'no protocol'}`,
      `an address starting with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    );
  return value;
}

/** The beginning of a site's addresses. */
function site(source: Source, name: string, fallback: string): string {
  return (source[name] ? address(source, name, ['http:', 'https:']) : fallback).replace(/\/+$/, '');
}

function text(source: Source, name: string, fallback: string): string {
  return source[name] || fallback;
}

function whole(source: Source, name: string, fallback: number, least: number, most: number): number {
  const value = source[name];
  if (!value) return fallback;
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most)
    refuse(name, value, `a whole number from ${least} to ${most}`);
  return number;
}

function hostAndPort(source: Source, name: string, fallback: string): string {
  const value = source[name] || fallback;
  if (!/^[^\s:/]+:\d{1,5}$/.test(value)) refuse(name, value, 'a host and a port such as 127.0.0.1:7233');
  return value;
}

function oneOf<T extends string>(source: Source, name: string, fallback: T, values: readonly T[]): T {
  const value = source[name] || fallback;
  return (
    values.find((candidate) => candidate === value) ?? refuse(name, value, `one of ${values.join(', ')}`)
  );
}
