import type { EvidenceHandover, EvidenceList } from '#persistence/repositories/evidence';
import type { Paper, SignatureProof } from '#persistence/repositories/evidence-sources';

/** One part of a handover that somebody signed, with what proves the signature. */
export interface PlannedPart {
  /** Base of the file names in the handover's folder. */
  readonly name: 'manifest' | 'receipt';
  readonly text: string;
  readonly signature: Buffer | null;
  /** When the server took the signature. */
  readonly at: Date | null;
  readonly timeStamp: Buffer | null;
  readonly stampedAt: Date | null;
}

export interface PlannedHandover {
  readonly handover: EvidenceHandover;
  readonly folder: string;
  readonly parts: readonly PlannedPart[];
  readonly chainPem: string | null;
  readonly crls: readonly Buffer[];
  readonly papers: readonly Paper[];
  /** File of record snapshots or leaves; null for attested handovers, whose records are not kept. */
  readonly recordsFile: string | null;
}

/** What a bundle will hold: everything but the contents that are read while it is sent. */
export interface BundlePlan {
  readonly list: EvidenceList;
  readonly personal: boolean;
  readonly exportedAt: Date;
  readonly seal: { readonly thumbprint: string; readonly publicKeySha256: string; readonly pem: string };
  /** Authorities of officers' certificates, PEM. */
  readonly anchorsPem: string | null;
  /** Authorities of the time-stamp server, PEM. */
  readonly stampAnchorsPem: string | null;
  readonly handovers: readonly PlannedHandover[];
}

/** The files of one handover from what is stored of it. */
export function planHandover(
  handover: EvidenceHandover,
  proofs: readonly SignatureProof[],
  papers: readonly Paper[],
): PlannedHandover {
  const own = proofs.filter(({ handoverId }) => handoverId === handover.id);
  const stampOf = (part: SignatureProof['part']) => {
    const { timeStamp = null, stampedAt = null } = own.find((proof) => proof.part === part) ?? {};
    return { timeStamp, stampedAt };
  };
  const parts: PlannedPart[] = [
    {
      ...{ name: 'manifest', text: handover.manifest, signature: handover.signature },
      ...{ at: handover.offeredAt, ...stampOf('offer') },
    },
  ];
  if (handover.receipt !== null) {
    parts.push({
      ...{ name: 'receipt', text: handover.receipt, signature: handover.receiptSignature },
      ...{ at: handover.receivedAt, ...stampOf('receipt') },
    });
  }
  const chain = new Set(
    own.flatMap(
      ({ chainPem }) => chainPem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g) ?? [],
    ),
  );
  const crls = new Map(own.flatMap((proof) => proof.crls).map((crl) => [crl.toString('base64'), crl]));
  return {
    handover,
    folder: `handovers/${handover.number}`,
    parts,
    chainPem: chain.size > 0 ? [...chain].map((pem) => `${pem.trimEnd()}\n`).join('') : null,
    crls: [...crls.values()],
    papers: papers.filter(({ handoverId }) => handoverId === handover.id),
    recordsFile: handover.hasSnapshots ? `records/${handover.number}.ndjson` : null,
  };
}
