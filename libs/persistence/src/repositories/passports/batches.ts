import { randomBytes, randomUUID } from 'node:crypto';
import { DomainError } from '#domain/errors';
import {
  RESPONSIBILITY,
  type BatchManifest,
  type ResponsibilityStatement,
} from '#domain/passports/batch-manifest';
import { dayInVietnam } from '#domain/passports/validity';
import type { Act } from '../../act.ts';
import { WAITS_FOR_FACILITY } from '../../process/passports/days.ts';
import { PASSPORTS } from '../../process/passports/renewals.ts';
import type { Sql } from '../../sql.ts';
import { canonical, sha256 } from '../manifests.ts';
import { checkEnrolled, type CheckedSignature } from '../official-handovers.ts';
import { passportEvent } from './facility-people.ts';

export interface BatchView {
  readonly id: string;
  readonly officeId: string;
  readonly number: number;
  readonly day: string;
  readonly state: 'frozen' | 'signed' | 'voided';
  readonly people: number;
  readonly doses: number;
  readonly foreigners: number;
  readonly manifestHash: string;
  readonly statementHash: string | null;
  readonly signerPersonId: string;
  readonly frozenAt: Date;
  readonly signedAt: Date | null;
}
export interface Batch extends BatchView {
  readonly manifest: string;
  readonly statement: string | null;
  readonly signature: Buffer | null;
  readonly statementSignature: Buffer | null;
}

const COLUMNS = `b.id, b.office_id as "officeId", b.number, to_char(b.day, 'YYYY-MM-DD') as day, b.state, b.people, b.doses, b.foreigners,
  encode(b.manifest_hash, 'hex') as "manifestHash", encode(b.statement_hash, 'hex') as "statementHash", b.signer_person_id as "signerPersonId",
  b.frozen_at as "frozenAt", b.signed_at as "signedAt"`;

/** The dose `d` of the person `v` as it is signed: whoever changes one of these values changes what was signed. */
const SNAPSHOT = `jsonb_build_object('subjectId', v.subject_id, 'fullName', v.full_name, 'dateOfBirth', v.date_of_birth, 'nationality', v.nationality,
  'idNumber', v.id_number, 'passportNumber', v.passport_number, 'doseNo', d.dose_no, 'date', d.given_on, 'vaccine', d.vaccine, 'lot', d.lot, 'officeId', d.office_id)::text`;

/** @throws DomainError `not_found` when it is not there or another facility's. */
export async function getBatch(sql: Sql, id: string): Promise<Batch> {
  const [batch] = await sql.query<Batch & Record<string, unknown>>(
    `select ${COLUMNS}, b.manifest, b.statement, b.signature, b.statement_signature as "statementSignature" from passport_batches b where b.id = $1`,
    [id],
  );
  if (batch === undefined) throw new DomainError('not_found', { batchId: id });
  return batch;
}

/** One more than `limit` batches of the office below a number, newest first. */
export function readBatches(
  sql: Sql,
  officeId: string,
  before: number | undefined,
  limit: number,
): Promise<BatchView[]> {
  return sql.query<BatchView & Record<string, unknown>>(
    `select ${COLUMNS} from passport_batches b where b.office_id = $1 and ($2::integer is null or b.number < $2) order by b.number desc limit $3`,
    [officeId, before ?? null, limit + 1],
  );
}

export interface Frozen {
  readonly batch: BatchView;
  /** People who wait, and whom the officer may not sign because he changed or decided their data; a colleague can. */
  readonly leftToColleagues: number;
}

/**
 * Freezes everything that waits for the facility into one batch to be signed; a batch frozen before and not signed is voided.
 * @throws DomainError `batch_empty` when nothing waits, `same_person_sign` when the officer has worked on everybody who does.
 */
export async function freezeBatch(act: Act, root: (leaves: Buffer) => Buffer): Promise<Frozen> {
  const officeId = act.actor.officeId as string;
  await act.query(`select from passport_batches where office_id = $1 for update`, [officeId]);
  await voidFrozen(act, officeId);
  const [id, salt] = [randomUUID(), randomBytes(32)];
  const [office] = await act.query<{
    name: string;
    province: string;
    commune: string;
    number: number;
    previous: Buffer | null;
  }>(
    `select o.name, o.province_code as province, o.commune_code as commune, coalesce(max(b.number), 0) + 1 as number,
       (select l.manifest_hash from passport_batches l where l.office_id = o.id order by l.number desc limit 1) as previous
     from offices o left join passport_batches b on b.office_id = o.id where o.id = $1 group by o.id`,
    [officeId],
  );
  if (office === undefined) throw new DomainError('not_found', { officeId });
  const day = dayInVietnam(act.now);
  await act.query(
    `insert into passport_batches (id, province_code, commune_code, office_id, number, day, state, people, doses, foreigners, salt, manifest, manifest_hash, signer_person_id, frozen_at)
     values ($1, $2, $3, $4, $5, $6, 'frozen', 0, 0, 0, $7, '', '', $8, $9)`,
    [id, office.province, office.commune, officeId, office.number, day, salt, act.actor.personId, act.now],
  );
  const [counts] = await act.query<Counts>(TAKE, [id, officeId, act.people, salt]);
  const { people, doses, foreigners, own, leaves, foreignLeaves } = counts as Counts;
  if (doses === 0) {
    throw own > 0
      ? new DomainError('same_person_sign', { people: own, acts: ['review', 'verify', 'update'] })
      : new DomainError('batch_empty', { officeId });
  }
  const facility = { officeId, name: office.name };
  const signer = {
    personId: act.actor.personId,
    officeId,
    role: act.actor.role,
    certificateThumbprint: null,
  };
  const at = act.now.toISOString();
  const statement =
    foreigners === 0
      ? null
      : canonical({
          ...{ type: 'ban-giao/responsibility', version: 1, batchId: id, facility, foreigners, signer, at },
          ...{ merkleRoot: root(foreignLeaves ?? Buffer.alloc(0)).toString('hex'), ...RESPONSIBILITY },
        } satisfies ResponsibilityStatement);
  const manifest = canonical({
    ...{
      type: 'ban-giao/facility-batch',
      version: 1,
      batchId: id,
      number: office.number,
      day,
      facility,
      people,
      doses,
      foreigners,
    },
    ...{
      merkleRoot: root(leaves ?? Buffer.alloc(0)).toString('hex'),
      statement: statement && sha256(statement).toString('hex'),
    },
    ...{ previousBatch: office.previous?.toString('hex') ?? null, signer, frozenAt: at },
  } satisfies BatchManifest);
  // The row is the act's own; only its first writing fills the manifest in.
  await act.query(FILL, [
    id,
    people,
    doses,
    foreigners,
    manifest,
    sha256(manifest),
    statement,
    statement && sha256(statement),
  ]);
  await passportEvent(act, officeId, 'batch.frozen', {
    batchId: id,
    number: office.number,
    people,
    doses,
    foreigners,
  });
  return { batch: await getBatchView(act, id), leftToColleagues: own };
}

interface Counts extends Record<string, unknown> {
  readonly people: number;
  readonly doses: number;
  readonly foreigners: number;
  readonly own: number;
  readonly leaves: Buffer | null;
  readonly foreignLeaves: Buffer | null;
}

const LEAF = `sha256('\\x00'::bytea || sha256($4::bytea || int4send(t.nth::integer)) || convert_to(t.snapshot, 'UTF8'))`;
/** Takes the doses into the batch; the key of the table refuses a dose that is in another. */
const TAKE = `
  with waiting as materialized (
    select d.province_code, d.subject_id, d.dose_no, d.generation, coalesce(v.nationality, 'VN') <> 'VN' as foreign_national, ${SNAPSHOT} as snapshot,
      worked_on_vaccinee(v.province_code, v.subject_id, $3::uuid[]) as own
    from doses d join vaccinees v on v.province_code = d.province_code and v.subject_id = d.subject_id
    where d.office_id = $2 and d.signed_at is null and ${WAITS_FOR_FACILITY}),
  taken as (
    insert into passport_batch_doses (province_code, subject_id, dose_no, generation, batch_id, foreign_national, snapshot)
    select province_code, subject_id, dose_no, generation, $1, foreign_national, snapshot from waiting where not own),
  numbered as (
    select w.*, row_number() over (order by w.subject_id, w.dose_no) as nth from waiting w where not own)
  select count(distinct subject_id)::integer as people, count(*)::integer as doses, count(distinct subject_id) filter (where foreign_national)::integer as foreigners,
    (select count(distinct subject_id) from waiting where own)::integer as own,
    string_agg(${LEAF}, ''::bytea order by t.nth) as leaves, string_agg(${LEAF}, ''::bytea order by t.nth) filter (where t.foreign_national) as "foreignLeaves"
  from numbered t`;
const FILL = `update passport_batches set people = $2, doses = $3, foreigners = $4, manifest = $5, manifest_hash = $6, statement = $7, statement_hash = $8 where id = $1`;

async function getBatchView(sql: Sql, id: string): Promise<BatchView> {
  const {
    manifest: _m,
    statement: _s,
    signature: _g,
    statementSignature: _t,
    ...view
  } = await getBatch(sql, id);
  return view;
}

async function voidFrozen(act: Act, officeId: string): Promise<void> {
  const voided = await act.query<{ id: string; number: number }>(
    `update passport_batches set state = 'voided' where office_id = $1 and state = 'frozen' returning id, number`,
    [officeId],
  );
  for (const { id, number } of voided) {
    await act.query(`delete from passport_batch_doses where batch_id = $1`, [id]);
    await passportEvent(act, officeId, 'batch.voided', { batchId: id, number });
  }
}

/**
 * The signed batch: its doses are confirmed, foreigners are answered for, and a certificate is ordered for everybody whose last
 * signature this was. The day counts as confirmed.
 * @throws DomainError `act_not_allowed`, `cert_not_yours`, `manifest_changed` when a person or dose is no longer what was frozen
 * (freeze again), `responsibility_missing`, `cert_revoked`.
 */
export async function signBatch(
  act: Act,
  batch: Batch,
  signed: CheckedSignature,
  statement: CheckedSignature | undefined,
): Promise<{ batch: BatchView; ordered: number }> {
  const { id, officeId } = batch;
  const [present] = await act.query<{ state: string }>(
    `select state from passport_batches where id = $1 for update`,
    [id],
  );
  if (present?.state !== 'frozen')
    throw new DomainError('act_not_allowed', {
      batchId: id,
      act: 'sign',
      state: present?.state ?? null,
      allowed: ['freeze'],
    });
  if (batch.signerPersonId !== act.actor.personId)
    throw new DomainError('cert_not_yours', { batchId: id, reason: 'other_signer_named' });
  await checkEnrolled(act, signed.thumbprint);
  if (signed.contentHash.toString('hex') !== batch.manifestHash)
    throw new DomainError('manifest_changed', { batchId: id });
  if (batch.statementHash !== null) {
    if (statement === undefined)
      throw new DomainError('responsibility_missing', { batchId: id, foreigners: batch.foreigners });
    await checkEnrolled(act, statement.thumbprint);
    if (statement.contentHash.toString('hex') !== batch.statementHash)
      throw new DomainError('manifest_changed', { batchId: id });
  }
  const changed = await act.query<{ subjectId: string }>(CHANGED, [id]);
  if (changed.length > 0)
    throw new DomainError('manifest_changed', {
      batchId: id,
      people: changed.length,
      subjectIds: changed.slice(0, 20).map((c) => c.subjectId),
    });
  await act.query(
    `update passport_batches set state = 'signed', signature = $2, statement_signature = $3, certificate_thumbprint = $4, certificate_chain = $5, signed_at = $6 where id = $1`,
    [id, signed.signature, statement?.signature ?? null, signed.thumbprint, signed.chainPem, act.now],
  );
  await act.query(ANSWER_FOR, [id, officeId]);
  await act.query(CONFIRM, [id, act.now]);
  const ordered = await act.query(ORDER, [id, act.now]);
  await act.query(
    `update facility_days set confirmed_at = $2, confirmed_by = $3, version = version + 1 where office_id = $1 and confirmed_at is null and day = $4::date`,
    [officeId, act.now, act.actor.personId, batch.day],
  );
  await passportEvent(act, officeId, 'batch.signed', {
    ...{
      batchId: id,
      number: batch.number,
      people: batch.people,
      doses: batch.doses,
      foreigners: batch.foreigners,
      ordered: ordered.length,
    },
    ...{
      manifestHash: batch.manifestHash,
      statementHash: batch.statementHash,
      certificateThumbprint: signed.thumbprint,
    },
  });
  await act.tell('passports', PASSPORTS);
  return { batch: await getBatchView(act, id), ordered: ordered.length };
}

const CHANGED = `
  select distinct b.subject_id as "subjectId" from passport_batch_doses b
  left join doses d on d.province_code = b.province_code and d.subject_id = b.subject_id and d.dose_no = b.dose_no
  left join vaccinees v on v.province_code = b.province_code and v.subject_id = b.subject_id
  where b.batch_id = $1 and (d.generation is distinct from b.generation or d.signed_at is not null or ${SNAPSHOT} is distinct from b.snapshot
    or v.open_corrections > 0 or v.set_aside_reason is not null) order by 1`;
const ANSWER_FOR = `update vaccinees v set responsible_office_id = $2 from (select distinct province_code, subject_id from passport_batch_doses where batch_id = $1 and foreign_national) b
  where v.province_code = b.province_code and v.subject_id = b.subject_id`;
const CONFIRM = `update doses d set batch_id = $1, signed_at = $2 from passport_batch_doses b
  where b.batch_id = $1 and d.province_code = b.province_code and d.subject_id = b.subject_id and d.dose_no = b.dose_no`;
const ORDER = `
  insert into passport_orders (province_code, subject_id, reason, due_at, ordered_at)
  select b.province_code, b.subject_id, case when exists (select from passports p where p.province_code = b.province_code and p.subject_id = b.subject_id) then 'dose' else 'first' end, $2, $2
  from (select distinct province_code, subject_id from passport_batch_doses where batch_id = $1) b
  where not exists (select from doses d where d.province_code = b.province_code and d.subject_id = b.subject_id and d.signed_at is null)
  on conflict (province_code, subject_id) do update set due_at = least(passport_orders.due_at, excluded.due_at) returning subject_id`;
