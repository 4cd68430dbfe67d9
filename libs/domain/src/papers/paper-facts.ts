import type { HandoverGrade, OutcomeCounts, Refusal } from '../handovers/manifest.ts';
import type { OfficeKind, Role } from '../people/roles.ts';
import type { PaperKind } from './paper.ts';

export interface PaperOffice {
  readonly officeId: string;
  readonly kind: OfficeKind;
  readonly name: string;
  /** Cơ quan chủ quản: the office above, whose name stands over this one's. */
  readonly superior: string;
}

/** An officer who answers for one side. Citizens are never named in a paper. */
export interface PaperOfficer {
  readonly personId: string;
  readonly name: string;
  readonly role: Role;
}

/** Everything a paper is written from: facts that no longer change, so that the same paper can be written again. */
export interface PaperFacts {
  readonly kind: PaperKind;
  readonly grade: HandoverGrade;
  readonly provinceCode: string;
  readonly communeCode: string;
  readonly listId: string;
  readonly campaignName: string;
  readonly handoverId: string;
  readonly handoverNumber: number;
  /** Địa danh. */
  readonly place: string;
  readonly from: PaperOffice;
  readonly to: PaperOffice;
  readonly giver: PaperOfficer | null;
  readonly receiver: PaperOfficer | null;
  readonly parcels: readonly number[];
  /** Record numbers as half-open ranges. */
  readonly records: string;
  readonly recordCount: number;
  readonly outcomes: { readonly village: OutcomeCounts; readonly police: OutcomeCounts };
  readonly manifestHash: string;
  readonly merkleRoot: string;
  readonly frozenAt: Date;
  readonly receipt: {
    readonly hash: string;
    readonly at: Date;
    readonly acceptedCount: number;
    readonly refused: readonly Refusal[];
  } | null;
  /** The certificates in use are of a test authority: the paper says that it has no legal force. */
  readonly test: boolean;
}

/** Cơ quan ban hành: whose paper it is. */
export function issuerOf(facts: PaperFacts): PaperOffice {
  return facts.kind === 'minutes' ? facts.from : facts.to;
}

/** Who signs the paper: the person who signed the manifest, or the receipt. */
export function signerOfPaper(facts: PaperFacts): PaperOfficer | null {
  return facts.kind === 'minutes' ? facts.giver : facts.receiver;
}

/** The moment the paper tells of: the receipt if there is one, the offer otherwise. */
export function momentOf({ receipt, frozenAt }: PaperFacts): Date {
  return receipt?.at ?? frozenAt;
}
