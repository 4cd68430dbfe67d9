import { parseArgs } from 'node:util';
import { resolve } from 'node:path';

/** Every port this program may open: its default, the variable and flag that change it, and what listens there. */
export const PORTS = {
  api: { port: 8080, variable: 'PORT', flag: 'port', holder: 'the API' },
  worker: { port: 8081, variable: 'WORKER_PORT', flag: 'worker-port', holder: "the worker's health routes" },
  population: {
    port: 8181,
    variable: 'POPULATION_PORT',
    flag: 'population-port',
    holder: 'the population database simulator',
  },
  platform: {
    port: 8182,
    variable: 'PLATFORM_PORT',
    flag: 'platform-port',
    holder: 'the vaccination platform simulator',
  },
  idp: { port: 8183, variable: 'IDP_PORT', flag: 'idp-port', holder: 'the identity provider simulator' },
  agent: { port: 8184, variable: 'AGENT_PORT', flag: 'agent-port', holder: 'the signing agent simulator' },
  tsa: { port: 8185, variable: 'TSA_PORT', flag: 'tsa-port', holder: 'the time-stamp server simulator' },
  postgres: { port: 15432, variable: 'POSTGRES_PORT', flag: 'postgres-port', holder: 'PostgreSQL' },
  temporal: { port: 7233, variable: 'TEMPORAL_PORT', flag: 'temporal-port', holder: 'Temporal' },
  temporalUi: {
    port: 8233,
    variable: 'TEMPORAL_UI_PORT',
    flag: 'temporal-ui-port',
    holder: "Temporal's web page",
  },
} as const;
export type PortName = keyof typeof PORTS;
export type Ports = Readonly<Record<PortName, number>>;

export interface Settings {
  /** Absolute path of the folder that keeps everything this program writes. */
  readonly dataDir: string;
  readonly reset: boolean;
  readonly verbose: boolean;
  readonly demoData: boolean;
  readonly ports: Ports;
  /** Owner's address of a PostgreSQL that is there already; undefined: bring one. */
  readonly databaseUrl: string | undefined;
  readonly simulatorsDatabaseUrl: string | undefined;
  /** host:port of a Temporal that is there already; undefined: bring one. */
  readonly temporalAddress: string | undefined;
  readonly temporalNamespace: string;
}

/** A wrong setting. Its message is a whole sentence for the person at the screen. */
export class WrongSetting extends Error {}

const OPTIONS = {
  reset: { type: 'boolean' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean' },
  'no-demo-data': { type: 'boolean' },
  data: { type: 'string' },
  'port-offset': { type: 'string' },
  ...(Object.fromEntries(Object.values(PORTS).map(({ flag }) => [flag, { type: 'string' }])) as Record<
    string,
    { type: 'string' }
  >),
} as const;

/** What `npm start -- --help` prints. */
export function usage(): string {
  const ports = Object.values(PORTS).map(
    ({ flag, variable, port, holder }) =>
      `  --${flag.padEnd(18)} ${holder} (now ${port}; or the variable ${variable})`,
  );
  return [
    'npm start -- [options]',
    '  --reset              delete all data of this folder and begin anew',
    '  --data DIR           where the data is kept (.data; or DATA_DIR)',
    '  --port-offset N      add N to every default port (or PORT_OFFSET)',
    '  --no-demo-data       do not fill the simulators with three communes',
    '  --verbose            show every log line, not only warnings',
    ...ports,
    'DATABASE_URL (owner) and TEMPORAL_ADDRESS use those servers instead of starting own ones.',
  ].join('\n');
}

function readPort(name: string, text: string, offset: boolean): number {
  const number = Number(text);
  const least = offset ? 0 : 1024;
  if (!Number.isInteger(number) || number < least || number > 65535)
    throw new WrongSetting(
      `${name} is "${text}", but ${offset ? 'a whole number to add to the ports' : 'a port between 1024 and 65535'} is expected.`,
    );
  return number;
}

function readUrl(name: string, text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^postgres(ql)?:\/\/[^/]+\/[^/?]+/.test(text))
    throw new WrongSetting(
      `${name} is not an address such as postgres://user:password@127.0.0.1:5432/bangiao.`,
    );
  return text;
}

/**
 * Reads flags and environment; a flag wins. Returns undefined when only help was asked for.
 * @throws WrongSetting with a sentence that names the setting, what was found and what is expected.
 */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): Settings | undefined {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }));
  } catch (error) {
    throw new WrongSetting(`${(error as Error).message}\n\n${usage()}`);
  }
  if (values['help'] === true) return undefined;
  const text = (flag: string, variable: string): string | undefined =>
    (values[flag] as string | undefined) ?? (env[variable] === '' ? undefined : env[variable]);
  const offset = readPort('PORT_OFFSET', text('port-offset', 'PORT_OFFSET') ?? '0', true);
  const ports = Object.fromEntries(
    Object.entries(PORTS).map(([name, { port, variable, flag }]) => {
      const given = text(flag, variable);
      return [name, given === undefined ? port + offset : readPort(variable, given, false)];
    }),
  ) as Ports;
  const taken = Object.keys(PORTS).find((name, at, names) =>
    names.slice(0, at).some((other) => ports[other as PortName] === ports[name as PortName]),
  ) as PortName | undefined;
  if (taken !== undefined)
    throw new WrongSetting(
      `${PORTS[taken].variable} is ${ports[taken]}, but another part uses that port already.`,
    );
  const temporalAddress = text('temporal-address', 'TEMPORAL_ADDRESS');
  if (temporalAddress !== undefined && !/^[^\s/:]+:\d+$/.test(temporalAddress))
    throw new WrongSetting(`TEMPORAL_ADDRESS is "${temporalAddress}", but host:port is expected.`);
  return {
    dataDir: resolve(text('data', 'DATA_DIR') ?? '.data'),
    reset: values['reset'] === true,
    verbose: values['verbose'] === true,
    demoData: values['no-demo-data'] !== true,
    ports,
    databaseUrl: readUrl('DATABASE_URL', env['DATABASE_URL']),
    simulatorsDatabaseUrl: readUrl('SIMULATORS_DATABASE_URL', env['SIMULATORS_DATABASE_URL']),
    temporalAddress,
    temporalNamespace: env['TEMPORAL_NAMESPACE'] || 'ban-giao',
  };
}
