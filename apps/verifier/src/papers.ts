import { paperKeywords, type PaperKind } from '#domain/papers/paper';
import { keywordsOf } from '#signatures/pdf-content';
import type { Bundle, Chain, Mention } from './bundle.ts';
import { asFields, readFields, textOf, textOrNull, type Fields } from './fields.ts';
import { sha256, type SignatureContext } from './handover-signatures.ts';
import { bundledCertificates, type Handover } from './handovers.ts';
import { checkPaperSignatures, type PaperSigning } from './paper-signatures.ts';

const STEP = 'papers';

/**
 * Papers: each states the hash of its handover's manifest; a signed one is the one that the events tell of, its signatures hold, they
 * are of the persons and offices named there, and the last one covers the whole document.
 */
export async function checkPapers(
  bundle: Bundle,
  { mentions }: Chain,
  handovers: readonly Handover[],
): Promise<void> {
  const { archive, report, trust } = bundle;
  const papers = archive.names.filter((name) => name.endsWith('.pdf'));
  for (const file of papers)
    if (!handovers.some(({ number }) => file.startsWith(`handovers/${number}/`)))
      report.fail(STEP, 'file_without_handover', { file });
  const context: SignatureContext = { trust, report, step: STEP, ...bundledCertificates(bundle, STEP) };
  let unsigned = 0;
  for (const handover of handovers)
    for (const kind of ['minutes', 'receipt'] as const) {
      const file = `handovers/${handover.number}/${kind}.pdf`;
      const told = (mentions.get(textOf(handover.manifest, 'handoverId')) ?? []).filter(
        ({ type, payload }) => type.startsWith('paper.') && payload['kind'] === kind,
      );
      // After one was made void another may have been written.
      const present = told.slice(told.findLastIndex(({ type }) => type === 'paper.voided') + 1);
      if (!archive.has(file)) {
        if (present.length > 0) report.fail(STEP, 'file_missing', { file });
        continue;
      }
      const states = checkContent(bundle, file, kind, handover);
      if (present.length === 0) unsigned += 1;
      else if (states) await checkSigned(bundle, context, { file, kind, handover, told: present });
    }
  if (unsigned > 0) report.note(STEP, 'papers_unsigned', { papers: unsigned });
  if (papers.length === 0) report.note(STEP, 'papers_none');
}

/** Whether the PDF can be read and says that it belongs to this manifest. */
function checkContent(
  { archive, report }: Bundle,
  file: string,
  kind: PaperKind,
  { number, manifest }: Handover,
): boolean {
  const hash = sha256(archive.bytes(`handovers/${number}/manifest.json`));
  try {
    if (keywordsOf(archive.bytes(file)) === paperKeywords(kind, textOf(manifest, 'handoverId'), hash))
      return true;
    report.fail(STEP, 'paper_other_manifest', { file, number });
  } catch {
    report.fail(STEP, 'paper_form', { file });
  }
  return false;
}

interface SignedPaper {
  readonly file: string;
  readonly kind: PaperKind;
  readonly handover: Handover;
  /** What events tell of it. */
  readonly told: readonly Mention[];
}

async function checkSigned(
  bundle: Bundle,
  context: SignatureContext,
  { file, kind, handover: { number, manifest }, told }: SignedPaper,
): Promise<void> {
  const { archive, report } = bundle;
  const last = told.at(-1) as Mention;
  if (last.payload['sha256'] !== sha256(archive.bytes(file)))
    return report.fail(STEP, 'paper_event_differs', { file, no: last.no });
  const signed = told.find(({ type }) => type === 'paper.signed');
  const issued = told.find(({ type }) => type === 'paper.issued');
  if (signed === undefined) return report.fail(STEP, 'paper_event_differs', { file, no: last.no });
  const signer = signerOf(bundle, number, kind, manifest);
  if (signer === undefined)
    return report.fail(STEP, 'file_missing', { file: `handovers/${number}/receipt.json` });
  if (signed.personId !== textOrNull(signer, 'personId'))
    report.fail(STEP, 'signer_not_actor', { file, no: signed.no });
  const office = asFields(manifest[kind === 'minutes' ? 'from' : 'to'], 'office');
  const officeId = textOf(office, 'officeId');
  const signings: PaperSigning[] = [
    signing('CanBo', 'person', signed, officeId),
    ...(issued === undefined ? [] : [signing('CoQuan', 'organisation', issued, officeId)]),
  ];
  const logins = await checkPaperSignatures(bundle, context, file, signings);
  if (logins === null || report.failedAt(STEP)) return;
  const [login = '', clerk = ''] = logins;
  report.ok(STEP, issued === undefined ? 'paper_signed' : 'paper_issued', {
    ...{ file, number, login, clerk, office: textOf(office, 'name') },
    paperNumber: issued === undefined ? '' : textOf(issued.payload, 'number'),
  });
}

/** Who answers for the paper: the signer of the manifest, or of the receipt. */
function signerOf(
  { archive }: Bundle,
  number: number,
  kind: PaperKind,
  manifest: Fields,
): Fields | undefined {
  if (kind === 'minutes') return asFields(manifest['signer'], 'signer');
  const file = `handovers/${number}/receipt.json`;
  return archive.has(file) ? asFields(readFields(archive.text(file))['receiver'], 'receiver') : undefined;
}

function signing(
  field: string,
  holder: PaperSigning['holder'],
  event: Mention,
  officeId: string,
): PaperSigning {
  const thumbprint = textOf(event.payload, 'certificateThumbprint');
  return {
    field,
    holder,
    officeId,
    thumbprint,
    personId: event.personId,
    at: new Date(event.at),
    no: event.no,
  };
}
