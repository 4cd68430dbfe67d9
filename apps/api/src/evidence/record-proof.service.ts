import type { Uuid } from '#domain/formats';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  readEnrolments,
  readEvidenceList,
  readRecordHandover,
  type Enrolment,
} from '#persistence/repositories/evidence';
import { eachSnapshot } from '#persistence/repositories/evidence-rows';
import { readSignatureProofs } from '#persistence/repositories/evidence-sources';
import { beginStillRead } from '#persistence/still-read';
import { inclusionProof, leafHash, leafSalt } from '#signatures/merkle';
import { AccessLog } from '../auth/access-log.ts';
import type { ActingCapacity } from '../auth/capacity.ts';
import { planHandover } from './bundle-plan.ts';
import { checkPurpose } from './evidence-export.service.ts';
import type { RecordProofQuery } from './evidence.inputs.ts';

/** A signed text of a proof; binary values in base64. */
interface SignedText {
  readonly text: string;
  readonly signature: string | null;
  readonly timeStamp: string | null;
}

/** Proof that one record stood in a signed handover: nothing of any other record is in it. Hashes are hexadecimal. */
export interface RecordProof {
  readonly type: 'ban-giao/record-proof';
  readonly version: 1;
  readonly listId: Uuid;
  readonly recordNo: number;
  readonly handover: number;
  /** With personal data: the record as it was signed, and the salt of its leaf. */
  readonly snapshot: string | null;
  readonly recordSalt: string | null;
  readonly leaf: string;
  /** Place of the leaf from 0, and number of leaves. */
  readonly index: number;
  readonly size: number;
  /** Hashes from the leaf's neighbour up to the root. */
  readonly path: readonly string[];
  readonly manifest: SignedText;
  readonly receipt: SignedText | null;
  readonly chainPem: string | null;
  readonly crls: readonly string[];
  readonly enrolments: readonly Enrolment[];
}

const base64 = (bytes: Buffer | null): string | null => bytes?.toString('base64') ?? null;

/** Writes proofs of single records. */
@Injectable()
export class RecordProofService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AccessLog) private readonly accessLog: AccessLog,
  ) {}

  /**
   * Proof that the record stands in the handover of this number, or in the last official one that was accepted.
   * @throws DomainError `handover_not_found`; for the rest as an export of the whole list.
   */
  async prove(
    actor: ActingCapacity,
    listId: string,
    recordNo: number,
    { personal = false, purpose, handover: number = undefined }: RecordProofQuery,
  ): Promise<RecordProof> {
    if (personal) checkPurpose(purpose);
    const act = personal ? 'evidence.personal.read' : 'evidence.read';
    const read = await beginStillRead(this.dataSource, actor);
    try {
      const list = await readEvidenceList(read.sql, actor, listId, act);
      const handover = await readRecordHandover(read.sql, listId, recordNo, number ?? null);
      const leaves: Buffer[] = [];
      let index = -1;
      let snapshot = '';
      for await (const rows of eachSnapshot(read.sql, list, handover.id))
        for (const row of rows) {
          if (row.recordNo === recordNo) [index, snapshot] = [leaves.length, row.snapshot];
          leaves.push(leafHash(handover.salt, row.recordNo, row.snapshot));
        }
      const { parts, chainPem, crls } = planHandover(handover, await readSignatureProofs(read.sql, list), []);
      const used = new Set([handover.thumbprint, handover.receiptThumbprint]);
      const enrolments = (await readEnrolments(read.sql, listId)).filter(({ thumbprint }) =>
        used.has(thumbprint),
      );
      await this.accessLog.seen('read', actor, act, listId, {
        ...{ recordNo, personal, handover: handover.number },
        ...(purpose === undefined ? {} : { purpose }),
      });
      const [manifest, receipt] = parts.map(({ text, signature, timeStamp }) => ({
        ...{ text, signature: base64(signature), timeStamp: base64(timeStamp) },
      }));
      return {
        ...{ type: 'ban-giao/record-proof', version: 1, listId, recordNo, handover: handover.number },
        snapshot: personal ? snapshot : null,
        recordSalt: personal ? leafSalt(handover.salt, recordNo).toString('hex') : null,
        leaf: (leaves[index] as Buffer).toString('hex'),
        ...{ index, size: leaves.length },
        path: inclusionProof(leaves, index).map((node) => node.toString('hex')),
        manifest: manifest as SignedText,
        receipt: receipt ?? null,
        ...{ chainPem, crls: crls.map((crl) => crl.toString('base64')), enrolments },
      };
    } finally {
      await read.end();
    }
  }
}
