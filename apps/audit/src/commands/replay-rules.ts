import { RULES_VERSION } from '#domain/rules/version';
import { replayRules } from '#persistence/audit/replay-rules';
import { readArguments, readId } from '../arguments.ts';
import type { Command, Context, Outcome } from '../command.ts';
import { onDatabase } from '../system.ts';

const OPTIONS = { list: { type: 'string' } } as const;

export const command: Command = {
  summary: 'computes the hints of stored records anew and compares them with what the rules said then',
  usage: '[--list ID]',
  run,
};

async function run(args: readonly string[], { system, print }: Context): Promise<Outcome> {
  const listId = readId('--list', readArguments({ options: OPTIONS }, args).values.list);
  const report = await onDatabase(system(), (sql) => replayRules(sql, listId));
  print(
    `rules of version ${RULES_VERSION}: ${report.same} records say the same, ${report.different} differ, ${report.otherVersion} were read by another version`,
  );
  for (const { listId: id, recordNo } of report.examples) print(`  list ${id}, record ${recordNo}`);
  return { ok: report.different === 0, report: { ...report } };
}
