import { checkSeals } from '#activities/audit/check-seals';
import { readUnsealed } from '#persistence/process/access-seals';
import { readArguments } from '../arguments.ts';
import type { Command, Context, Outcome } from '../command.ts';
import { readCertificate } from '../seal-certificate.ts';
import { onDatabase } from '../system.ts';

const OPTIONS = { certificate: { type: 'string' } } as const;
/** Entries are sealed every minute; older ones without a seal mean that no worker seals. */
const LATE_MS = 10 * 60_000;

export const command: Command = {
  summary: 'hashes the access log anew and compares it with its seals',
  usage: '[--certificate PEM]',
  run,
};

async function run(args: readonly string[], { system, print }: Context): Promise<Outcome> {
  const { values } = readArguments({ options: OPTIONS }, args);
  const found = system();
  const certificate = await readCertificate(values.certificate ?? found.sealKeyFile);
  return onDatabase(found, async (sql) => {
    const { seals, rows, wrong, findings } = await checkSeals(sql, certificate);
    const unsealed = await readUnsealed(sql);
    const all =
      unsealed.oldestMs > LATE_MS
        ? [...wrong, `${unsealed.count} entries have been waiting for a seal for long`]
        : wrong;
    for (const line of all) print(`FOUND  ${line}`);
    const entries = findings.filter(({ table }) => table === 'access_log').map(({ row }) => row);
    if (entries.length > 0) print(`       touched entries: ${entries.slice(0, 20).join(', ')}`);
    print(`${seals} seals over ${rows} entries, ${unsealed.count} not sealed yet, ${all.length} findings`);
    return {
      ok: all.length === 0,
      report: { seals, rows, unsealed: unsealed.count, wrong: all, entries },
    };
  });
}
