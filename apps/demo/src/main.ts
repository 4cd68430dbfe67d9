import { ArgumentError, parseArguments } from './arguments.ts';
import { runDemo } from './run-demo.ts';
import { table } from './report/table.ts';

/** Exit codes: 0 nothing damaged, lost, missed or answered wrong, 1 something was, or the run failed, 2 wrong arguments. */
async function main(): Promise<number> {
  const demo = parseArguments(process.argv.slice(2));
  const summary = await runDemo(demo);
  process.stdout.write(`${table(summary)}\n`);
  if (demo.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
  const {
    damaged,
    lost,
    custody,
    effects,
    foreignersAsked,
    elsewhere,
    privacy,
    passports,
    proofs = [],
  } = summary;
  const { audit, moments, tampered, questions, progressFigures } = summary;
  const leaks = privacy?.leaks.length ?? 0;
  const unproven = proofs.filter(({ code }) => code !== 0).length + elsewhere.unproven;
  const miscounted = progressFigures?.different.length ?? 0;
  const misled = progressFigures?.wrongEscalations.length ?? 0;
  const badPassports =
    passports === null
      ? 0
      : passports.unreadable + passports.untrue + passports.withoutNumber + passports.unsigned;
  const wrong =
    miscounted +
    misled +
    audit.differences +
    (moments.compared - moments.equal) +
    tampered.missed.length +
    (questions?.wrong.length ?? 0) +
    unproven +
    badPassports +
    damaged +
    lost +
    foreignersAsked +
    leaks +
    Object.values(effects).reduce((sum, n) => sum + n, 0);
  return wrong === 0 && custody.ok ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(
    `${error instanceof ArgumentError ? error.message : String((error as Error).stack)}\n`,
  );
  process.exitCode = error instanceof ArgumentError ? 2 : 1;
}
