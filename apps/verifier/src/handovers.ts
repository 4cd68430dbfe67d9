import type { Bundle, Chain, Mention } from './bundle.ts';
import {
  asFields,
  hashOf,
  listOf,
  Malformed,
  readFields,
  textOf,
  textOrNull,
  wholeOf,
  type Fields,
} from './fields.ts';
import { checkPart, sha256, type SignatureContext } from './handover-signatures.ts';
import { checkReceipt, ENDED } from './receipts.ts';
import type { Step } from './report.ts';
import { certificatesOf, crlsOf } from './signatures.ts';
import { readStamp } from './stamps.ts';

/** A handover whose manifest could be read. */
export interface Handover {
  readonly number: number;
  readonly manifest: Fields;
  readonly state: string;
  /** Whether its offer was signed: only then its records must be there. */
  readonly signed: boolean;
}

const STEP = 'handovers';

/** Every handover: its manifest, who signed it and its receipt, the handover before it, and what the chain of events says of it. */
export async function checkHandovers(
  bundle: Bundle,
  chain: Chain,
  only?: ReadonlySet<number>,
): Promise<Handover[]> {
  const { archive, statement, report, trust } = bundle;
  const context: SignatureContext = { trust, report, step: STEP, ...bundledCertificates(bundle, STEP) };
  const stated = listOf(statement, 'handovers').map((row) => asFields(row, 'handovers'));
  const handovers: Handover[] = [];
  let previous: string | null = null;
  for (const [i, row] of stated.entries()) {
    const number = i + 1;
    if (wholeOf(row, 'number') !== number) {
      report.fail(STEP, 'handover_missing', { number });
      break;
    }
    const file = `handovers/${number}/manifest.json`;
    if (!archive.has(file)) {
      report.fail(STEP, 'file_missing', { file });
      previous = null;
      continue;
    }
    const bytes = archive.bytes(file);
    try {
      const manifest = readFields(bytes.toString('utf8'));
      if (i > 0 && previous !== null && textOrNull(manifest, 'previousHandover') !== previous)
        report.fail(STEP, 'manifest_previous', { file, number });
      if (i === 0 && manifest['previousHandover'] !== null)
        report.fail(STEP, 'manifest_previous', { file, number });
      if (only === undefined || only.has(number))
        handovers.push(await checkOne(bundle, chain, context, number, bytes, manifest, textOf(row, 'state')));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      report.fail(STEP, 'document_malformed', { file, field: error.field });
    }
    previous = sha256(bytes);
  }
  if (stated.length > 0 && previous !== null && statement['lastHandoverHash'] !== previous)
    report.fail(STEP, 'last_handover_differs', { number: stated.length });
  if (
    trust.authorities === null &&
    handovers.some(({ manifest, signed }) => signed && manifest['grade'] === 'official')
  )
    report.note(STEP, 'authority_not_given');
  checkUnstated(bundle, chain, new Set(stated.map((_, i) => i + 1)));
  return handovers;
}

/** Handovers that events tell of and that are not in the bundle. */
function checkUnstated({ report }: Bundle, { mentions }: Chain, numbers: ReadonlySet<number>): void {
  for (const all of mentions.values())
    for (const { payload, no } of all) {
      const number = payload['number'];
      if (typeof number === 'number' && !numbers.has(number))
        report.fail(STEP, 'handover_of_event_missing', { number, no });
    }
}

/** Certificates of the bundle and whose they are, as the server states it. */
export function bundledCertificates(
  { archive, report }: Bundle,
  step: Step,
): Pick<SignatureContext, 'bundled' | 'enrolments' | 'stampAnchors'> {
  const pems = archive.names.filter(
    (name) =>
      /^certificates\/.*\.pem$/.test(name) &&
      name !== 'certificates/seal.pem' &&
      name !== 'certificates/tsa.pem',
  );
  const file = 'certificates/enrolments.json';
  let enrolments: Fields[] = [];
  try {
    if (archive.has(file))
      enrolments = listOf({ rows: JSON.parse(archive.text(file)) }, 'rows').map((row) =>
        asFields(row, 'row'),
      );
  } catch {
    report.fail(step, 'document_malformed', { file, field: 'rows' });
  }
  const read = (name: string) => certificatesOf(archive.bytes(name).toString('utf8'));
  const stampFile = 'certificates/tsa.pem';
  return {
    bundled: pems.flatMap(read),
    enrolments,
    stampAnchors: archive.has(stampFile) ? read(stampFile) : [],
  };
}

async function checkOne(
  bundle: Bundle,
  chain: Chain,
  context: SignatureContext,
  number: number,
  bytes: Buffer,
  manifest: Fields,
  state: string,
): Promise<Handover> {
  const { archive, report } = bundle;
  const folder = `handovers/${number}`;
  const file = `${folder}/manifest.json`;
  checkManifest(bundle, chain, number, manifest);
  const hash = sha256(bytes);
  const grade = textOf(manifest, 'grade') === 'official' ? 'official' : 'attested';
  const mentions = chain.mentions.get(textOf(manifest, 'handoverId')) ?? [];
  const offers = mentions.filter(({ payload }) => payload['manifestHash'] !== undefined);
  const first = offers[0];
  if (first === undefined) report.fail(STEP, 'manifest_not_in_events', { file });
  for (const { payload, no } of offers)
    if (payload['manifestHash'] !== hash || payload['number'] !== number)
      report.fail(STEP, 'manifest_event_differs', { file, no });
  if (first !== undefined && first.no <= wholeOf(asFields(manifest['head'], 'head'), 'eventNo'))
    report.fail(STEP, 'manifest_head', { file, no: first.no });
  const told = stateByEvents(grade, mentions, chain);
  if (told !== state) report.fail(STEP, 'state_differs', { number, stated: state, told });

  const offer = grade === 'official' ? offers.find(({ type }) => type === 'handover.offered') : first;
  const crlFile = `${folder}/revocation.crl`;
  const crls = archive.has(crlFile) ? crlsOf(archive.bytes(crlFile)) : [];
  const signatureFile = `${file}.p7s`;
  const signer = asFields(manifest['signer'], 'signer');
  let right = true;
  if (offer === undefined && archive.has(signatureFile))
    report.fail(STEP, 'signature_without_event', { file: signatureFile });
  if (offer !== undefined && !archive.has(signatureFile))
    report.fail(STEP, 'signature_missing', { file: signatureFile });
  if (offer !== undefined && archive.has(signatureFile)) {
    if (grade === 'official' && offer.personId !== signer['personId'])
      report.fail(STEP, 'signer_not_actor', { file, no: offer.no });
    const thumbprint = offer.payload['certificateThumbprint'];
    right = await checkPart(
      {
        ...{ file: signatureFile, text: bytes, signature: archive.bytes(signatureFile), grade, signer, crls },
        ...{ at: new Date(offer.at), thumbprint: typeof thumbprint === 'string' ? thumbprint : null },
        stamp: readStamp(bundle, number, 'offer', mentions),
      },
      context,
    );
  }
  const receipt = await checkReceipt(bundle, context, {
    number,
    grade,
    manifest,
    hash,
    mentions,
    crls,
    state,
  });
  if (right && receipt && !report.failedAt(STEP))
    report.ok(STEP, offer === undefined ? 'handover_unsigned' : `handover_${grade}`, {
      ...{ number, count: wholeOf(manifest, 'recordCount'), state },
      from: textOf(asFields(manifest['from'], 'from'), 'name'),
      to: textOf(asFields(manifest['to'], 'to'), 'name'),
    });
  return { number, manifest, state, signed: offer !== undefined };
}

/** What the manifest says of itself, of the list and of the chain it stands on. */
function checkManifest(
  { statement, report }: Bundle,
  { hashes }: Chain,
  number: number,
  manifest: Fields,
): void {
  const file = `handovers/${number}/manifest.json`;
  const list = asFields(statement['list'], 'list');
  if (manifest['type'] !== 'ban-giao/manifest' || manifest['version'] !== 2) throw new Malformed('type');
  if (!['official', 'attested'].includes(textOf(manifest, 'grade'))) throw new Malformed('grade');
  if (wholeOf(manifest, 'number') !== number)
    report.fail(STEP, 'manifest_number', { file, found: wholeOf(manifest, 'number') });
  if (manifest['listId'] !== list['id'] || manifest['campaignId'] !== list['campaignId'])
    report.fail(STEP, 'manifest_other_list', { file });
  hashOf(manifest, 'merkleRoot');
  const outcomes = asFields(manifest['outcomes'], 'outcomes');
  for (const side of ['village', 'police']) {
    const counts = asFields(outcomes[side], side);
    const sum = Object.keys(counts).reduce((total, key) => total + wholeOf(counts, key), 0);
    if (sum !== wholeOf(manifest, 'recordCount')) report.fail(STEP, 'manifest_counts', { file, side });
  }
  const head = asFields(manifest['head'], 'head');
  const no = wholeOf(head, 'eventNo');
  if (hashes.get(no) === undefined) report.fail(STEP, 'manifest_head_missing', { file, no });
  else if (hashes.get(no) !== textOf(head, 'hash')) report.fail(STEP, 'manifest_head', { file, no });
}

/** Where the events left the handover. */
function stateByEvents(grade: string, mentions: readonly Mention[], { cancelledAt }: Chain): string {
  const ended = mentions.map(({ type }) => ENDED[type]).findLast((state) => state !== undefined);
  if (ended !== undefined) return ended;
  const offered = grade === 'attested' || mentions.some(({ type }) => type === 'handover.offered');
  if (cancelledAt !== null) return offered ? 'withdrawn' : 'voided';
  return offered ? 'offered' : 'frozen';
}
