import { readFileSync } from 'node:fs';
import { leafHashWithSalt, verifyInclusion } from '#signatures/merkle';
import {
  asFields,
  hashOf,
  listOf,
  Malformed,
  numbersIn,
  readFields,
  textOf,
  textOrNull,
  wholeOf,
  type Fields,
} from './fields.ts';
import { checkPart, sha256, type SignatureContext } from './handover-signatures.ts';
import { Report } from './report.ts';
import { certificatesOf, type Trust } from './signatures.ts';

const LARGEST = 32 * 1_048_576;

/** Checks the proof of one record: its leaf, its way up to the signed root, and the signatures over manifest and receipt. */
export async function verifyRecord(path: string, trust: Trust): Promise<Report> {
  const report = new Report();
  const bytes = readFileSync(path);
  try {
    if (bytes.length > LARGEST) throw new Malformed('size');
    const proof = asFields(JSON.parse(bytes.toString('utf8')), 'object');
    if (proof['type'] !== 'ban-giao/record-proof' || proof['version'] !== 1) throw new Malformed('type');
    await checkProof(proof, trust, report);
  } catch (error) {
    report.fail('records', 'document_malformed', {
      file: 'proof',
      field: error instanceof Malformed ? error.field : 'JSON',
    });
  }
  return report;
}

async function checkProof(proof: Fields, trust: Trust, report: Report): Promise<void> {
  const record = wholeOf(proof, 'recordNo');
  const number = wholeOf(proof, 'handover');
  const signed = asFields(proof['manifest'], 'manifest');
  const text = Buffer.from(textOf(signed, 'text'), 'utf8');
  const manifest = readFields(text.toString('utf8'));
  if (
    manifest['type'] !== 'ban-giao/manifest' ||
    manifest['number'] !== number ||
    manifest['listId'] !== proof['listId']
  )
    report.fail('handovers', 'manifest_other_list', { file: 'manifest' });
  checkLeaf(proof, manifest, record, report);

  const rows = listOf(proof, 'enrolments').map((row) => asFields(row, 'enrolments'));
  const chain = textOrNull(proof, 'chainPem');
  const context: SignatureContext = {
    ...{ trust, report, step: 'handovers', enrolments: rows },
    stampAnchors: [],
    bundled: trust.authorities === null || chain === null ? [] : certificatesOf(chain),
  };
  if (trust.authorities === null) {
    report.fail('handovers', 'authority_needed');
    return;
  }
  const crls = listOf(proof, 'crls').map((crl) => Buffer.from(String(crl), 'base64'));
  const signer = asFields(manifest['signer'], 'signer');
  const at = new Date(textOf(manifest, 'frozenAt'));
  const grade = textOf(manifest, 'grade') === 'official' ? 'official' : 'attested';
  const signature = Buffer.from(textOf(signed, 'signature'), 'base64');
  if (
    await checkPart(
      {
        file: 'manifest',
        text,
        signature,
        grade,
        at,
        signer,
        thumbprint: null,
        crls,
        stamp: stampOf(signed, 'manifest'),
      },
      context,
    )
  )
    report.ok('handovers', 'manifest_signed', {
      number,
      from: textOf(asFields(manifest['from'], 'from'), 'name'),
      to: textOf(asFields(manifest['to'], 'to'), 'name'),
    });
  if (proof['receipt'] !== null)
    await checkReceipt(asFields(proof['receipt'], 'receipt'), record, text, context, crls);
}

function checkLeaf(proof: Fields, manifest: Fields, record: number, report: Report): void {
  const leaf = hashOf(proof, 'leaf');
  const snapshot = textOrNull(proof, 'snapshot');
  if (snapshot !== null) {
    const own = leafHashWithSalt(Buffer.from(hashOf(proof, 'recordSalt'), 'hex'), snapshot).toString('hex');
    if (own !== leaf || readFields(snapshot)['recordNo'] !== record)
      report.fail('records', 'record_leaf', { record });
  }
  const numbers = numbersIn(textOf(manifest, 'records'), wholeOf(manifest, 'recordCount'));
  const [index, size] = [wholeOf(proof, 'index'), wholeOf(proof, 'size')];
  const included = verifyInclusion({
    ...{
      leaf: Buffer.from(leaf, 'hex'),
      index,
      size,
      root: Buffer.from(hashOf(manifest, 'merkleRoot'), 'hex'),
    },
    proof: listOf(proof, 'path').map((node) => Buffer.from(String(node), 'hex')),
  });
  if (!included || size !== numbers.length || numbers[index] !== record)
    report.fail('records', 'record_path', { record });
  if (!report.failedAt('records'))
    report.ok('records', snapshot === null ? 'record_leaf_ok' : 'record_ok', { record, records: size });
}

async function checkReceipt(
  signed: Fields,
  record: number,
  manifest: Buffer,
  context: SignatureContext,
  crls: readonly Buffer[],
): Promise<void> {
  const { report } = context;
  const text = Buffer.from(textOf(signed, 'text'), 'utf8');
  const receipt = readFields(text.toString('utf8'));
  if (receipt['manifestHash'] !== sha256(manifest))
    report.fail('handovers', 'receipt_other_manifest', { file: 'receipt' });
  const part = {
    ...{
      file: 'receipt',
      text,
      signature: Buffer.from(textOf(signed, 'signature'), 'base64'),
      crls,
      thumbprint: null,
      stamp: stampOf(signed, 'receipt'),
    },
    ...{ grade: receipt['grade'] === 'official' ? ('official' as const) : ('attested' as const) },
    ...{ at: new Date(textOf(receipt, 'at')), signer: asFields(receipt['receiver'], 'receiver') },
  };
  if (!(await checkPart(part, context))) return;
  const refused = listOf(receipt, 'refused').some((row) => asFields(row, 'refused')['recordNo'] === record);
  if (refused) report.note('handovers', 'record_refused', { record });
  else report.ok('handovers', 'record_accepted', { record, at: textOf(receipt, 'at') });
}

function stampOf(signed: Fields, file: string): { file: string; bytes: Buffer } | null {
  const stamp = textOrNull(signed, 'timeStamp');
  return stamp === null ? null : { file: `${file}.tsr`, bytes: Buffer.from(stamp, 'base64') };
}
