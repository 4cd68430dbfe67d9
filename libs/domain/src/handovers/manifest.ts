import type { Uuid } from '../formats.ts';
import type { Role } from '../people/roles.ts';
import type { Step } from '../process/steps.ts';

/** `official`: signed by an officer's certificate. `attested`: sealed by the server, labelled as such. */
export type HandoverGrade = 'official' | 'attested';

export interface Party {
  readonly officeId: string;
  readonly name: string;
}

/** Who answers for a manifest or a receipt. The thumbprint is null while nobody has signed: the person is bound already. */
export interface Signer {
  readonly personId: Uuid | null;
  readonly officeId: string | null;
  readonly role: Role | 'system';
  readonly certificateThumbprint: string | null;
}

/** Records per outcome. The records of a step that has no outcomes yet are under `none`. */
export type OutcomeCounts = Readonly<Record<string, number>>;

/** What is signed when custody of a parcel changes hands. Ids, counts and hashes only: no person of the list is named in it. */
export interface Manifest {
  readonly type: 'ban-giao/manifest';
  /** 2: the salt of a record is SHA-256(salt || record number); it was an HMAC in version 1. */
  readonly version: 2;
  readonly handoverId: Uuid;
  /** Counts the handovers of its list, voided ones included. */
  readonly number: number;
  readonly grade: HandoverGrade;
  /** The step whose completion offers the parcel. */
  readonly step: Step;
  readonly campaignId: Uuid;
  readonly listId: Uuid;
  readonly communeCode: string;
  readonly parcels: readonly number[];
  /** Record numbers as half-open ranges, such as `{[1,4),[7,8)}`. */
  readonly records: string;
  readonly recordCount: number;
  readonly from: Party;
  readonly to: Party;
  readonly outcomes: { readonly village: OutcomeCounts; readonly police: OutcomeCounts };
  /** RFC 6962 root over the salted hashes of the record snapshots, hexadecimal. */
  readonly merkleRoot: string;
  /** The list's event chain at the moment of freezing. */
  readonly head: { readonly eventNo: number; readonly hash: string };
  /** SHA-256 of the manifest with the number before this one, null for the first. */
  readonly previousHandover: string | null;
  readonly signer: Signer;
  readonly frozenAt: string;
  /** Working time the receiver has from the offer, milliseconds. */
  readonly acceptWithinMs: number;
}

export interface Refusal {
  readonly recordNo: number;
  readonly reason: string;
}

/** What the receiver signs: which records of the manifest were taken, and which were refused and why. */
export interface Receipt {
  readonly type: 'ban-giao/receipt';
  readonly version: 1;
  readonly handoverId: Uuid;
  readonly number: number;
  readonly grade: HandoverGrade;
  readonly listId: Uuid;
  readonly manifestHash: string;
  readonly from: Party;
  readonly to: Party;
  readonly recordCount: number;
  readonly acceptedCount: number;
  readonly refused: readonly Refusal[];
  readonly receiver: Signer;
  readonly at: string;
}

/** The part of a manifest that its builder computes by itself. */
type Fixed = 'type' | 'version';

/**
 * A manifest from facts.
 * @throws Error when the outcome counts of a side do not add up to the records: such a manifest must never be signed.
 */
export function buildManifest(facts: Omit<Manifest, Fixed>): Manifest {
  for (const counts of [facts.outcomes.village, facts.outcomes.police]) {
    if (sum(counts) !== facts.recordCount) {
      throw new Error('The outcome counts of a manifest do not add up to its records.');
    }
  }
  return { type: 'ban-giao/manifest', version: 2, ...facts };
}

/** A receipt from facts; refused records are put in the order of their numbers. */
export function buildReceipt(
  facts: Omit<Receipt, Fixed | 'acceptedCount' | 'refused'> & { refused: readonly Refusal[] },
): Receipt {
  const refused = [...facts.refused].sort((a, b) => a.recordNo - b.recordNo);
  if (refused.length > facts.recordCount) throw new Error('A receipt cannot refuse more than was offered.');
  return {
    type: 'ban-giao/receipt',
    version: 1,
    ...facts,
    refused,
    acceptedCount: facts.recordCount - refused.length,
  };
}

function sum(counts: OutcomeCounts): number {
  return Object.values(counts).reduce((total, n) => total + n, 0);
}
