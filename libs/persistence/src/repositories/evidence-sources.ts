import { gunzipSync } from 'node:zlib';
import type { QueryResultRow } from 'pg';
import type { Sql } from '../sql.ts';

/** What keeps one official signature checkable after its certificate has ended. */
export interface SignatureProof {
  readonly handoverId: string;
  /** `offer`: over the manifest; `receipt`: over the receipt. */
  readonly part: 'offer' | 'receipt';
  /** The signer's certificate and those between it and the authority, PEM one after the other. */
  readonly chainPem: string;
  /** Lists of revoked certificates, DER. */
  readonly crls: readonly Buffer[];
  /** The time-stamp server's answer (RFC 3161, DER); null while it waits for one. */
  readonly timeStamp: Buffer | null;
  readonly stampedAt: Date | null;
}

/** A paper of a handover that is in force. */
export interface Paper {
  readonly id: string;
  readonly handoverId: string;
  readonly kind: 'minutes' | 'receipt';
}

/** One run of the list's workflow whose history is archived. */
export interface Archive {
  readonly workflowId: string;
  readonly runNo: number;
}

interface ListKey {
  readonly provinceCode: string;
  readonly id: string;
}

/** Signature proofs of a list: two at most for each official handover. */
export function readSignatureProofs(sql: Sql, list: ListKey): Promise<SignatureProof[]> {
  return sql.query<SignatureProof & QueryResultRow>(
    `select handover_id as "handoverId", part, chain_pem as "chainPem", crls, time_stamp as "timeStamp", stamped_at as "stampedAt"
     from signature_proofs where province_code = $1 and list_id = $2 order by handover_id, part`,
    [list.provinceCode, list.id],
  );
}

/** The papers of a list's handovers, without their bytes. */
export async function readPapersOf(sql: Sql, list: ListKey): Promise<Paper[]> {
  if (!(await isThere(sql, 'papers'))) return [];
  return sql.query<Paper & QueryResultRow>(
    `select id, handover_id as "handoverId", kind from papers where list_id = $1 and state <> 'voided' order by handover_id, kind`,
    [list.id],
  );
}

export async function readPaperBytes(sql: Sql, id: string): Promise<Buffer> {
  const [row] = await sql.query<{ pdf: Buffer }>(`select pdf from papers where id = $1`, [id]);
  return (row as { pdf: Buffer }).pdf;
}

/** The archived runs of a list's workflow, without their histories. */
export async function readArchivesOf(sql: Sql, list: ListKey): Promise<Archive[]> {
  if (!(await isThere(sql, 'workflow_archives'))) return [];
  return sql.query<Archive & QueryResultRow>(
    `select workflow_id as "workflowId", run_no as "runNo" from workflow_archives
     where province_code = $1 and list_id = $2 and state = 'kept' order by run_no`,
    [list.provinceCode, list.id],
  );
}

/** The history's JSON as Temporal wrote it. */
export async function readHistory(sql: Sql, list: ListKey, runNo: number): Promise<Buffer> {
  const [row] = await sql.query<{ history: Buffer }>(
    `select history from workflow_archives where province_code = $1 and list_id = $2 and run_no = $3`,
    [list.provinceCode, list.id, runNo],
  );
  return gunzipSync((row as { history: Buffer }).history);
}

/** Papers and archives are parts of the product that a database may not have yet. */
async function isThere(sql: Sql, table: string): Promise<boolean> {
  const [row] = await sql.query<{ there: boolean }>(`select to_regclass($1) is not null as there`, [table]);
  return row?.there === true;
}
