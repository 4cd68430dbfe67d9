import { exportCheckpoint } from '#activities/checkpoints/export-checkpoint';
import { dayInVietnam, takeCheckpoint } from '#activities/checkpoints/take-checkpoint';
import type { CheckpointStatement } from '#activities/checkpoints/statement';
import { openSealKey } from '#signatures/seal';
import { readArguments } from '../arguments.ts';
import type { Command, Context, Outcome } from '../command.ts';
import { onDatabase } from '../system.ts';

const OPTIONS = { out: { type: 'string' }, new: { type: 'boolean' } } as const;

export const command: Command = {
  summary: 'signs the heads of all lists’ chains (once a day, or --new) and writes them to a folder outside',
  usage: '[--out FOLDER] [--new]',
  run,
};

async function run(args: readonly string[], { system, print }: Context): Promise<Outcome> {
  const { values } = readArguments({ options: OPTIONS }, args);
  const found = system();
  const seal = await openSealKey(found.sealKeyFile);
  const day = values.new ? null : dayInVietnam(new Date());
  const checkpoint = await onDatabase(found, (sql) => takeCheckpoint(sql, seal, day));
  const { no, at, lists, events, merkleRoot } = JSON.parse(checkpoint.statement) as CheckpointStatement;
  print(`checkpoint ${no} of ${at}: ${lists} lists, ${events} events, root ${merkleRoot}`);
  const folder = values.out ?? process.env['CHECKPOINT_DIR'];
  const file = folder ? await exportCheckpoint(folder, checkpoint) : null;
  if (file !== null) print(`written to ${file}, its signature and its heads beside it`);
  return { ok: true, report: { no, at, lists, events, merkleRoot, file } };
}
