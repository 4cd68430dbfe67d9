import { DomainError } from '#domain/errors';
import type { Uuid } from '#domain/formats';
import { PAPER_TRANSITIONS, type PaperAct, type PaperKind, type PaperState } from '#domain/papers/paper';
import { allowed, next } from '#domain/process/states';
import type { Act } from '../act.ts';
import type { Sql } from '../sql.ts';
import { sha256 } from './manifests.ts';
import { getHandover, type CheckedSignature } from './official-handovers.ts';

/** A paper as the API answers it. Hashes are hexadecimal; `contentSha256` is that of the bytes that wait for a signature. */
export interface PaperView {
  readonly id: Uuid;
  readonly handoverId: Uuid;
  readonly listId: Uuid;
  readonly kind: PaperKind;
  readonly grade: 'official' | 'attested';
  readonly state: PaperState;
  readonly officeId: string;
  readonly toOfficeId: string;
  readonly symbol: string;
  readonly year: number | null;
  readonly number: number | null;
  readonly sha256: string;
  readonly contentSha256: string | null;
  readonly preparedAt: Date;
  readonly signerPersonId: Uuid | null;
  readonly signerThumbprint: string | null;
  readonly signedAt: Date | null;
  readonly clerkPersonId: Uuid | null;
  readonly organisationThumbprint: string | null;
  readonly numberedAt: Date | null;
  readonly issuedAt: Date | null;
  readonly voidedAt: Date | null;
  readonly voidReason: string | null;
}

export const PAPER_VIEW = `p.id, p.handover_id as "handoverId", p.list_id as "listId", p.kind, p.grade, p.state, p.office_id as "officeId",
  p.to_office_id as "toOfficeId", p.symbol, p.year, p.number, encode(p.sha256, 'hex') as sha256, encode(p.content_hash, 'hex') as "contentSha256",
  p.prepared_at as "preparedAt", p.signer_person_id as "signerPersonId", p.signer_thumbprint as "signerThumbprint", p.signed_at as "signedAt",
  p.clerk_person_id as "clerkPersonId", p.organisation_thumbprint as "organisationThumbprint", p.numbered_at as "numberedAt",
  p.issued_at as "issuedAt", p.voided_at as "voidedAt", p.void_reason as "voidReason"`;

/** A paper with its bytes: `pdf` as it is now, `pending` with an empty signature that waits. */
export interface PaperFile extends PaperView {
  readonly pdf: Buffer;
  readonly pending: Buffer | null;
}

/** All papers of a handover, voided ones included, in the order they were made. @throws DomainError `handover_not_found`, `out_of_area`. */
export async function readPapers(sql: Sql, handoverId: string): Promise<PaperView[]> {
  await getHandover(sql, handoverId);
  return sql.query<PaperView & Record<string, unknown>>(
    `select ${PAPER_VIEW} from papers p where p.handover_id = $1 order by p.prepared_at, p.id`,
    [handoverId],
  );
}

/** The paper of a handover that is in force, if there is one. @throws DomainError `handover_not_found`, `out_of_area`. */
export async function findPaper(
  sql: Sql,
  handoverId: string,
  kind: PaperKind,
): Promise<PaperFile | undefined> {
  const [paper] = await sql.query<PaperFile & Record<string, unknown>>(
    `select ${PAPER_VIEW}, p.pdf, p.pending from papers p where p.handover_id = $1 and p.kind = $2 and p.state <> 'voided'`,
    [handoverId, kind],
  );
  if (paper === undefined) await getHandover(sql, handoverId);
  return paper;
}

/** @throws DomainError `handover_not_found`, `out_of_area`, `paper_not_found`. */
export async function getPaper(sql: Sql, handoverId: string, kind: PaperKind): Promise<PaperFile> {
  const paper = await findPaper(sql, handoverId, kind);
  if (paper === undefined) throw new DomainError('paper_not_found', { handoverId, kind });
  return paper;
}

/** @throws DomainError `act_not_allowed` with the acts its state allows; an attested paper is never signed. */
export function checkPaper({ id, state, grade }: PaperView, act: PaperAct): void {
  if (next(PAPER_TRANSITIONS, state, act) !== undefined && (grade === 'official' || act === 'void')) return;
  const acts = grade === 'official' ? allowed(PAPER_TRANSITIONS, state) : [];
  throw new DomainError('act_not_allowed', { paperId: id, act, state, grade, allowed: acts });
}

export interface NewPaper {
  readonly provinceCode: string;
  readonly communeCode: string;
  readonly listId: string;
  readonly handoverId: string;
  readonly kind: PaperKind;
  readonly grade: 'official' | 'attested';
  readonly officeId: string;
  readonly toOfficeId: string;
  readonly symbol: string;
  readonly pdf: Buffer;
}

/** What waits for a signature: the PDF with the empty signature and the hash of what it covers. */
export interface Pending {
  readonly pending: Buffer;
  readonly contentHash: Buffer;
}

/** Keeps a paper that was written, unless one is there already: of two who ask at once the first one's stays. */
export async function keepPaper(act: Act, paper: NewPaper, waiting: Pending | null): Promise<void> {
  const { provinceCode, communeCode, listId, handoverId, kind, grade, officeId, toOfficeId, symbol, pdf } =
    paper;
  await act.query(
    `insert into papers (province_code, commune_code, list_id, handover_id, kind, grade, office_id, to_office_id, state, symbol, pdf, sha256,
       pending, content_hash, prepared_by, prepared_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'prepared', $9, $10, $11, $12, $13, $14, $15)
     on conflict (handover_id, kind) where state <> 'voided' do nothing`,
    [
      ...[
        provinceCode,
        communeCode,
        listId,
        handoverId,
        kind,
        grade,
        officeId,
        toOfficeId,
        symbol,
        pdf,
        sha256(pdf),
      ],
      ...[waiting?.pending ?? null, waiting?.contentHash ?? null, act.actor.personId, act.now],
    ],
  );
}

/** Gives a prepared paper a new empty signature, so that the time in it is that of the signing. */
export async function renewPending(act: Act, paperId: string, waiting: Pending): Promise<void> {
  await act.query(
    `update papers set pending = $2, content_hash = $3, prepared_at = $4 where id = $1 and state = 'prepared'`,
    [paperId, waiting.pending, waiting.contentHash, act.now],
  );
}

/**
 * A paper for its next act, locked to the end of the transaction.
 * @throws DomainError `paper_not_found`, `act_not_allowed`, `out_of_area` for another office's clerk or officer.
 */
export async function lockedPaper(
  act: Act,
  handoverId: string,
  kind: PaperKind,
  wanted: PaperAct,
): Promise<PaperFile> {
  const [paper] = await act.query<PaperFile & Record<string, unknown>>(
    `select ${PAPER_VIEW}, p.pdf, p.pending from papers p where p.handover_id = $1 and p.kind = $2 and p.state <> 'voided' for update`,
    [handoverId, kind],
  );
  if (paper === undefined) return getPaper(act, handoverId, kind);
  if (paper.officeId !== act.actor.officeId) throw new DomainError('out_of_area', { handoverId });
  checkPaper(paper, wanted);
  return paper;
}

/** @throws DomainError `manifest_changed` when other bytes were signed than those that wait. */
export function checkContent(paper: PaperView, { contentHash }: CheckedSignature): void {
  if (paper.contentSha256 !== contentHash.toString('hex'))
    throw new DomainError('manifest_changed', { paperId: paper.id });
}

/** The officer's signed paper. */
export async function keepSigned(act: Act, paperId: string, pdf: Buffer, thumbprint: string): Promise<void> {
  await act.query(
    `update papers set state = 'signed', pdf = $2, sha256 = $3, pending = null, content_hash = null,
       signer_person_id = $4, signer_thumbprint = $5, signed_at = $6 where id = $1`,
    [paperId, pdf, sha256(pdf), act.actor.personId, thumbprint, act.now],
  );
}

/** The paper with the organisation's signature: it is issued. */
export async function keepIssued(act: Act, paperId: string, pdf: Buffer, thumbprint: string): Promise<void> {
  await act.query(
    `update papers set state = 'issued', pdf = $2, sha256 = $3, pending = null, content_hash = null,
       clerk_person_id = $4, organisation_thumbprint = $5, issued_at = $6 where id = $1`,
    [paperId, pdf, sha256(pdf), act.actor.personId, thumbprint, act.now],
  );
}

/** A paper that no longer counts. Its number, if it has one, stays taken. */
export async function keepVoided(act: Act, paperId: string, reason: string): Promise<void> {
  await act.query(
    `update papers set state = 'voided', pending = null, content_hash = null, voided_by = $2, voided_at = $3, void_reason = $4 where id = $1`,
    [paperId, act.actor.personId, act.now, reason],
  );
}
