import { DomainError } from '#domain/errors';
import type { Manifest, Receipt } from '#domain/handovers/manifest';
import { nameInSentence, placeName, superiorName, type PaperKind } from '#domain/papers/paper';
import type { PaperFacts, PaperOffice } from '#domain/papers/paper-facts';
import type { OfficeKind, Role } from '#domain/people/roles';
import type { HandoverState } from '#domain/process/states';
import type { Sql } from '../sql.ts';
import { getHandover } from './official-handovers.ts';

interface Row {
  readonly state: HandoverState;
  readonly provinceCode: string;
  readonly communeCode: string;
  readonly campaign: string;
  readonly province: string;
  readonly district: string | null;
  readonly commune: string;
  readonly from: { id: string; kind: OfficeKind; name: string };
  readonly to: { id: string; kind: OfficeKind; name: string };
  readonly manifest: string;
  readonly manifestHash: string;
  readonly receipt: string | null;
  readonly receiptHash: string | null;
  readonly receivedAt: Date | null;
  readonly giver: { id: string; name: string } | null;
  readonly receiver: { id: string; name: string } | null;
  readonly certificatePem: string | null;
}

/** What a paper is written from, and the certificate of whoever signed that side, from which the caller reads whether it is a test's. */
export interface PaperSource {
  readonly facts: Omit<PaperFacts, 'test'>;
  readonly certificatePem: string | null;
}

const MADE_FROM: Readonly<Record<PaperKind, readonly HandoverState[]>> = {
  minutes: ['offered', 'accepted', 'refused'],
  receipt: ['accepted', 'refused'],
};

/**
 * The facts of a handover's paper; a receipt that is only drafted is none yet.
 * @throws DomainError `handover_not_found`, `out_of_area`, or `act_not_allowed` while the handover is not that far.
 */
export async function readPaperSource(sql: Sql, handoverId: string, kind: PaperKind): Promise<PaperSource> {
  const [row] = await sql.query<Row & Record<string, unknown>>(
    `select h.state, h.province_code as "provinceCode", h.commune_code as "communeCode", c.name as campaign, p.name as province, d.name as district, u.name as commune,
       jsonb_build_object('id', f.id, 'kind', f.kind, 'name', f.name) as "from", jsonb_build_object('id', t.id, 'kind', t.kind, 'name', t.name) as "to",
       h.manifest, encode(h.manifest_hash, 'hex') as "manifestHash", h.receipt, encode(h.receipt_hash, 'hex') as "receiptHash", h.received_at as "receivedAt",
       (select jsonb_build_object('id', id, 'name', full_name) from people where id = h.signer_person_id) as giver,
       (select jsonb_build_object('id', id, 'name', full_name) from people where id = h.receiver_person_id) as receiver,
       (select pem from certificates where thumbprint = case $2 when 'minutes' then h.certificate_thumbprint else h.receipt_thumbprint end) as "certificatePem"
     from handovers h join lists l on l.id = h.list_id join campaigns c on c.id = l.campaign_id
     join units u on u.code = h.commune_code join units p on p.code = h.province_code
     left join units d on d.code = u.parent_code and d.level = 'district'
     join offices f on f.id = h.from_office_id join offices t on t.id = h.to_office_id
     where h.id = $1`,
    [handoverId, kind],
  );
  if (row === undefined) {
    await getHandover(sql, handoverId);
    throw new DomainError('handover_not_found', { handoverId });
  }
  const made = MADE_FROM[kind];
  if (!made.includes(row.state))
    throw new DomainError('act_not_allowed', { handoverId, act: 'prepare', state: row.state, states: made });
  return { facts: factsOf(row, handoverId, kind), certificatePem: row.certificatePem };
}

function factsOf(row: Row, handoverId: string, kind: PaperKind): PaperSource['facts'] {
  const manifest = JSON.parse(row.manifest) as Manifest;
  const received =
    row.receivedAt === null || row.receipt === null ? null : (JSON.parse(row.receipt) as Receipt);
  const names = { province: row.province, district: row.district ?? row.province, commune: row.commune };
  const office = ({ id, kind: officeKind, name }: Row['from']): PaperOffice => ({
    ...{ officeId: id, kind: officeKind, name: nameInSentence(name) },
    superior: nameInSentence(superiorName(officeKind, names)),
  });
  const officer = (person: Row['giver'], role: Role | 'system') =>
    person === null || role === 'system'
      ? null
      : { personId: person.id, name: nameInSentence(person.name), role };
  return {
    ...{ kind, grade: manifest.grade, provinceCode: row.provinceCode, communeCode: row.communeCode },
    ...{ listId: manifest.listId, campaignName: row.campaign, handoverId, handoverNumber: manifest.number },
    ...{ place: placeName(row.commune), from: office(row.from), to: office(row.to) },
    giver: officer(row.giver, manifest.signer.role),
    receiver: received && officer(row.receiver, received.receiver.role),
    ...{ parcels: manifest.parcels, records: manifest.records, recordCount: manifest.recordCount },
    ...{ outcomes: manifest.outcomes, manifestHash: row.manifestHash, merkleRoot: manifest.merkleRoot },
    frozenAt: new Date(manifest.frozenAt),
    receipt: received && {
      ...{ hash: row.receiptHash ?? '', at: new Date(received.at) },
      ...{ acceptedCount: received.acceptedCount, refused: received.refused },
    },
  };
}
