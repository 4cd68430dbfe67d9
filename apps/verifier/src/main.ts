import { openSync, readSync } from 'node:fs';
import { readArguments, UsageError } from './arguments.ts';
import { asJson, asText, usage } from './verdict.ts';
import { verifyBundle } from './verify-bundle.ts';
import { verifyRecord } from './verify-record.ts';

/** 0: everything that could be checked is right; 1: something is wrong; 2: the command was not understood. */
async function main(args: readonly string[]): Promise<number> {
  const { file, trust, known, record, lang, json } = readArguments(args);
  const report = isJson(file)
    ? await verifyRecord(file, trust)
    : await verifyBundle(file, { trust, known, record });
  process.stdout.write(json ? `${JSON.stringify(asJson(report, lang))}\n` : asText(report, lang));
  return report.failed ? 1 : 0;
}

function isJson(path: string): boolean {
  const first = Buffer.alloc(1);
  readSync(openSync(path, 'r'), first, 0, 1, 0);
  return first.toString() === '{';
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(usage(error.message));
  process.exitCode = 2;
}
