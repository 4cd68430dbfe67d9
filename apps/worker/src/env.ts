import { dirname } from 'node:path';

export interface WorkerEnv {
  readonly databaseUrl: string;
  readonly databasePool: number;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly taskQueue: string;
  readonly populationUrl: string;
  readonly platformUrl: string;
  /** Time for one answer of an outside system, in milliseconds. */
  readonly outsideTimeoutMs: number;
  readonly host: string;
  readonly healthPort: number;
  readonly relayPollMs: number;
  readonly reconcileAfterMs: number;
  readonly sealKeyFile: string;
  /** Folder outside the database to which every checkpoint is written too; undefined: none. */
  /** Key that opens the secrets of webhooks; the API must have the same. */
  readonly secretsKeyFile: string;
  /** smtp:// or smtps:// address; null: e-mail waits. */
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  /** The SMS gateway; null: text messages wait. */
  readonly smsUrl: string | null;
  readonly smsToken: string | null;
  readonly pageUrl: string;
  readonly webhooksPrivate: boolean;
  readonly notifyEveryMs: number;
  readonly deliveryAttempts: number;
  readonly deliveryFirstDelayMs: number;
  readonly checkpointDir: string | undefined;
  readonly accessSealEveryMs: number;
  /** How often the database's clock is asked for due reminders and escalations, and how long they are left to the lists' processes first. */
  readonly clockEveryMs: number;
  readonly clockGraceMs: number;
  readonly archiveEveryMs: number;
  /** A list that ended this long ago and whose workflow Temporal does not know has lost its history. */
  readonly archiveLostAfterMs: number;
  /** The time-stamp server's address (RFC 3161 over HTTP); null: signatures wait for their time stamps. */
  readonly tsaUrl: string | null;
  /** PEM file with the authorities that the time-stamp server's certificate may lead to. */
  readonly trustAnchorsFile: string | null;
  /** PEM file with the authorities of officers' certificates, for the nightly audit. */
  readonly officerAnchorsFile: string | null;
  readonly crlUrl: string | null;
  readonly stampPollMs: number;
  /** The issuer's name in certificates, at most 80 characters. */
  readonly passportIssuer: string;
  /** Threads that sign certificates. */
  readonly passportThreads: number;
  /** PIN of hardware tokens with signing keys. */
  readonly tokenPin: string | null;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Says which variable is wrong, what was found and what is expected. */
export class EnvError extends Error {}

/**
 * Reads the worker's environment once, at start.
 * @throws EnvError with one sentence for the first variable that is wrong
 */
export function readEnv(env: Readonly<Record<string, string | undefined>>): WorkerEnv {
  const level = env['LOG_LEVEL'] ?? 'info';
  const logLevel = LOG_LEVELS.find((known) => known === level);
  if (logLevel === undefined) throw wrong('LOG_LEVEL', level, `one of ${LOG_LEVELS.join(', ')}`);
  return {
    databaseUrl: url(env, 'DATABASE_URL', ['postgres:', 'postgresql:']),
    databasePool: whole(env, 'DATABASE_POOL', 16, 2, 200),
    temporalAddress: address(env, 'TEMPORAL_ADDRESS', '127.0.0.1:7233'),
    temporalNamespace: name(env, 'TEMPORAL_NAMESPACE', 'ban-giao'),
    taskQueue: name(env, 'TEMPORAL_TASK_QUEUE', 'ban-giao'),
    populationUrl: url(env, 'POPULATION_URL', ['http:', 'https:']),
    platformUrl: url(env, 'PLATFORM_URL', ['http:', 'https:']),
    outsideTimeoutMs: whole(env, 'OUTSIDE_TIMEOUT_MS', 5_000, 100, 120_000),
    host: env['HOST'] ?? '127.0.0.1',
    healthPort: whole(env, 'HEALTH_PORT', 8081, 0, 65_535),
    relayPollMs: whole(env, 'RELAY_POLL_MS', 200, 10, 60_000),
    reconcileAfterMs: whole(env, 'RECONCILE_AFTER_MS', 60_000, 1_000, 86_400_000),
    sealKeyFile: env['SEAL_KEY_FILE'] || '.data/seal-key.pem',
    secretsKeyFile:
      env['SECRETS_KEY_FILE'] || `${dirname(env['SEAL_KEY_FILE'] || '.data/seal-key.pem')}/secrets.key`,
    smtpUrl: env['SMTP_URL'] ? url(env, 'SMTP_URL', ['smtp:', 'smtps:']) : null,
    mailFrom: env['MAIL_FROM'] || 'ban-giao@localhost',
    smsUrl: env['SMS_URL'] ? url(env, 'SMS_URL', ['http:', 'https:']) : null,
    smsToken: env['SMS_TOKEN'] || null,
    pageUrl: env['VERIFY_URL'] || 'http://127.0.0.1:8080',
    webhooksPrivate: env['WEBHOOKS_PRIVATE'] === 'yes',
    notifyEveryMs: whole(env, 'NOTIFY_EVERY_MS', 500, 10, 3_600_000),
    deliveryAttempts: whole(env, 'DELIVERY_ATTEMPTS', 10, 1, 100),
    deliveryFirstDelayMs: whole(env, 'DELIVERY_FIRST_DELAY_MS', 2_000, 1, 3_600_000),
    checkpointDir: env['CHECKPOINT_DIR'] || undefined,
    accessSealEveryMs: whole(env, 'ACCESS_SEAL_EVERY_MS', 60_000, 100, 86_400_000),
    clockEveryMs: whole(env, 'CLOCK_EVERY_MS', 1_000, 10, 3_600_000),
    clockGraceMs: whole(env, 'CLOCK_GRACE_MS', 3_000, 0, 3_600_000),
    archiveEveryMs: whole(env, 'ARCHIVE_EVERY_MS', 2_000, 100, 3_600_000),
    archiveLostAfterMs: whole(env, 'ARCHIVE_LOST_AFTER_MS', 600_000, 100, 30 * 86_400_000),
    tsaUrl: env['TSA_URL'] ? url(env, 'TSA_URL', ['http:', 'https:']) : null,
    trustAnchorsFile: anchorsFile(env),
    officerAnchorsFile: env['TRUST_ANCHORS_FILE'] || null,
    crlUrl: env['CRL_URL'] ? url(env, 'CRL_URL', ['http:', 'https:', 'file:']) : null,
    stampPollMs: whole(env, 'STAMP_POLL_MS', 1_000, 10, 3_600_000),
    passportIssuer: env['PASSPORT_ISSUER'] || 'Cục Y tế dự phòng',
    passportThreads: whole(env, 'PASSPORT_THREADS', 2, 1, 64),
    tokenPin: env['TOKEN_PIN'] || null,
    logLevel,
  };
}

type Env = Readonly<Record<string, string | undefined>>;

function wrong(variable: string, found: string | undefined, expected: string): EnvError {
  const what = found === undefined || found === '' ? 'is missing' : `is ${JSON.stringify(found)}`;
  return new EnvError(`${variable} ${what}; expected ${expected}.`);
}

function url(env: Env, variable: string, protocols: readonly string[]): string {
  const value = env[variable];
  const expected = `an address that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`;
  if (value === undefined || value === '') throw wrong(variable, value, expected);
  // What is wrong may contain a password, so it is not repeated.
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    throw new EnvError(`${variable} is not such an address; expected ${expected}.`);
  }
  return value;
}

/** Without anchors no time stamp could be believed. */
function anchorsFile(env: Env): string | null {
  const file = env['TSA_ANCHORS_FILE'] || env['TRUST_ANCHORS_FILE'] || null;
  if (env['TSA_URL'] && file === null)
    throw wrong('TRUST_ANCHORS_FILE', undefined, 'a PEM file with authorities, because TSA_URL is set');
  return file;
}

function whole(env: Env, variable: string, otherwise: number, least: number, most: number): number {
  const value = env[variable];
  if (value === undefined || value === '') return otherwise;
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most) {
    throw wrong(variable, value, `a whole number from ${least} to ${most}`);
  }
  return number;
}

function address(env: Env, variable: string, otherwise: string): string {
  const value = env[variable] || otherwise;
  if (!/^[^\s:/]+:\d{1,5}$/.test(value))
    throw wrong(variable, value, 'a host and a port such as 127.0.0.1:7233');
  return value;
}

function name(env: Env, variable: string, otherwise: string): string {
  const value = env[variable] || otherwise;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/.test(value)) {
    throw wrong(variable, value, 'letters, digits, dots and hyphens, at most 100');
  }
  return value;
}
