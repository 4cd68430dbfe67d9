import { DomainError } from '#domain/errors';
import {
  allowed,
  HANDOVER_TRANSITIONS,
  next,
  type HandoverAct,
  type HandoverState,
} from '#domain/process/states';
import { type CertificateHolder } from '#domain/authority/acts';
import type { Act } from '../act.ts';
import type { Sql } from '../sql.ts';
import { draftHandover, sha256, writeManifests, type Evidence } from './manifests.ts';
import { keepProof, type CheckedSignature } from './signature-proofs.ts';
import { changedSince, keepSnapshots } from './snapshots.ts';
import type { ParcelRow, Work } from './work.ts';

export type { CheckedSignature };

export interface OfficialHandover {
  readonly id: string;
  readonly provinceCode: string;
  readonly communeCode: string;
  readonly listId: string;
  readonly number: number;
  readonly grade: 'official' | 'attested';
  readonly parcelNos: readonly number[];
  readonly taskId: string;
  readonly fromOfficeId: string;
  readonly toOfficeId: string;
  readonly state: HandoverState;
  readonly records: string;
  readonly recordCount: number;
  readonly manifest: string;
  readonly manifestHash: Buffer;
  readonly signerPersonId: string | null;
  readonly receipt: string | null;
  readonly receiptHash: Buffer | null;
  readonly receiverPersonId: string | null;
}

const COLUMNS = `h.id, h.province_code as "provinceCode", h.commune_code as "communeCode", h.list_id as "listId", h.number, h.grade,
  h.parcel_nos as "parcelNos", h.task_id as "taskId", h.from_office_id as "fromOfficeId", h.to_office_id as "toOfficeId", h.state,
  h.records::text as records, h.record_count as "recordCount", h.manifest, h.manifest_hash as "manifestHash",
  h.signer_person_id as "signerPersonId", h.receipt, h.receipt_hash as "receiptHash", h.receiver_person_id as "receiverPersonId"`;

/**
 * A handover as far as its acts need it.
 * @throws DomainError `handover_not_found`, or `out_of_area` when it is another area's.
 */
export async function getHandover(sql: Sql, id: string): Promise<OfficialHandover> {
  const [handover] = await sql.query<OfficialHandover>(`select ${COLUMNS} from handovers h where h.id = $1`, [
    id,
  ]);
  if (handover !== undefined) return handover;
  const [found] = await sql.query<{ there: boolean }>(`select bangiao_exists('handover', $1) as there`, [id]);
  throw new DomainError(found?.there ? 'out_of_area' : 'handover_not_found', { handoverId: id });
}

/** The handover that freezes or offers a parcel now, if there is one. */
export async function presentHandover(
  sql: Sql,
  work: Work,
  parcelNo: number,
): Promise<OfficialHandover | undefined> {
  const [handover] = await sql.query<OfficialHandover>(
    `select ${COLUMNS} from handovers h where h.list_id = $1 and h.grade = 'official' and h.state in ('frozen','offered') and $2 = any(h.parcel_nos)`,
    [work.listId, parcelNo],
  );
  return handover;
}

/** @throws DomainError `act_not_allowed` with the present state and the acts it allows. */
export function checkHandover(handover: OfficialHandover, act: HandoverAct): void {
  if (handover.grade === 'official' && next(HANDOVER_TRANSITIONS, handover.state, act) !== undefined) return;
  throw new DomainError('act_not_allowed', {
    ...{
      handoverId: handover.id,
      act,
      state: handover.state,
      allowed: allowed(HANDOVER_TRANSITIONS, handover.state),
    },
  });
}

/**
 * Separation of duty: nobody signs a parcel in which he decided a record at verification.
 * @throws DomainError `same_person_sign` with the number of records.
 */
export async function refuseDecider(act: Act, work: Work, parcelNo: number): Promise<void> {
  const [own] = await act.query<{ n: number }>(
    `select count(*)::int as n from records r join deciders d on d.province_code = r.province_code and d.list_id = r.list_id
       and d.step = 'verify' and d.person_id = $4 and r.record_no <@ d.records
     where r.province_code = $1 and r.list_id = $2 and r.parcel_no = $3`,
    [work.provinceCode, work.listId, parcelNo, act.actor.personId],
  );
  if (own !== undefined && own.n > 0) {
    throw new DomainError('same_person_sign', { taskId: work.id, parcelNo, records: own.n });
  }
}

/**
 * Freezes a parcel under the list's next handover number: the records are kept as they are now and every later change is refused.
 * @throws DomainError `parcel_frozen` when it is frozen already.
 */
export async function freeze(
  act: Act,
  work: Work,
  parcel: ParcelRow,
  toOfficeId: string,
  evidence: Evidence,
): Promise<string> {
  const { parcelNo, custodianOfficeId } = parcel;
  if (parcel.frozen) {
    const present = await presentHandover(act, work, parcelNo);
    throw new DomainError('parcel_frozen', { parcelNo, handoverId: present?.id ?? null });
  }
  const draft = draftHandover({
    ...{
      grade: 'official',
      step: work.step,
      parcelNos: [parcelNo],
      fromOfficeId: custodianOfficeId,
      toOfficeId,
    },
  });
  await act.query(
    `insert into handovers (id, province_code, commune_code, list_id, number, step, grade, parcel_nos, task_id, from_office_id, to_office_id, state,
       records, record_count, salt, manifest, manifest_hash, signer_person_id, frozen_at)
     select $1, $2, $3, $4, handover_count + 1, $5, 'official', array[$6::integer], $7, $8, $9, 'frozen', '{}', 0, $10, '', '', $11, $12 from lists where id = $4`,
    [
      ...[draft.id, work.provinceCode, work.communeCode, work.listId, work.step, parcelNo, work.id],
      ...[custodianOfficeId, toOfficeId, draft.salt, act.actor.personId, act.now],
    ],
  );
  const hashed = await keepSnapshots(act, work, { id: draft.id, parcelNo, salt: draft.salt }, evidence);
  const { manifests } = await writeManifests(act, work, [{ ...draft, hashed }]);
  const [manifest] = manifests;
  if (manifest === undefined) throw new Error('A frozen parcel got no manifest.');
  await act.query(
    `update handovers set records = $2, record_count = $3, manifest = $4, manifest_hash = $5 where id = $1`,
    [draft.id, hashed.records, hashed.count, manifest.text, manifest.hash],
  );
  await setFrozen(act, work, parcelNo, act.now);
  await act.event(work.listId, {
    type: 'handover.frozen',
    taskId: work.id,
    payload: {
      ...{ handoverId: draft.id, number: manifest.number, parcels: [parcelNo], count: hashed.count },
      ...{ manifestHash: manifest.hash.toString('hex') },
    },
  });
  return draft.id;
}

async function setFrozen(
  act: Act,
  list: { provinceCode: string; listId: string },
  parcelNo: number,
  at: Date | null,
): Promise<void> {
  await act.query(
    `update parcels set frozen_at = $4 where province_code = $1 and list_id = $2 and parcel_no = $3`,
    [...[list.provinceCode, list.listId, parcelNo, at]],
  );
}

/** Unfreezes a parcel that was not offered yet; the number stays void. */
export async function voidHandover(act: Act, handover: OfficialHandover): Promise<void> {
  checkHandover(handover, 'unfreeze');
  await act.query(`update handovers set state = 'voided' where id = $1`, [handover.id]);
  await setFrozen(act, handover, parcelOf(handover), null);
  await act.event(handover.listId, {
    ...{ type: 'handover.voided', taskId: handover.taskId },
    payload: { handoverId: handover.id, number: handover.number },
  });
}

/** The giver takes an offered parcel back before it was accepted: it stands at signing again, in a new round. */
export async function withdrawHandover(act: Act, handover: OfficialHandover, reason: string): Promise<void> {
  checkHandover(handover, 'withdraw');
  await act.query(`update handovers set state = 'withdrawn' where id = $1`, [handover.id]);
  await act.query(
    `update parcels set stage = 'sign', round = round + 1, frozen_at = null, reason = $4 where province_code = $1 and list_id = $2 and parcel_no = $3`,
    [handover.provinceCode, handover.listId, parcelOf(handover), reason],
  );
  await act.event(handover.listId, {
    ...{ type: 'handover.withdrawn', taskId: handover.taskId },
    payload: { handoverId: handover.id, number: handover.number },
  });
}

/**
 * The signed offer of a frozen parcel.
 * @throws DomainError `manifest_changed` when the manifest or a record is no longer what was signed, `cert_not_yours` when the
 * manifest names another signer.
 */
export async function offerSigned(
  act: Act,
  handover: OfficialHandover,
  signed: CheckedSignature,
  acceptDueAt: Date,
): Promise<void> {
  checkHandover(handover, 'offer');
  if (handover.signerPersonId !== act.actor.personId)
    throw new DomainError('cert_not_yours', { handoverId: handover.id, reason: 'other_signer_named' });
  if (
    !handover.manifestHash.equals(signed.contentHash) ||
    !handover.manifestHash.equals(sha256(handover.manifest))
  ) {
    throw new DomainError('manifest_changed', { handoverId: handover.id });
  }
  const changed = await changedSince(act, handover, { id: handover.id, parcelNo: parcelOf(handover) });
  if (changed.length > 0)
    throw new DomainError('manifest_changed', { handoverId: handover.id, records: changed });
  await act.query(
    `update handovers set state = 'offered', signature = $2, certificate_thumbprint = $3, offered_at = $4, accept_due_at = $5 where id = $1`,
    [handover.id, signed.signature, signed.thumbprint, act.now, acceptDueAt],
  );
  await keepProof(act, handover, 'offer', signed);
}

/** An official handover covers exactly one parcel. */
export function parcelOf({ parcelNos }: OfficialHandover): number {
  const [parcelNo] = parcelNos;
  if (parcelNo === undefined) throw new Error('An official handover has no parcel.');
  return parcelNo;
}

/**
 * Whether a verified certificate is enrolled for the acting person in the acting office, and neither revoked nor replaced. An officer's
 * signature needs a person's certificate, the organisation's (which a registry clerk holds) serves for papers alone. Its row stays
 * locked: a revocation that comes at the same moment is either seen here or waits for this act.
 * @throws DomainError `cert_not_yours` with the holder that is wanted, `cert_revoked`.
 */
export async function checkEnrolled(
  act: Act,
  thumbprint: string,
  holder: CertificateHolder = 'person',
): Promise<void> {
  const [enrolled] = await act.query<{ own: boolean; revoked: boolean; replacedBy: string | null }>(
    `select person_id = $2 and office_id = $3 and holder = $4 as own, revoked_at is not null as revoked, replaced_by as "replacedBy"
     from certificates where thumbprint = $1 for share`,
    [thumbprint, act.actor.personId, act.actor.officeId, holder],
  );
  if (!enrolled?.own) throw new DomainError('cert_not_yours', { thumbprint, wanted: holder });
  if (enrolled.revoked) throw new DomainError('cert_revoked', { thumbprint });
  if (enrolled.replacedBy !== null)
    throw new DomainError('cert_revoked', { thumbprint, replacedBy: enrolled.replacedBy });
}
