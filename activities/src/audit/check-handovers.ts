import { createHash } from 'node:crypto';
import type { Manifest, Receipt } from '#domain/handovers/manifest';
import { storedHandovers, touchedSnapshots, type StoredHandover } from '#persistence/audit/handovers';
import type { Finding } from '#persistence/audit/findings';
import type { ListToAudit } from '#persistence/audit/lists-to-audit';
import { readProofs } from '#persistence/repositories/signature-proofs';
import type { Sql } from '#persistence/sql';
import { verifyDetached } from '#signatures/cms';
import { merkleRootOf } from '#signatures/merkle';

export interface Trust {
  /** The server's seal certificate. */
  readonly sealPem: string;
  /** Authorities of officers' certificates. */
  readonly anchorsPem: readonly string[];
}

const PAGE = 50;
const sha256 = (content: string): Buffer => createHash('sha256').update(content, 'utf8').digest();

/** Every manifest and receipt of a list: its hash, its place after the one before, its tree, and who signed it. */
export async function checkHandovers(
  sql: Sql,
  { listId, provinceCode }: Pick<ListToAudit, 'listId' | 'provinceCode'>,
  trust: Trust,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  let previous: Buffer | null = null;
  for (let after = 0; ;) {
    const page = await storedHandovers(sql, provinceCode, listId, { after, limit: PAGE });
    const proofs = await readProofs(sql, listId, { afterNumber: after, limit: PAGE });
    const crls = new Map(proofs.map((proof) => [`${proof.handoverId} ${proof.part}`, proof.crls]));
    for (const handover of page) {
      const find = (column: string): void => {
        findings.push({
          listId,
          table: 'handovers',
          row: handover.id,
          column,
          problem: 'signature',
        });
      };
      checkTexts(handover, previous, find);
      if (!treeHolds(handover))
        findings.push(...(await brokenTree(sql, { listId, provinceCode }, handover.id)));
      await checkSignatures(handover, trust, crls, find);
      previous = sha256(handover.manifest);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return findings;
    after = last.number;
  }
}

/** Official handovers keep their records: the tree over them is the signed one. */
function treeHolds({ grade, leaves, manifest: text }: StoredHandover): boolean {
  const manifest = parsed<Manifest>(text);
  if (manifest === undefined) return true;
  if (leaves !== null) return merkleRootOf(leaves).toString('hex') === manifest.merkleRoot;
  return grade !== 'official' || manifest.recordCount === 0;
}

async function brokenTree(
  sql: Sql,
  list: Pick<ListToAudit, 'listId' | 'provinceCode'>,
  handoverId: string,
): Promise<Finding[]> {
  const touched = await touchedSnapshots(sql, list, handoverId);
  const { listId } = list;
  if (touched.length === 0)
    return [
      { listId, table: 'handovers', row: handoverId, column: 'manifest.merkleRoot', problem: 'signature' },
    ];
  return touched.map(({ recordNo, problem }) => ({
    ...{ listId, table: 'handover_snapshots', row: `${handoverId}/${recordNo}`, problem },
    column: problem === 'differs' ? 'snapshot' : '*',
  }));
}

type Find = (column: string) => void;

function checkTexts(handover: StoredHandover, previous: Buffer | null, find: Find): void {
  if (!sha256(handover.manifest).equals(handover.manifestHash)) find('manifest_hash');
  const manifest = parsed<Manifest>(handover.manifest);
  if (manifest === undefined || manifest.handoverId !== handover.id || manifest.number !== handover.number)
    find('manifest');
  else {
    if (manifest.previousHandover !== (previous?.toString('hex') ?? null)) find('manifest.previousHandover');
  }
  if (handover.receipt === null) return;
  if (handover.receiptHash === null || !sha256(handover.receipt).equals(handover.receiptHash))
    find('receipt_hash');
  if (parsed<Receipt>(handover.receipt)?.manifestHash !== handover.manifestHash.toString('hex'))
    find('receipt.manifestHash');
}

async function checkSignatures(
  handover: StoredHandover,
  { sealPem, anchorsPem }: Trust,
  crls: ReadonlyMap<string, readonly Buffer[]>,
  find: Find,
): Promise<void> {
  const parts = [
    ['offer', 'signature', handover.manifest, handover.signature, handover.offeredAt],
    ['receipt', 'receipt_signature', handover.receipt, handover.receiptSignature, handover.receivedAt],
  ] as const;
  for (const [part, column, content, signature, at] of parts) {
    if (content === null || signature === null || at === null) continue;
    const sealed = handover.grade === 'attested';
    const holds = await verifyDetached({
      ...{ content, signature, at },
      trustAnchorsPem: sealed ? [sealPem] : [...anchorsPem],
      crlsDer: sealed ? [] : [...(crls.get(`${handover.id} ${part}`) ?? [])],
    }).catch(() => undefined);
    if (holds === undefined) find(column);
  }
}

function parsed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
