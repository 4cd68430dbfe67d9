import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { checkCheckpoints, checkSigned } from '#activities/audit/check-checkpoints';
import { openSealed, type Signed } from '#activities/audit/sealed-statement';
import {
  readHeadLines,
  rootOfHeads,
  sha256Hex,
  type CheckpointStatement,
} from '#activities/checkpoints/statement';
import { latestCheckpoint } from '#persistence/process/checkpoints';
import type { Sql } from '#persistence/sql';
import { readArguments } from '../arguments.ts';
import { findChanges, RULES } from '../checkpoint-findings.ts';
import type { Command, Context, Outcome } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { readCertificate } from '../seal-certificate.ts';
import { onDatabase } from '../system.ts';

const OPTIONS = { certificate: { type: 'string' } } as const;

export const command: Command = {
  summary:
    'tells whether today’s chains still contain what a checkpoint signed; without a file, the last one',
  usage: '[FILE.json] [--certificate PEM]',
  run,
};

type Given = Signed & { readonly heads: string };

async function run(args: readonly string[], { system, print }: Context): Promise<Outcome> {
  const { values, positionals } = readArguments({ options: OPTIONS, allowPositionals: true }, args);
  const found = system();
  const certificate = await readCertificate(values.certificate ?? found.sealKeyFile);
  const wrong: string[] = [];
  const say = (line: string) => {
    wrong.push(line);
    print(`FOUND  ${line}`);
  };
  return onDatabase(found, async (sql) => {
    const [file] = positionals;
    const given = file === undefined ? await lastStored(sql) : await readFiles(file);
    const opened = await openSealed<CheckpointStatement>(given, 'checkpoint', certificate);
    if ('wrong' in opened) {
      say(opened.wrong);
      return { ok: false, report: { checkpoint: null, lists: 0, findings: [], wrong } };
    }
    const { content } = opened;
    if (sha256Hex(given.heads) !== content.headsSha256 || rootOfHeads(given.heads) !== content.merkleRoot) {
      say('the heads are not those that the statement signed');
      return { ok: false, report: { checkpoint: content.no, lists: 0, findings: [], wrong } };
    }
    const stored = await checkCheckpoints(sql, certificate);
    for (const line of stored.wrong) say(line);
    if (!stored.statements.has(sha256Hex(given.statement)))
      say(`checkpoint ${content.no} is not among the stored ones any more`);
    for (const line of await checkSigned(sql, content)) if (!stored.wrong.includes(line)) say(line);
    const findings = await findChanges(sql, readHeadLines(given.heads));
    for (const { listId, eventNo, rule } of findings) say(`list ${listId}, event ${eventNo}: ${RULES[rule]}`);
    print(
      `checkpoint ${content.no} of ${content.at}: ${content.lists} lists, ${content.events} events, ${wrong.length} findings`,
    );
    return {
      ok: wrong.length === 0,
      report: { checkpoint: content.no, lists: content.lists, events: content.events, findings, wrong },
    };
  });
}

async function readFiles(file: string): Promise<Given> {
  try {
    const [statement, signature, heads] = await Promise.all([
      readFile(file, 'utf8'),
      readFile(`${file}.p7s`),
      readFile(file.replace(/\.json$/, '.heads'), 'utf8'),
    ]);
    return { statement, signature, heads };
  } catch (error) {
    throw new UsageError(
      `A checkpoint is three files, ${file} with .p7s and .heads beside it: ${(error as Error).message}`,
    );
  }
}

async function lastStored(sql: Sql): Promise<Given> {
  const last = await latestCheckpoint(sql);
  if (last === undefined) throw new UsageError('There is no checkpoint yet: npm run audit -- checkpoint.');
  return { ...last, heads: gunzipSync(last.heads).toString('utf8') };
}
