import { readFile } from 'node:fs/promises';
import type { Trust } from '#activities/audit/check-handovers';
import { compareLists } from '#activities/audit/compare-lists';
import { PROBLEM_TEXTS, type Finding } from '#persistence/audit/findings';
import { createDataSource } from '#persistence/data-source';
import { readArguments, readId } from '../arguments.ts';
import type { Command, Context, Outcome } from '../command.ts';
import { readCertificate } from '../seal-certificate.ts';
import { UsageError } from '../usage-error.ts';

const OPTIONS = {
  list: { type: 'string' },
  campaign: { type: 'string' },
  all: { type: 'boolean' },
  certificate: { type: 'string' },
  anchors: { type: 'string' },
} as const;
/** Lines printed; all are counted, and `--json` holds them all. */
const PRINTED = 1_000;

export const command: Command = {
  summary: 'builds lists again from their events and compares: tables, chains, signatures, receipts',
  usage: '(--list ID | --campaign ID | --all) [--certificate SEAL.pem] [--anchors CA.pem]',
  run,
};

async function run(args: readonly string[], { system, print }: Context): Promise<Outcome> {
  const { values } = readArguments({ options: OPTIONS }, args);
  const listId = readId('--list', values.list);
  const campaignId = readId('--campaign', values.campaign);
  if (listId === null && campaignId === null && !values.all)
    throw new UsageError('Say what to compare: --list ID, --campaign ID or --all.');
  const found = system();
  const trust: Trust = {
    sealPem: await readCertificate(values.certificate ?? found.sealKeyFile),
    anchorsPem: await readAnchors(values.anchors ?? found.trustAnchorsFile),
  };
  const source = createDataSource({
    url: found.databaseUrl,
    poolSize: 4,
    applicationName: 'ban-giao audit',
  });
  await source.initialize();
  const startedAt = performance.now();
  const findings: Finding[] = [];
  let compared;
  try {
    compared = await compareLists(source, trust, {
      filter: { listId, campaignId },
      onFinding: (finding) => {
        findings.push(finding);
        if (findings.length <= PRINTED) print(lineOf(finding));
      },
    });
  } finally {
    await source.destroy();
  }
  const { lists, records } = compared;
  if (listId !== null && lists === 0) throw new UsageError(`There is no list ${listId}.`);
  const seconds = (performance.now() - startedAt) / 1_000;
  const recordsPerSecond = Math.round(records / Math.max(seconds, 0.001));
  print(
    `${lists} lists, ${records} records compared in ${seconds.toFixed(1)} s (${recordsPerSecond} a second): ${findings.length} differences`,
  );
  return {
    ok: findings.length === 0,
    report: { lists, records, seconds, recordsPerSecond, differences: findings.length, findings },
  };
}

function lineOf({ listId, table, row, column, problem }: Finding): string {
  return `FOUND  ${listId === null ? '' : `list ${listId}: `}${table} ${row}, ${column}: ${PROBLEM_TEXTS[problem]}`;
}

async function readAnchors(file: string): Promise<string[]> {
  const pem = await readFile(file, 'utf8').catch(() => '');
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g);
  if (found === null) throw new UsageError(`${file} holds no certificate of an authority (--anchors).`);
  return found;
}
