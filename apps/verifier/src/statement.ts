import { readDetached } from '#signatures/cms-structure';
import { asFields, hashOf, listOf, Malformed, readFields, textOf, wholeOf, type Fields } from './fields.ts';
import type { Report } from './report.ts';
import { checkSeal, isOneOf, type Trust } from './signatures.ts';
import type { ZipArchive } from './zip-archive.ts';

const STATEMENT = 'statement.json';
const SIGNATURE = 'statement.json.p7s';
const KINDS = [
  /^README\.md$/,
  /^(events|changes|sets|state|custody)\.ndjson$/,
  /^certificates\/[A-Za-z0-9_-]+\.(pem|json)$/,
  /^handovers\/\d+\/((manifest|receipt)\.(json|json\.p7s|tsr)|chain\.pem|revocation\.crl|(minutes|receipt)\.pdf)$/,
  /^records\/\d+\.ndjson$/,
  /^temporal\/[A-Za-z0-9._-]+\.json$/,
];
const REQUIRED = ['README.md', 'events.ndjson', 'sets.ndjson', 'custody.ndjson', 'certificates/seal.pem'];

/** Reads the export statement and checks its seal. Undefined when there is nothing that can be read. */
export async function readStatement(
  archive: ZipArchive,
  trust: Trust,
  report: Report,
): Promise<Fields | undefined> {
  for (const file of [STATEMENT, SIGNATURE])
    if (!archive.has(file)) report.fail('statement', 'file_missing', { file });
  if (!archive.has(STATEMENT)) return undefined;
  const content = archive.bytes(STATEMENT);
  let statement: Fields | undefined;
  try {
    statement = readFields(content.toString('utf8'));
    if (statement['type'] !== 'ban-giao/evidence-statement' || statement['version'] !== 1)
      throw new Malformed('type');
    const at = new Date(textOf(statement, 'exportedAt'));
    if (Number.isNaN(at.getTime())) throw new Malformed('exportedAt');
    if (archive.has(SIGNATURE)) await checkSignature(archive, trust, report, content, at, statement);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    report.fail('statement', 'document_malformed', { file: STATEMENT, field: error.field });
    // Its own signature still tells whether it was changed; without a form nothing else can be compared with it.
    if (error.field !== 'canonical') return undefined;
    return undefined;
  }
  return statement;
}

async function checkSignature(
  archive: ZipArchive,
  trust: Trust,
  report: Report,
  content: Buffer,
  at: Date,
  statement: Fields,
): Promise<void> {
  const signature = archive.bytes(SIGNATURE);
  const checked = await checkSeal({ content, signature, at }, trust);
  if (checked.ok) {
    report.ok('statement', 'statement_ok', {
      at: at.toISOString(),
      events: wholeOf(asFields(statement['head'], 'head'), 'eventNo'),
      thumbprint: checked.certificate.thumbprint,
    });
    return;
  }
  let other: string | null = null;
  try {
    const { signer } = readDetached(signature);
    if (!isOneOf(signer, trust.seals)) other = signer.thumbprint;
  } catch {
    // Not even a signature: the reason says so.
  }
  if (other === null)
    report.fail('statement', 'statement_signature', { file: SIGNATURE, reason: checked.reason });
  else report.fail('statement', 'statement_other_seal', { file: SIGNATURE, thumbprint: other });
}

/** Every file as the statement lists it, in that order, and none besides. */
export function checkFiles(archive: ZipArchive, statement: Fields, report: Report): void {
  const listed = new Set<string>();
  for (const item of listOf(statement, 'files')) {
    const row = asFields(item, 'files');
    const file = textOf(row, 'path');
    if (listed.has(file)) throw new Malformed('files');
    listed.add(file);
    if (!archive.has(file)) {
      report.fail('files', 'file_missing', { file });
      continue;
    }
    const { sha256, size } = archive.hash(file);
    if (sha256 !== hashOf(row, 'sha256') || size !== wholeOf(row, 'size'))
      report.fail('files', 'file_changed', { file });
  }
  const names = archive.names;
  for (const file of names)
    if (!listed.has(file) && file !== STATEMENT && file !== SIGNATURE)
      report.fail('files', 'file_unlisted', { file });
  for (const file of listed)
    if (!KINDS.some((kind) => kind.test(file))) report.fail('files', 'file_unknown', { file });
  for (const file of REQUIRED) if (!listed.has(file)) report.fail('files', 'file_missing', { file });
  const present = [...listed].filter((file) => archive.has(file));
  const expected = [...present, ...[STATEMENT, SIGNATURE]];
  if (!report.failedAt('files') && names.some((name, i) => name !== expected[i]))
    report.fail('files', 'file_order', { file: names.find((name, i) => name !== expected[i]) ?? '' });
  if (!report.failedAt('files')) report.ok('files', 'files_ok', { files: listed.size });
}
