import { createHash } from 'node:crypto';

export interface TransferRow {
  readonly id: string;
  readonly listId: string;
  readonly state: string;
  readonly receipt: string | null;
  /** Hashes of receipts that the giving list's chain says of this transfer. */
  readonly told: readonly (string | null)[];
}

export interface PairRow {
  readonly subjectA: string;
  readonly subjectB: string;
  readonly state: string;
}

export interface ElsewhereVerdict {
  readonly offered: number;
  readonly accepted: number;
  /** Accepted, but without a receipt whose hash stands exactly once in the giver's chain. */
  readonly unproven: number;
  readonly pairs: number;
  readonly merged: number;
  /** Merged although the two entries are different people. */
  readonly mergedOthers: number;
}

/** Judges transfers by their receipts and the chains, merges by the truth. Pairs of people the truth does not know count as others. */
export function judgeElsewhere(
  transfers: readonly TransferRow[],
  pairs: readonly PairRow[],
  personOf: ReadonlyMap<string, string>,
): ElsewhereVerdict {
  const accepted = transfers.filter(({ state }) => state === 'accepted');
  const merged = pairs.filter(({ state }) => state === 'merged');
  return {
    offered: transfers.length,
    accepted: accepted.length,
    unproven: accepted.filter((one) => !isProven(one)).length,
    pairs: pairs.length,
    merged: merged.length,
    mergedOthers: merged.filter(({ subjectA, subjectB }) => {
      const person = personOf.get(subjectA);
      return person === undefined || person !== personOf.get(subjectB);
    }).length,
  };
}

function isProven({ receipt, told }: TransferRow): boolean {
  if (receipt === null) return false;
  return told.join() === createHash('sha256').update(receipt).digest('hex');
}
