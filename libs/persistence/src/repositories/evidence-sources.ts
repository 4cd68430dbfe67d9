import type { Sql } from '../sql.ts';

/** What keeps one official signature checkable after its certificate has ended. */
export interface SignatureProof {
  readonly handoverId: string;
  /** `offer`: over the manifest; `receipt`: over the receipt. */
  readonly part: 'offer' | 'receipt';
  /** The signer's certificate and those between it and the authority, PEM one after the other. */
  readonly chainPem: string | null;
  /** Lists of revoked certificates, DER. */
  readonly crls: readonly Buffer[];
  /** RFC 3161 token, DER; null while the time-stamp server has not answered. */
  readonly timeStamp: Buffer | null;
}

/** A signed paper of a handover. */
export interface Paper {
  readonly handoverId: string;
  readonly pdf: Buffer;
}

/** The archived history of a workflow of the list. */
export interface Archive {
  readonly workflowId: string;
  readonly runId: string;
  /** JSON as Temporal's tools write it. */
  readonly history: Buffer;
}

/** Signature proofs of a list. */
export function readSignatureProofs(_sql: Sql, _listId: string): Promise<SignatureProof[]> {
  return Promise.resolve([]);
}

/** The newest paper of each handover of a list. */
export function readPapers(_sql: Sql, _listId: string): Promise<Paper[]> {
  return Promise.resolve([]);
}

/** Archived histories of a list's workflows. */
export function readArchives(_sql: Sql, _listId: string): Promise<Archive[]> {
  return Promise.resolve([]);
}
