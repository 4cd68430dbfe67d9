import { createApplication } from './application.ts';
import { parseEnv, type Env } from './env.ts';

let env: Env;
try {
  env = parseEnv(process.env);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
try {
  const app = await createApplication(env);
  await app.listen(env.port, env.host);
  process.stdout.write(`${JSON.stringify({ ready: await app.getUrl() })}\n`);
} catch (error) {
  const code = (error as NodeJS.ErrnoException).code;
  const reason =
    code === 'EADDRINUSE'
      ? `PORT ${env.port} on ${env.host} is taken: set PORT to a free one.`
      : `The API could not start: ${code ?? (error instanceof Error ? error.name : 'unknown error')}.`;
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
