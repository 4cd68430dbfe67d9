import type { Bundle, Mention } from './bundle.ts';
import { sha256, type SignedPart } from './handover-signatures.ts';

const STEP = 'handovers';

/** The time stamp of a signature, compared with the event that tells of it. */
export function readStamp(
  { archive, report }: Bundle,
  number: number,
  part: 'offer' | 'receipt',
  mentions: readonly Mention[],
): SignedPart['stamp'] {
  const name = part === 'offer' ? 'manifest' : 'receipt';
  const file = `handovers/${number}/${name}.tsr`;
  const signature = `handovers/${number}/${name}.json.p7s`;
  const told = mentions.find(({ type, payload }) => type === 'signature.stamped' && payload['part'] === part);
  if (!archive.has(file)) {
    if (told !== undefined) report.fail(STEP, 'file_missing', { file });
    return null;
  }
  const bytes = archive.bytes(file);
  if (told === undefined) report.fail(STEP, 'stamp_not_in_events', { file });
  else if (told.payload['stampHash'] !== sha256(bytes))
    report.fail(STEP, 'stamp_event_differs', { file, no: told.no });
  else if (archive.has(signature) && told.payload['signatureHash'] !== sha256(archive.bytes(signature)))
    report.fail(STEP, 'stamp_event_differs', { file: signature, no: told.no });
  return { file, bytes };
}
