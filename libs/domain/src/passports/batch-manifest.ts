import type { Party, Signer } from '../handovers/manifest.ts';

/** What a facility signs (ký xác nhận): which doses it answers for, by hashes and counts. No person is named in it. */
export interface BatchManifest {
  readonly type: 'ban-giao/facility-batch';
  readonly version: 1;
  readonly batchId: string;
  /** Counts the facility's batches, voided ones included. */
  readonly number: number;
  readonly day: string;
  readonly facility: Party;
  readonly people: number;
  readonly doses: number;
  readonly foreigners: number;
  /** RFC 6962 root over the salted hashes of the doses' snapshots, in the order of subject and dose; hexadecimal. */
  readonly merkleRoot: string;
  /** SHA-256 of the statement of responsibility; null without foreigners. */
  readonly statement: string | null;
  /** SHA-256 of the facility's batch before this one; null for the first. */
  readonly previousBatch: string | null;
  readonly signer: Signer;
  readonly frozenAt: string;
}

/** What a facility declares for foreigners, who are in no population database (Công văn 8938/BYT-DP). */
export interface ResponsibilityStatement {
  readonly type: 'ban-giao/responsibility';
  readonly version: 1;
  readonly batchId: string;
  readonly facility: Party;
  readonly foreigners: number;
  readonly merkleRoot: string;
  readonly vi: string;
  readonly en: string;
  readonly signer: Signer;
  readonly at: string;
}

/** The words of the statement. */
export const RESPONSIBILITY = {
  vi: 'Cơ sở tiêm chủng đã đối chiếu thông tin của người nước ngoài trong danh sách này với hộ chiếu và chịu trách nhiệm về tính chính xác của thông tin.',
  en: 'The facility has compared the data of the foreigners in this batch with their passports and answers for its correctness.',
} as const;
