import { DomainError } from '#domain/errors';
import { buildReceipt, type Manifest, type Refusal } from '#domain/handovers/manifest';
import { toRanges } from '#domain/handovers/record-numbers';
import type { Act } from '../act.ts';
import { canonical, sha256, signerOf } from './manifests.ts';
import {
  checkHandover,
  parcelOf,
  type CheckedSignature,
  type OfficialHandover,
} from './official-handovers.ts';
import { keepProof } from './signature-proofs.ts';
import { changedSince } from './snapshots.ts';

export interface Draft {
  readonly text: string;
  readonly hash: Buffer;
}

/** Writes the receipt that the receiver is to sign; asked again, it is written anew. */
export async function draftReceipt(
  act: Act,
  handover: OfficialHandover,
  refused: readonly Refusal[],
): Promise<Draft> {
  checkHandover(handover, refused.length === handover.recordCount ? 'refuse' : 'accept');
  const numbers = refused.map(({ recordNo }) => recordNo);
  const [outside] = await act.query<{ no: number }>(
    `select no from unnest($2::integer[]) as no where not no <@ (select records from handovers where id = $1) limit 1`,
    [handover.id, numbers],
  );
  if (outside !== undefined)
    throw new DomainError('record_not_in_task', { recordNo: outside.no, handoverId: handover.id });
  if (new Set(numbers).size !== numbers.length)
    throw new DomainError('invalid_input', { field: 'refused', reason: 'record_twice' });
  const { handoverId, number, grade, listId, from, to, recordCount } = JSON.parse(
    handover.manifest,
  ) as Manifest;
  const text = canonical(
    buildReceipt({
      ...{
        handoverId,
        number,
        grade,
        listId,
        manifestHash: handover.manifestHash.toString('hex'),
        from,
        to,
        recordCount,
      },
      ...{ refused, receiver: signerOf(act), at: act.now.toISOString() },
    }),
  );
  const hash = sha256(text);
  await act.query(
    `update handovers set receipt = $2, receipt_hash = $3, receiver_person_id = $4, refused = $5::int4multirange where id = $1`,
    [...[handover.id, text, hash, act.actor.personId, toRanges(numbers)]],
  );
  return { text, hash };
}

/**
 * The countersigned receipt ends the handover.
 * @throws DomainError `act_not_allowed` without a drafted receipt, `manifest_changed` when another receipt was signed,
 * `cert_not_yours` when it names another receiver, `list_changed_after_sign` when a record differs from what the police signed.
 */
export async function acceptSigned(
  act: Act,
  handover: OfficialHandover,
  signed: CheckedSignature,
  state: 'accepted' | 'refused',
): Promise<void> {
  checkHandover(handover, state === 'accepted' ? 'accept' : 'refuse');
  if (handover.receiptHash === null)
    throw new DomainError('act_not_allowed', { handoverId: handover.id, allowed: ['receipt'] });
  if (!handover.receiptHash.equals(signed.contentHash))
    throw new DomainError('manifest_changed', { handoverId: handover.id });
  if (handover.receiverPersonId !== act.actor.personId)
    throw new DomainError('cert_not_yours', { handoverId: handover.id, reason: 'other_signer_named' });
  const changed = await changedSince(act, handover, { id: handover.id, parcelNo: parcelOf(handover) });
  if (changed.length > 0)
    throw new DomainError('list_changed_after_sign', { handoverId: handover.id, records: changed });
  await act.query(
    `update handovers set state = $2, receipt_signature = $3, receipt_thumbprint = $4, received_at = $5 where id = $1`,
    [handover.id, state, signed.signature, signed.thumbprint, act.now],
  );
  await keepProof(act, handover, 'receipt', signed);
}
