import { canonicalJson } from '#signatures/canonical';
import type { BundlePlan } from './bundle-plan.ts';
import type { WrittenFile } from './bundle-zip.ts';

/** Who speaks in an export statement: it must not be taken for an officer's word. */
const SPEAKER = {
  vi: 'Lời khai của máy chủ Bàn Giao, niêm phong bằng khóa của máy chủ; không phải chữ ký của cán bộ hay cơ quan nào.',
  en: "Statement of the Bàn Giao server, sealed with the server's key; not the signature of any officer or authority.",
};

/** The export statement, canonical JSON: what the bundle holds, file by file, and where the list's chain of events ended. */
export function statementOf(plan: BundlePlan, files: readonly WrittenFile[]): string {
  const { list, personal, exportedAt, seal, handovers } = plan;
  return canonicalJson({
    type: 'ban-giao/evidence-statement',
    version: 1,
    speaker: SPEAKER,
    exportedAt: exportedAt.toISOString(),
    personal,
    list: {
      ...{
        id: list.id,
        campaignId: list.campaignId,
        communeCode: list.communeCode,
        communeName: list.communeName,
      },
      ...{ seq: list.seq, state: list.state, recordCount: list.recordCount },
    },
    head: { eventNo: list.eventNo, hash: list.headHash },
    lastHandoverHash: list.lastHandoverHash,
    handovers: handovers.map(({ handover: { number, grade, state } }) => ({ number, grade, state })),
    custody: list.custody,
    counts: { events: list.eventNo, ...list.counts },
    seal: { thumbprint: seal.thumbprint, publicKeySha256: seal.publicKeySha256 },
    files,
  });
}
