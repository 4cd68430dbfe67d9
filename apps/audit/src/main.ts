import { UsageError } from './usage-error.ts';
import { COMMANDS } from './commands.ts';
import { findSystem } from './system.ts';

/** Exit codes: 0 all is as it should be, 1 something is not or the check failed, 2 wrong arguments. */
async function main([name, ...rest]: readonly string[]): Promise<number> {
  const load = name === undefined || !Object.hasOwn(COMMANDS, name) ? undefined : COMMANDS[name];
  if (load === undefined) throw new UsageError(await usage());
  const json = rest.includes('--json');
  const { args, runFile } = takeRunFile(rest.filter((arg) => arg !== '--json'));
  const { command } = await load();
  command.begin?.();
  const { ok, report } = await command.run(args, {
    system: () => findSystem(process.env, runFile),
    print: (line) => process.stdout.write(`${line}\n`),
  });
  if (json) process.stdout.write(`${JSON.stringify({ command: name, ok, ...report })}\n`);
  return ok ? 0 : 1;
}

/** `--run FILE` belongs to all commands. */
function takeRunFile(all: readonly string[]): { args: string[]; runFile: string | undefined } {
  const at = all.indexOf('--run');
  if (at < 0) return { args: [...all], runFile: undefined };
  const runFile = all[at + 1];
  if (runFile === undefined) throw new UsageError('--run needs a file.');
  return { args: [...all.slice(0, at), ...all.slice(at + 2)], runFile };
}

async function usage(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(COMMANDS).map(async ([name, load]) => {
      const { command } = await load();
      return `  ${`${name} ${command.usage}`.trimEnd()}\n      ${command.summary}`;
    }),
  );
  return [
    'npm run audit -- COMMAND [--json] [--run FILE]',
    ...lines,
    'DATABASE_URL, TEMPORAL_ADDRESS and SEAL_KEY_FILE name the system; without them it is the one that "npm start" runs.',
  ].join('\n');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof UsageError ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
