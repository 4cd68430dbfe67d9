import type { Bundle, Mention } from './bundle.ts';
import { asFields, listOf, Malformed, readFields, textOf, wholeOf, type Fields } from './fields.ts';
import { checkPart, sha256, type SignatureContext } from './handover-signatures.ts';
import { readStamp } from './stamps.ts';

const STEP = 'handovers';

/** Events that end a handover, and the state they leave it in. */
export const ENDED: Readonly<Record<string, string>> = {
  'handover.accepted': 'accepted',
  'handover.received': 'accepted',
  'handover.refused': 'refused',
  'handover.voided': 'voided',
  'handover.withdrawn': 'withdrawn',
};

interface ReceiptOf {
  readonly number: number;
  readonly grade: 'official' | 'attested';
  readonly manifest: Fields;
  readonly hash: string;
  readonly mentions: readonly Mention[];
  readonly crls: readonly Buffer[];
  readonly state: string;
}

/** The receipt: that it answers this manifest, that its counts add up, who signed it, and that custody moved as it says. */
export async function checkReceipt(
  bundle: Bundle,
  context: SignatureContext,
  of: ReceiptOf,
): Promise<boolean> {
  const { archive, report } = bundle;
  const { number, grade, manifest, mentions } = of;
  const file = `handovers/${number}/receipt.json`;
  const signatureFile = `${file}.p7s`;
  const taken = mentions.find(({ type }) => ['accepted', 'refused'].includes(ENDED[type] ?? ''));
  const there = [file, signatureFile].filter((name) => archive.has(name));
  if (taken === undefined) {
    for (const name of there) report.fail(STEP, 'receipt_not_in_events', { file: name });
    return there.length === 0;
  }
  for (const name of [file, signatureFile])
    if (!archive.has(name)) report.fail(STEP, 'file_missing', { file: name });
  if (there.length < 2) return false;
  const bytes = archive.bytes(file);
  const receipt = readFields(bytes.toString('utf8'));
  if (receipt['type'] !== 'ban-giao/receipt') throw new Malformed('type');
  if (taken.payload['receiptHash'] !== sha256(bytes))
    report.fail(STEP, 'receipt_event_differs', { file, no: taken.no });
  if (
    receipt['manifestHash'] !== of.hash ||
    receipt['handoverId'] !== manifest['handoverId'] ||
    receipt['number'] !== number
  )
    report.fail(STEP, 'receipt_other_manifest', { file });
  const accepted = wholeOf(receipt, 'acceptedCount');
  const refused = listOf(receipt, 'refused').length;
  if (
    accepted + refused !== wholeOf(receipt, 'recordCount') ||
    receipt['recordCount'] !== manifest['recordCount']
  )
    report.fail(STEP, 'receipt_counts', { file });
  const [from, to] = ['from', 'to'].map((side) => textOf(asFields(manifest[side], side), 'officeId'));
  const moved = taken.custody.some(
    (move) =>
      move.from === from &&
      move.to === to &&
      move.count === accepted &&
      (refused > 0 || move.records === manifest['records']),
  );
  if (accepted > 0 && !moved) report.fail(STEP, 'receipt_custody', { file, no: taken.no });
  const receiver = asFields(receipt['receiver'], 'receiver');
  if (taken.personId !== receiver['personId']) report.fail(STEP, 'signer_not_actor', { file, no: taken.no });
  return checkPart(
    {
      ...{
        file: signatureFile,
        text: bytes,
        signature: archive.bytes(signatureFile),
        grade,
        signer: receiver,
      },
      ...{ at: new Date(taken.at), thumbprint: null, crls: of.crls },
      stamp: readStamp(bundle, number, 'receipt', mentions),
    },
    context,
  );
}
