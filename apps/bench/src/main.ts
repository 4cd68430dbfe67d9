import { UsageError } from './bench.ts';
import { BENCHES } from './benches.ts';

async function main([name, ...rest]: readonly string[]): Promise<void> {
  const load = name === undefined || !Object.hasOwn(BENCHES, name) ? undefined : BENCHES[name];
  if (load === undefined) throw new UsageError(await usage());
  const { bench } = await load();
  const figures = await bench.run(
    rest.filter((arg) => arg !== '--json'),
    (line) => process.stderr.write(`${line}\n`),
  );
  if (rest.includes('--json')) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else
    for (const [figure, value] of Object.entries(figures))
      process.stdout.write(`${figure}: ${String(value)}\n`);
}

async function usage(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(BENCHES).map(async ([name, load]) => {
      const { bench } = await load();
      return `  ${`${name} ${bench.usage}`.trimEnd()}\n      ${bench.summary}`;
    }),
  );
  return ['npm run bench -- NAME [--json]', ...lines].join('\n');
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof UsageError ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
