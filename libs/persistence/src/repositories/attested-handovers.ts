import { buildReceipt } from '#domain/handovers/manifest';
import type { Step } from '#domain/process/steps';
import type { Act, CustodyMove } from '../act.ts';
import { moveCustody } from './custody.ts';
import {
  canonical,
  draftHandover,
  parties,
  sha256,
  signerOf,
  writeManifests,
  type Evidence,
} from './manifests.ts';
import { hashSets } from './snapshots.ts';
import { coverage, COVERED_PARCELS, type Work } from './work.ts';

/** The task that offers; none where a whole office hands over. */
type WorkToOffer = Omit<Work, 'id'> & { readonly id: string | null };

export interface Offer {
  readonly parcelNos: readonly number[];
  readonly fromOfficeId: string;
  readonly toOfficeId: string;
}

/** An offered handover as it stands in the event of its act. */
export interface Offered {
  readonly handoverId: string;
  readonly number: number;
  readonly from: string;
  readonly to: string;
  readonly parcels: readonly number[];
  readonly count: number;
  readonly manifestHash: string;
}

/**
 * Offers parcels by handovers that the server's seal key attests: custody stays with the giver until the receiver's office
 * claims the task that covers them. Appends no event: what it returns belongs into the act's own.
 */
export async function offerAttested(
  act: Act,
  work: WorkToOffer,
  evidence: Evidence,
  offers: readonly Offer[],
): Promise<Offered[]> {
  if (offers.length === 0) return [];
  const drafts = offers.map((offer) =>
    draftHandover({ ...offer, grade: 'attested', step: work.step satisfies Step }),
  );
  const sets = await hashSets(act, work, drafts, evidence);
  const hashed = drafts.map((draft, i) => ({ ...draft, hashed: sets[i] as (typeof sets)[number] }));
  const { manifests, acceptDueAt } = await writeManifests(act, work, hashed);
  const seals = await Promise.all(manifests.map(({ text }) => evidence.seal(text)));
  const rows = hashed.map(({ id, salt, parcelNos, fromOfficeId, toOfficeId, hashed: set }, i) => {
    const { number, text, hash } = manifests[i] as (typeof manifests)[number];
    return {
      ...{
        id,
        number,
        parcelNos,
        fromOfficeId,
        toOfficeId,
        records: set.records,
        count: set.count,
        manifest: text,
      },
      ...{ salt: hexBytea(salt), hash: hexBytea(hash), signature: hexBytea(seals[i] as Buffer) },
    };
  });
  await act.query(
    `insert into handovers (id, province_code, commune_code, list_id, number, step, grade, parcel_nos, task_id, from_office_id, to_office_id, state,
       records, record_count, salt, manifest, manifest_hash, signature, signer_person_id, certificate_thumbprint, frozen_at, offered_at, accept_due_at)
     select h.id, $1, $2, $3, h.number, $4, 'attested', h."parcelNos", $5, h."fromOfficeId", h."toOfficeId", 'offered',
       h.records, h.count, h.salt, h.manifest, h.hash, h.signature, $6, $7, $8, $8, $9
     from jsonb_to_recordset($10::jsonb) as h(id uuid, number integer, "parcelNos" integer[], "fromOfficeId" text, "toOfficeId" text,
       records int4multirange, count integer, salt bytea, manifest text, hash bytea, signature bytea)`,
    [
      work.provinceCode,
      work.communeCode,
      work.listId,
      work.step,
      work.id,
      act.actor.personId,
      evidence.sealThumbprint,
      act.now,
      acceptDueAt,
      JSON.stringify(rows),
    ],
  );
  return hashed.map(({ id, parcelNos, fromOfficeId, toOfficeId, hashed: set }, i) => {
    const { number, hash } = manifests[i] as (typeof manifests)[number];
    return {
      ...{ handoverId: id, number, from: fromOfficeId, to: toOfficeId, parcels: parcelNos },
      ...{ count: set.count, manifestHash: hash.toString('hex') },
    };
  });
}

export interface Waiting {
  readonly id: string;
  readonly number: number;
  readonly parcelNos: number[];
  readonly fromOfficeId: string;
  readonly toOfficeId: string;
  readonly records: string;
  readonly count: number;
  readonly manifestHash: Buffer;
}

/**
 * Accepts every attested handover of the parcels a task covers: the receipt is sealed and custody moves, with one event.
 * Called when the task is claimed, and again when it is completed for what arrived in between. `before` is waited for before anything
 * is told. Returns how many were accepted.
 */
export async function acceptOffered(
  act: Act,
  work: Work,
  evidence: Evidence,
  before: Promise<unknown> = Promise.resolve(),
): Promise<number> {
  const asked = act.query<Waiting>(
    `select h.id, h.number, h.parcel_nos as "parcelNos", h.from_office_id as "fromOfficeId", h.to_office_id as "toOfficeId",
            h.records::text as records, h.record_count as count, h.manifest_hash as "manifestHash"
     from handovers h where h.list_id = $2 and h.state = 'offered' and h.grade = 'attested'
       and exists (select from parcels p where ${COVERED_PARCELS} and p.parcel_no = any(h.parcel_nos)) order by h.number`,
    coverage(work).slice(0, 4),
  );
  const [waiting] = await Promise.all([asked, before]);
  if (waiting.length === 0) return 0;
  const { receipts, custody } = await acceptHandovers(act, work, waiting, evidence);
  await act.event(work.listId, {
    type: 'handover.accepted',
    taskId: work.id,
    payload: { handovers: receipts },
    custody,
  });
  return waiting.length;
}

/**
 * Seals the receipts of offered handovers and moves custody. Appends no event: what it returns belongs into the act's own.
 */
export async function acceptHandovers(
  act: Act,
  work: Pick<Work, 'listId' | 'provinceCode'>,
  waiting: readonly Waiting[],
  evidence: Evidence,
): Promise<{
  readonly receipts: { readonly handoverId: string; readonly number: number; readonly receiptHash: string }[];
  readonly custody: CustodyMove[];
}> {
  const party = await parties(
    act,
    waiting.flatMap(({ fromOfficeId, toOfficeId }) => [fromOfficeId, toOfficeId]),
  );
  const receipts = await Promise.all(
    waiting.map(async ({ id, number, fromOfficeId, toOfficeId, count, manifestHash }) => {
      const text = canonical(
        buildReceipt({
          ...{
            handoverId: id,
            number,
            grade: 'attested',
            listId: work.listId,
            manifestHash: manifestHash.toString('hex'),
          },
          ...{ from: party(fromOfficeId), to: party(toOfficeId), recordCount: count, refused: [] },
          ...{ receiver: signerOf(act), at: act.now.toISOString() },
        }),
      );
      return { id, text, hash: sha256(text), seal: await evidence.seal(text) };
    }),
  );
  await act.query(
    `update handovers h set state = 'accepted', receipt = r.text, receipt_hash = r.hash, receipt_signature = r.seal,
       receiver_person_id = $2, receipt_thumbprint = $3, received_at = $4
     from jsonb_to_recordset($1::jsonb) as r(id uuid, text text, hash bytea, seal bytea) where h.id = r.id`,
    [
      JSON.stringify(
        receipts.map(({ id, text, hash, seal }) => ({
          id,
          text,
          hash: hexBytea(hash),
          seal: hexBytea(seal),
        })),
      ),
      act.actor.personId,
      evidence.sealThumbprint,
      act.now,
    ],
  );
  await moveCustody(act, work, waiting);
  return {
    receipts: waiting.map(({ id, number }, i) => ({
      ...{ handoverId: id, number, receiptHash: receipts[i]?.hash.toString('hex') ?? '' },
    })),
    custody: waiting.map(({ fromOfficeId, toOfficeId, records, count }) => ({
      from: fromOfficeId,
      to: toOfficeId,
      records,
      count,
    })),
  };
}

const hexBytea = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;
