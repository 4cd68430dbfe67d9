import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { DomainError } from '#domain/errors';
import {
  afterRefusal,
  REFUSALS_BEFORE_SUPERIOR,
  statesFor,
  type TransferAct,
  type TransferState,
} from '#domain/process/transfers';
import type { Terms } from '#domain/process/terms';
import { acceptDueAt } from '#domain/time/working-time';
import type { Act } from '../act.ts';
import { isUnderWay } from '../chain.ts';
import { calendarOfProvince } from '../process/calendars.ts';
import type { Sql } from '../sql.ts';

/** A transfer as both communes see it. */
export interface Transfer {
  readonly id: string;
  readonly fromList: string;
  readonly recordNo: number;
  readonly fromCommune: string;
  readonly toCommune: string;
  readonly state: TransferState;
  readonly attempt: number;
  readonly reason: string;
  readonly offeredAt: Date;
  readonly dueAt: Date;
  readonly overdue: boolean;
  readonly answeredAt: Date | null;
  readonly answerReason: string | null;
  readonly superiorOfficeId: string | null;
  /** When the giving list's chain heard of the answer. */
  readonly toldAt: Date | null;
  readonly targetList: string | null;
  readonly loadedRecordNo: number | null;
  /** SHA-256 of the receipt, hexadecimal. */
  readonly receiptHash: string | null;
}

const COLUMNS = `t.id, t.from_list as "fromList", t.record_no as "recordNo", t.from_commune as "fromCommune", t.to_commune as "toCommune", t.state, t.attempt,
  t.reason, t.offered_at as "offeredAt", t.due_at as "dueAt", t.state = 'offered' and t.due_at < now() as overdue, t.answered_at as "answeredAt",
  t.answer_reason as "answerReason", t.superior_office_id as "superiorOfficeId", t.told_at as "toldAt", t.target_list as "targetList", t.loaded_record_no as "loadedRecordNo",
  encode(sha256(convert_to(t.receipt, 'UTF8')), 'hex') as "receiptHash"`;

export interface Offer {
  readonly recordNos: readonly number[];
  readonly toCommune: string;
  readonly reason: string;
}

/**
 * Offers records whose residents live elsewhere to that commune. The clock of acceptance runs in the working time of the receiving province.
 * @throws DomainError `invalid_value` for no commune, or the own one; `record_not_found`; `act_not_allowed` with the first record that is no
 * transfer, is under way already or was refused twice.
 */
export async function offerTransfers(
  act: Act,
  listId: string,
  { recordNos, toCommune, reason }: Offer,
): Promise<string[]> {
  const { provinceCode, communeCode } = act.head(listId);
  const [unit] = await act.query<{ province: string }>(
    `select province_code as province from units where code = $1 and level = 'commune' and valid_to is null and exists (
       select from offices o where o.commune_code = units.code and o.kind = 'health_station')`,
    [toCommune],
  );
  if (unit === undefined || toCommune === communeCode)
    throw new DomainError('invalid_value', {
      field: 'toCommune',
      expected: 'another commune with a health station',
    });
  const [list] = await act.query<{ terms: Terms }>(`select terms from lists where id = $1`, [listId]);
  const due = acceptDueAt(
    (list as { terms: Terms }).terms,
    act.now,
    await calendarOfProvince(act, unit.province),
  );
  await refuseOffer(act, listId, recordNos);
  const made = await act.query<{ id: string }>(
    `insert into transfers (from_list, record_no, subject_id, from_province, from_commune, to_province, to_commune, attempt, reason, offered_by, offered_at, due_at)
     select r.list_id, r.record_no, r.platform_subject_id, r.province_code, r.commune_code, $5, $4,
       1 + (select count(*) from transfers t where t.from_list = r.list_id and t.record_no = r.record_no and t.state = 'refused'), $6, $7, $8, $9
     from records r where r.province_code = $1 and r.list_id = $2 and r.record_no = any($3::integer[]) order by r.record_no returning id`,
    [provinceCode, listId, recordNos, toCommune, unit.province, reason, act.actor.personId, act.now, due],
  );
  // An ended list's chain is archived; what happens afterwards stands with the transfer.
  if (!isUnderWay(act.head(listId))) return made.map(({ id }) => id);
  await act.event(listId, {
    ...{ type: 'transfer.offered', recordsOnly: true },
    payload: {
      records: [...recordNos].sort((a, b) => a - b),
      toCommune,
      dueAt: due.toISOString(),
      transfers: made.map(({ id }) => id),
    },
  });
  return made.map(({ id }) => id);
}

async function refuseOffer(act: Act, listId: string, recordNos: readonly number[]): Promise<void> {
  const rows = await act.query<{
    no: number;
    destination: string | null;
    open: string | null;
    refusals: number;
    found: boolean;
  }>(
    `select n.no, r.destination, r.record_no is not null as found,
       (select state from transfers t where t.from_list = $1 and t.record_no = n.no and t.state in ('offered','accepted','escalated') limit 1) as open,
       (select count(*)::int from transfers t where t.from_list = $1 and t.record_no = n.no and t.state in ('refused','kept')) as refusals
     from unnest($2::integer[]) as n(no) left join records r on r.list_id = $1 and r.record_no = n.no order by n.no`,
    [listId, recordNos],
  );
  for (const { no, destination, open, refusals, found } of rows) {
    if (!found) throw new DomainError('record_not_found', { recordNo: no });
    if (destination !== 'transfer' || open !== null || refusals >= REFUSALS_BEFORE_SUPERIOR)
      throw new DomainError('act_not_allowed', {
        act: 'offer',
        recordNo: no,
        destination,
        state: open,
        refusals,
      });
  }
}

export interface TransferFilter {
  readonly direction: 'in' | 'out' | 'superior';
  readonly state: TransferState | null;
}

/** One more than `limit` transfers: to communes of the area, from them, or waiting for the office above. The oldest first. */
export function readTransfers(
  sql: Sql,
  place: { readonly communes: readonly string[]; readonly officeId: string },
  { direction, state }: TransferFilter,
  after: readonly [offeredAt: string, id: string] | undefined,
  limit: number,
): Promise<(Transfer & { readonly key: string } & Record<string, unknown>)[]> {
  const where = {
    in: 't.to_commune = any($1::text[])',
    out: 't.from_commune = any($1::text[])',
    superior: 't.superior_office_id = $2',
  }[direction];
  return sql.query(
    `select ${COLUMNS}, t.offered_at::text as key from transfers t
     where ${where} and $1::text[] is not null and $2::text is not null and ($3::text is null or t.state = $3)
       and ($4::timestamptz is null or (t.offered_at, t.id) > ($4::timestamptz, $5::uuid))
     order by t.offered_at, t.id limit $6`,
    [place.communes, place.officeId, state, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  );
}

/** A transfer with the person it is about. @throws DomainError `out_of_area`, `not_found`. */
export async function readTransfer(sql: Sql, id: string): Promise<Transfer & { readonly person: unknown }> {
  const [row] = await sql.query<Transfer & { person: unknown } & Record<string, unknown>>(
    `select ${COLUMNS}, bangiao_transfer_person(t.id) as person from transfers t where t.id = $1`,
    [id],
  );
  return row ?? refuseUnseen(sql, id);
}

async function refuseUnseen(sql: Sql, id: string): Promise<never> {
  const [row] = await sql.query<{ there: boolean }>(`select bangiao_transfer_exists($1) as there`, [id]);
  throw new DomainError(row?.there === true ? 'out_of_area' : 'not_found', { transferId: id });
}

type Side = 'from' | 'to' | 'superior';

interface Answered {
  readonly attempt: number;
  readonly fromList: string;
  readonly recordNo: number;
  readonly toCommune: string;
}

/**
 * Answers a transfer: the receiving commune accepts or refuses, the giving one withdraws, the office above decides. Acceptance writes the
 * receipt: what was taken, by whom, when. The list's chain hears of it from the worker, because an officer cannot extend another commune's.
 * @throws DomainError `act_not_allowed` when the state does not allow it, `out_of_area` for the wrong side, `not_found`.
 */
export async function answerTransfer(
  act: Act,
  id: string,
  wanted: {
    readonly act: TransferAct;
    readonly side: Side;
    readonly communes: readonly string[];
    readonly reason: string | null;
  },
): Promise<TransferState> {
  const { side, communes, reason } = wanted;
  const mine = {
    from: `from_commune = any($2::text[])`,
    to: `to_commune = any($2::text[])`,
    superior: `superior_office_id = $3`,
  }[side];
  const [row] = await act.query<Answered & { state: TransferState; mine: boolean }>(
    `select attempt, from_list as "fromList", record_no as "recordNo", to_commune as "toCommune", state, coalesce(${mine}, false) as mine
     from transfers where id = $1 and $2::text[] is not null and $3::text is not null for update`,
    [id, communes, act.actor.officeId],
  );
  if (row === undefined) return refuseUnseen(act, id);
  if (!row.mine) throw new DomainError('out_of_area', { transferId: id });
  const allowed = statesFor(wanted.act);
  if (!allowed.includes(row.state))
    throw new DomainError('act_not_allowed', { transferId: id, state: row.state, allowed });
  const state = nextState(wanted.act, row.attempt);
  const receipt = state === 'accepted' ? receiptOf(act, id, row) : null;
  await act.query(
    `update transfers t set state = $2, answered_by = $3, answered_office_id = $4, answered_at = $5, answer_reason = $6, receipt = coalesce($7, receipt), told_at = null,
       superior_office_id = case when $2 = 'escalated' then (select o.superior_office_id from offices o where o.commune_code = t.to_commune and o.kind = 'commune_task_force' limit 1)
         else superior_office_id end
     where id = $1`,
    [id, state, act.actor.personId, act.actor.officeId, act.now, reason, receipt],
  );
  return state;
}

function nextState(act: TransferAct, attempt: number): TransferState {
  if (act === 'refuse') return afterRefusal(attempt);
  return {
    accept: 'accepted',
    withdraw: 'withdrawn',
    escalate: 'escalated',
    decide_accepted: 'accepted',
    decide_kept: 'kept',
  }[act] as TransferState;
}

/** Canonical JSON, so that its hash can be computed again from the parts. */
function receiptOf(act: Act, id: string, { fromList, recordNo, toCommune, attempt }: Answered): string {
  return canonicalize({
    ...{ kind: 'transfer_receipt', version: 1, transferId: id, fromList, recordNo, toCommune, attempt },
    ...{ officeId: act.actor.officeId, personId: act.actor.personId, at: act.now.toISOString() },
  }) as string;
}

/** SHA-256 of a receipt, hexadecimal. */
export function receiptHash(receipt: string): string {
  return createHash('sha256').update(receipt).digest('hex');
}
