import { openPool } from './database/pool.ts';
import { migrate } from './database/schema.ts';
import { parseEnv } from './env.ts';
import { startSimulators } from './simulators.ts';

try {
  const env = parseEnv(process.env);
  const pool = openPool(env.databaseUrl);
  await migrate(pool);
  const running = await startSimulators(env, pool);
  for (const [name, url] of Object.entries(running.addresses)) process.stdout.write(`${name} ${url}\n`);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void running
      .close()
      .then(() => pool.end())
      .finally(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (error) {
  process.stderr.write(`simulators: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
