import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { readBundle, type ArchivedRun } from '#persistence/repositories/archives';
import type { Sql } from '#persistence/sql';
import { readArguments, readId } from '../arguments.ts';
import type { Command, Context, Outcome } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { archivedCase, archivedRuns, goldenCases, runningCases, type Case } from '../replay/cases.ts';
import { quietEngine, replayCases, type Tally } from '../replay/replay.ts';
import { onDatabase, type System } from '../system.ts';

const OPTIONS = {
  list: { type: 'string' },
  archives: { type: 'boolean' },
  running: { type: 'boolean' },
  golden: { type: 'boolean' },
} as const;

export const command: Command = {
  summary: 'replays archived workflows on their own code, running and golden ones on today’s',
  usage: '[--list ID] [--archives] [--running] [--golden]',
  begin: quietEngine,
  run,
};

async function run(args: readonly string[], { system, print }: Context): Promise<Outcome> {
  const { values } = readArguments({ options: OPTIONS }, args);
  const listId = readId('--list', values.list);
  const all = !values.archives && !values.running && !values.golden;
  const tallies: Record<'archives' | 'running' | 'golden', Tally> = {
    archives: { replayed: 0, failed: 0, absent: 0 },
    running: { replayed: 0, failed: 0, absent: 0 },
    golden: { replayed: 0, failed: 0, absent: 0 },
  };
  if (values.archives || all) {
    await onDatabase(system(), (sql) => replayArchives(sql, listId, tallies.archives, print));
  }
  if (values.running || all) await replayRunning(system(), listId, tallies.running, print);
  if (values.golden || (all && listId === null)) {
    const folder = join('test', 'replay', 'histories');
    await replayCases(await bundleOfToday(), goldenCases(folder), tallies.golden, print);
    if (tallies.golden.replayed + tallies.golden.failed === 0) tallies.golden.failed += 1;
  }
  for (const [kind, { replayed, failed, absent }] of Object.entries(tallies)) {
    print(`${kind}: ${replayed} replayed, ${failed} failed, ${absent} absent`);
  }
  return { ok: Object.values(tallies).every(({ failed }) => failed === 0), report: tallies };
}

async function replayArchives(
  sql: Sql,
  listId: string | null,
  tally: Tally,
  print: Context['print'],
): Promise<void> {
  const runs = archivedRuns(sql, listId)[Symbol.asyncIterator]();
  let next = await runs.next();
  while (!next.done) {
    const { bundle } = next.value;
    async function* ofThisBundle(): AsyncGenerator<Case> {
      for (; !next.done && next.value.bundle === bundle; next = await runs.next())
        yield await archivedCase(sql, next.value satisfies ArchivedRun);
    }
    const code = bundle === null ? undefined : await readBundle(sql, bundle);
    await replayCases(code, ofThisBundle(), tally, print);
  }
}

async function replayRunning(
  system: System,
  listId: string | null,
  tally: Tally,
  print: Context['print'],
): Promise<void> {
  const connection = await Connection.connect({ address: system.temporalAddress });
  try {
    const client = new Client({ connection, namespace: system.temporalNamespace });
    const code = await bundleOfToday();
    await onDatabase(system, (sql) => replayCases(code, runningCases(sql, client, listId), tally, print));
  } finally {
    await connection.close();
  }
}

/** Today's workflow code, bundled by the worker's own bundler before this program was started. */
async function bundleOfToday(): Promise<string> {
  const file = process.env['WORKFLOW_BUNDLE'];
  if (!file) throw new UsageError('WORKFLOW_BUNDLE must name the bundled workflow code of today.');
  return readFile(file, 'utf8');
}
