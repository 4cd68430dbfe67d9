/** The environment of the simulators. Ports: 0 takes a free one. */
export interface SimulatorsEnv {
  databaseUrl: string;
  host: string;
  /** The host in the addresses they tell others, such as the issuer in tokens; another than `host` inside a container. */
  publicHost: string;
  populationPort: number;
  platformPort: number;
  idpPort: number;
  agentPort: number;
  tsaPort: number;
  /** The SMS gateway and the receiver of webhooks. */
  postPort: number;
  smtpPort: number;
  agentAllowedOrigins: string[];
  /** Where the product's pages are served. */
  webOrigins: string[];
  idpTokenSeconds: number;
}

/** Parses the environment. Throws an Error with one sentence naming the variable, what was found and what is expected. */
export function parseEnv(env: NodeJS.ProcessEnv): SimulatorsEnv {
  return {
    databaseUrl: databaseUrl(env),
    host: env['HOST'] ?? '127.0.0.1',
    publicHost: env['PUBLIC_HOST'] ?? env['HOST'] ?? '127.0.0.1',
    populationPort: whole(env, 'POPULATION_PORT', 8181, 0, 65_535),
    platformPort: whole(env, 'PLATFORM_PORT', 8182, 0, 65_535),
    idpPort: whole(env, 'IDP_PORT', 8183, 0, 65_535),
    agentPort: whole(env, 'AGENT_PORT', 8184, 0, 65_535),
    tsaPort: whole(env, 'TSA_PORT', 8185, 0, 65_535),
    postPort: whole(env, 'POST_PORT', 0, 0, 65_535),
    smtpPort: whole(env, 'SMTP_PORT', 0, 0, 65_535),
    agentAllowedOrigins: origins(env, 'AGENT_ALLOWED_ORIGINS', 'http://127.0.0.1:8080,http://localhost:8080'),
    webOrigins: origins(env, 'WEB_ORIGIN', 'http://127.0.0.1:8080'),
    idpTokenSeconds: whole(env, 'IDP_TOKEN_SECONDS', 28_800, 1, 2_592_000),
  };
}

function databaseUrl(env: NodeJS.ProcessEnv): string {
  const found = env['SIMULATORS_DATABASE_URL'];
  if (found && /^postgres(ql)?:\/\//.test(found)) return found;
  throw new Error(
    `SIMULATORS_DATABASE_URL is ${found ? 'not a PostgreSQL address' : 'missing'}; expected postgresql://user:password@host:port/database.`,
  );
}

function whole(env: NodeJS.ProcessEnv, name: string, standard: number, min: number, max: number): number {
  const found = env[name];
  if (found === undefined || found === '') return standard;
  const value = Number(found);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new Error(`${name} is "${found}"; expected a whole number from ${min} to ${max}.`);
}

function origins(env: NodeJS.ProcessEnv, name: string, standard: string): string[] {
  const found = env[name] ?? standard;
  const list = found
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const wrong = list.find((one) => !/^https?:\/\/[^/]+$/.test(one));
  if (wrong === undefined) return list;
  throw new Error(
    `${name} contains "${wrong}"; expected origins like http://127.0.0.1:8080, separated by commas.`,
  );
}
