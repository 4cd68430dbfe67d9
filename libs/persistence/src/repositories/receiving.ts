import { DomainError } from '#domain/errors';
import type { Receipt } from '#domain/handovers/manifest';
import { fromRanges, toRanges } from '#domain/handovers/record-numbers';
import type { Terms } from '#domain/process/terms';
import { acceptDueAt } from '#domain/time/working-time';
import type { Act, CustodyMove } from '../act.ts';
import { calendarOfOffice } from '../process/calendars.ts';
import type { Sql } from '../sql.ts';
import { moveCustody } from './custody.ts';
import { parcelOf, type OfficialHandover } from './official-handovers.ts';
import { resetOutcomes } from './placements.ts';
import { regroup, regroupPayload, type MadeParcel } from './regrouping.ts';
import { refuseUnseenTask } from './tasks.ts';
import type { Work } from './work.ts';

/** When the acceptance clock of an offer made now runs out. */
export async function acceptanceDue(act: Act, listId: string, toOfficeId: string): Promise<Date> {
  const [list] = await act.query<{ terms: Terms }>(`select terms from lists where id = $1`, [listId]);
  if (list === undefined) throw new DomainError('list_not_found', { listId });
  return acceptDueAt(list.terms, act.now, await calendarOfOffice(act, toOfficeId));
}

/**
 * The receipt of a receive task as it was last drafted, also after it was signed: a repeated request is checked like the first.
 * @throws DomainError `task_not_found`, `out_of_area`.
 */
export async function presentReceipt(sql: Sql, taskId: string): Promise<string | null> {
  const [row] = await sql.query<{ receipt: string | null }>(
    `select (select h.receipt from handovers h where h.list_id = t.list_id and h.grade = 'official' and t.scope = any(h.parcel_nos::text[])
             order by h.number desc limit 1) as receipt
     from tasks t where t.id = $1`,
    [taskId],
  );
  return row === undefined ? refuseUnseenTask(sql, taskId) : row.receipt;
}

/**
 * What a countersigned receipt does: refused records leave in a new parcel that stays with the giver and must be verified again;
 * custody of the rest moves to the receiver. One event. Returns whether everything was refused.
 */
export async function receiveParcel(act: Act, work: Work, handover: OfficialHandover): Promise<boolean> {
  const { refused, acceptedCount, recordCount } = JSON.parse(handover.receipt ?? 'null') as Receipt;
  const numbers = refused.map(({ recordNo }) => recordNo);
  const refusedRanges = toRanges(numbers);
  let made: MadeParcel[] = [];
  if (refused.length > 0) {
    await resetOutcomes(act, work, refusedRanges, { village: false, source: 'refused', reasons: refused });
    made = await regroup(act, work, [
      {
        ...{
          kind: 'police',
          scope: null,
          round: 1,
          stage: 'verify',
          custodianOfficeId: handover.fromOfficeId,
        },
        ...{ reason: 'refused', records: refusedRanges },
      },
    ]);
  }
  const parcelNo = parcelOf(handover);
  const custody: CustodyMove[] = [];
  if (acceptedCount > 0) {
    const out = new Set(numbers);
    const accepted = toRanges(fromRanges(handover.records).filter((no) => !out.has(no)));
    await moveCustody(act, work, [{ parcelNos: [parcelNo], toOfficeId: handover.toOfficeId }]);
    await act.query(
      `update parcels set stage = 'update' where province_code = $1 and list_id = $2 and parcel_no = $3`,
      [...[work.provinceCode, work.listId, parcelNo]],
    );
    custody.push({
      from: handover.fromOfficeId,
      to: handover.toOfficeId,
      records: accepted,
      count: acceptedCount,
    });
  }
  await act.event(work.listId, {
    ...{
      type: acceptedCount > 0 ? 'handover.received' : 'handover.refused',
      taskId: work.id,
      changes: refused.length > 0,
      custody,
    },
    payload: {
      ...{
        handoverId: handover.id,
        number: handover.number,
        receiptHash: handover.receiptHash?.toString('hex'),
      },
      ...{
        parcels: regroupPayload(made),
        count: recordCount,
        accepted: acceptedCount,
        refused: refusedRanges,
      },
    },
  });
  return acceptedCount === 0;
}
