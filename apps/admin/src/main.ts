import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Acts } from '#persistence/act';
import { createDataSource } from '#persistence/data-source';
import { systemSql } from '#persistence/process/system-sql';
import { UsageError, type Command } from './command.ts';
import { firstAdministrator } from './commands/first-administrator.ts';
import { nationalCalendar } from './commands/national-calendar.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  'first-administrator': firstAdministrator,
  'national-calendar': nationalCalendar,
};

/** Exit codes: 0 done, 1 refused or failed, 2 wrong arguments. */
async function main([name, ...args]: readonly string[]): Promise<number> {
  const command = name === undefined || !Object.hasOwn(COMMANDS, name) ? undefined : COMMANDS[name];
  if (command === undefined) throw new UsageError(usage());
  const source = createDataSource({ url: databaseUrl(), poolSize: 2, applicationName: 'ban-giao admin' });
  await source.initialize();
  try {
    const print = (line: string): void => void process.stdout.write(`${line}\n`);
    return (await command.run(args, { acts: new Acts(source), sql: systemSql(source), print })) ? 0 : 1;
  } finally {
    await source.destroy();
  }
}

/** @throws UsageError when no database is named and no system runs. */
function databaseUrl(): string {
  const { DATABASE_URL, DATA_DIR } = process.env;
  if (DATABASE_URL) return DATABASE_URL;
  const file = join(DATA_DIR || '.data', 'run.json');
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { databases: { system: string } }).databases.system;
  } catch {
    throw new UsageError(`Neither DATABASE_URL nor a running system was found (${file} is not there).`);
  }
}

function usage(): string {
  const lines = Object.values(COMMANDS).map(({ usage: how, summary }) => `  ${how}\n      ${summary}`);
  return ['npm run admin -- COMMAND', ...lines].join('\n');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof UsageError ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
