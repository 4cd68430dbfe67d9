import type { CertificateHolder } from '#domain/authority/acts';
import { DomainError } from '#domain/errors';
import type { Uuid } from '#domain/formats';
import type { HandoverGrade } from '#domain/handovers/manifest';
import type { HandoverState, ListState } from '#domain/process/states';
import type { Actor } from '../actor.ts';
import type { Sql } from '../sql.ts';
import { refuseUnseenList } from './lists.ts';
import { visible } from './visible.ts';

/** What an evidence bundle says of its list. Hashes are hexadecimal. */
export interface EvidenceList {
  readonly id: string;
  readonly campaignId: string;
  readonly provinceCode: string;
  readonly communeCode: string;
  readonly communeName: string;
  readonly seq: number;
  readonly state: ListState;
  readonly recordCount: number;
  readonly handoverCount: number;
  readonly eventNo: number;
  readonly headHash: string;
  readonly lastHandoverHash: string | null;
  /** Records per custodian by the live parcels. */
  readonly custody: readonly { readonly officeId: string; readonly count: number }[];
  readonly counts: {
    readonly custodyMoves: number;
    readonly changes: number;
    readonly sets: number;
    readonly states: number;
  };
}

const LIST = `
  select l.id, l.campaign_id as "campaignId", l.province_code as "provinceCode", l.commune_code as "communeCode", u.name as "communeName",
    l.seq, l.state, l.record_count as "recordCount", l.handover_count as "handoverCount", l.event_no::float8 as "eventNo",
    encode(l.head_hash, 'hex') as "headHash", encode(l.last_handover_hash, 'hex') as "lastHandoverHash",
    coalesce((select jsonb_agg(jsonb_build_object('officeId', office, 'count', n) order by office collate "C")
       from (select p.custodian_office_id as office, sum(p.record_count)::int as n from parcels p
             where p.province_code = l.province_code and p.list_id = l.id and p.stage <> 'regrouped' and p.record_count > 0 group by 1) held), '[]') as custody,
    jsonb_build_object(
      'custodyMoves', (select count(*)::int from custody_moves m where m.province_code = l.province_code and m.list_id = l.id),
      'changes', (select count(*)::int from record_changes c where c.province_code = l.province_code and c.list_id = l.id and c.event_no > 0),
      'sets', (select count(*)::int from record_sets s where s.province_code = l.province_code and s.list_id = l.id and s.event_no > 0),
      'states', (select count(*)::int from state_changes s
                 where s.province_code = l.province_code and s.list_id = l.id and s.event_no between 1 and l.event_no)) as counts
  from lists l join units u on u.code = l.commune_code`;

/**
 * Begins to read a list's evidence: for the rest of the transaction the second wall lets the values of this one list pass, because proofs
 * show hashes over all of them to roles that may not see one. Who writes an answer leaves the values out.
 * @throws DomainError `list_not_found`, `out_of_area`, `no_permission`.
 */
export async function readEvidenceList(
  sql: Sql,
  actor: Actor,
  listId: string,
  act: 'evidence.read' | 'evidence.personal.read',
): Promise<EvidenceList> {
  const mine = visible(act, actor, { province: 'l.province_code', commune: 'l.commune_code' }, 2);
  await sql.query(`select set_config('bangiao.proof', $1, true)`, [listId]);
  const [list] = await sql.query<EvidenceList & Record<string, unknown>>(
    `${LIST} where l.id = $1 and ${mine.text}`,
    [listId, ...mine.values],
  );
  return list ?? refuseUnseenList(sql, listId);
}

/** A handover with everything that was signed. A receipt that was drafted but not signed is no evidence and left out. */
export interface EvidenceHandover {
  readonly id: string;
  readonly number: number;
  readonly grade: HandoverGrade;
  readonly state: HandoverState;
  readonly records: string;
  readonly recordCount: number;
  readonly manifest: string;
  readonly signature: Buffer | null;
  readonly thumbprint: string | null;
  readonly offeredAt: Date | null;
  readonly receipt: string | null;
  readonly receiptSignature: Buffer | null;
  readonly receiptThumbprint: string | null;
  readonly receivedAt: Date | null;
  /** Never leaves the server: leaves and record salts are derived from it. */
  readonly salt: Buffer;
  readonly hasSnapshots: boolean;
}

const HANDOVERS = `
  select h.id, h.number, h.grade, h.state, h.records::text as records, h.record_count as "recordCount", h.manifest, h.signature,
    h.certificate_thumbprint as thumbprint, h.offered_at as "offeredAt",
    case when h.receipt_signature is not null then h.receipt end as receipt, h.receipt_signature as "receiptSignature",
    h.receipt_thumbprint as "receiptThumbprint", h.received_at as "receivedAt", h.salt,
    exists (select from handover_snapshots s where s.province_code = h.province_code and s.list_id = h.list_id and s.handover_id = h.id) as "hasSnapshots"
  from handovers h where h.list_id = $1`;

/** All handovers of a list by number, voided ones too. Some hundreds at most: one per parcel and step. */
export function readEvidenceHandovers(sql: Sql, listId: string): Promise<EvidenceHandover[]> {
  return sql.query<EvidenceHandover & Record<string, unknown>>(`${HANDOVERS} order by h.number`, [listId]);
}

/**
 * The handover of one record: the one with this number, or the last official one that was accepted.
 * @throws DomainError `handover_not_found`.
 */
export async function readRecordHandover(
  sql: Sql,
  listId: string,
  recordNo: number,
  number: number | null,
): Promise<EvidenceHandover> {
  const [handover] = await sql.query<EvidenceHandover & Record<string, unknown>>(
    `${HANDOVERS} and $2::integer <@ h.records and h.grade = 'official' and h.signature is not null
       and case when $3::integer is null then h.state = 'accepted' and not $2::integer <@ h.refused else h.number = $3 end
     order by h.number desc limit 1`,
    [listId, recordNo, number],
  );
  if (handover === undefined) throw new DomainError('handover_not_found', { listId, recordNo, number });
  return handover;
}

/** One enrolled certificate as the server knows it: whose it is and for which office. */
export interface Enrolment {
  readonly thumbprint: string;
  readonly personId: Uuid;
  readonly login: string;
  readonly officeId: string;
  /** `organisation`: it speaks for the office, whose registry clerk keeps the key. */
  readonly holder: CertificateHolder;
  readonly enrolledAt: Date;
  readonly revokedAt: Date | null;
}

/** The enrolments of the certificates that signed the list's official handovers and their papers. */
export function readEnrolments(sql: Sql, listId: string): Promise<Enrolment[]> {
  return sql.query<Enrolment & Record<string, unknown>>(
    `select c.thumbprint, c.person_id as "personId", p.subject as login, c.office_id as "officeId", c.holder, c.enrolled_at as "enrolledAt",
            c.revoked_at as "revokedAt"
     from certificates c join people p on p.id = c.person_id
     where c.thumbprint in (select unnest(array[h.certificate_thumbprint, h.receipt_thumbprint]) from handovers h
                            where h.list_id = $1 and h.grade = 'official'
                            union all
                            select unnest(array[a.signer_thumbprint, a.organisation_thumbprint]) from papers a where a.list_id = $1)
     order by c.thumbprint`,
    [listId],
  );
}
