import type { Act, CustodyMove } from '../act.ts';

interface ListKey {
  readonly provinceCode: string;
  readonly listId: string;
}

/** Gives parcels to their receivers. The event of the act must carry the same moves. */
export async function moveCustody(
  act: Act,
  list: ListKey,
  moves: readonly { readonly parcelNos: readonly number[]; readonly toOfficeId: string }[],
): Promise<void> {
  await act.query(
    `update parcels p set custodian_office_id = m."toOfficeId", since = $4
     from jsonb_to_recordset($3::jsonb) as m("parcelNos" integer[], "toOfficeId" text)
     where p.province_code = $1 and p.list_id = $2 and p.parcel_no = any(m."parcelNos")`,
    [
      list.provinceCode,
      list.listId,
      JSON.stringify(moves.map(({ parcelNos, toOfficeId }) => ({ parcelNos, toOfficeId }))),
      act.now,
    ],
  );
}

/**
 * Everything of a cancelled list goes back to the health station: open parcels end, open handovers are voided or withdrawn.
 * Returns the custody moves for the act's event.
 */
export async function returnToStation(
  act: Act,
  list: ListKey,
  stationOfficeId: string,
): Promise<CustodyMove[]> {
  const moves = await act.query<{ from: string; records: string; count: number }>(
    `select p.custodian_office_id as "from", range_agg(int4range(r.record_no, r.record_no, '[]'))::text as records, count(*)::int as count
     from parcels p join records r using (province_code, list_id, parcel_no)
     where p.province_code = $1 and p.list_id = $2 and p.custodian_office_id <> $3 group by 1 order by 1`,
    [list.provinceCode, list.listId, stationOfficeId],
  );
  await act.query(
    `update handovers set state = case state when 'frozen' then 'voided' else 'withdrawn' end where list_id = $1 and state in ('frozen','offered')`,
    [list.listId],
  );
  await act.query(
    `update parcels set custodian_office_id = $3, since = case when custodian_office_id = $3 then since else $4 end,
       stage = case when stage = 'regrouped' then stage else 'ended' end, ended_at = coalesce(ended_at, $4)
     where province_code = $1 and list_id = $2`,
    [list.provinceCode, list.listId, stationOfficeId, act.now],
  );
  return moves.map(({ from, records, count }) => ({ from, to: stationOfficeId, records, count }));
}
