import type { Step } from '#domain/process/steps';
import { DomainError } from '#domain/errors';
import type { Act, CustodyMove } from '../../act.ts';
import { acceptHandovers, offerAttested, type Offered, type Waiting } from '../attested-handovers.ts';
import type { Evidence } from '../manifests.ts';

interface Pending extends Waiting {
  readonly grade: 'official' | 'attested';
  readonly state: 'frozen' | 'offered';
  readonly step: Step;
  readonly taskId: string | null;
}

interface Held {
  readonly stage: string;
  readonly officeId: string;
  readonly parcelNos: number[];
}

interface ListRow {
  readonly campaignId: string;
  readonly provinceCode: string;
  readonly communeCode: string;
}

const PENDING = `
  select h.id, h.number, h.grade, h.state, h.step, h.task_id as "taskId", h.parcel_nos as "parcelNos", h.from_office_id as "fromOfficeId",
    h.to_office_id as "toOfficeId", h.records::text as records, h.record_count as count, h.manifest_hash as "manifestHash"
  from handovers h where h.list_id = $1 and h.state in ('frozen','offered') and (h.from_office_id = any($2::text[]) or h.to_office_id = any($2::text[]))
  order by h.number`;
const HELD = `
  select p.stage, p.custodian_office_id as "officeId", array_agg(p.parcel_no order by p.parcel_no) as "parcelNos" from parcels p
  where p.province_code = $1 and p.list_id = $2 and p.custodian_office_id = any($3::text[]) and p.record_count > 0 group by 1, 2 order by 1, 2`;
// A hold and a claim were an officer's: the work is the office's, and whoever has the post there now takes it up.
const MOVE_TASKS = `
  with m as (select * from jsonb_to_recordset($2::jsonb) as m("from" text, "to" text))
  update tasks t set office_id = m."to", state = 'open', claimed_by = null, claimed_at = null, held_until = null, acting_for = null, substitution_id = null
  from m where t.list_id = $1 and t.office_id = m."from" and t.state in ('open','claimed','held') returning t.id`;
const TAKE_BACK = `
  with h as (update handovers set state = case state when 'frozen' then 'voided' else 'withdrawn' end where id = any($3::uuid[]) returning *),
  officials as (select unnest(parcel_nos) as parcel_no, state from h where grade = 'official')
  update parcels p set frozen_at = null, reason = 'unit_merged', stage = case o.state when 'withdrawn' then 'sign' else p.stage end,
    round = case o.state when 'withdrawn' then p.round + 1 else p.round end
  from officials o where p.province_code = $1 and p.list_id = $2 and p.parcel_no = o.parcel_no`;

/** What moved with one list, as its event says it. */
export interface MovedList {
  readonly listId: string;
  readonly tasks: number;
  readonly handovers: number;
  readonly custody: readonly CustodyMove[];
}

/**
 * Moves one running list from offices that end to those that follow them, with one event: what was under way between offices is taken back;
 * what the old offices hold is handed over by attested handovers, accepted at once; what had been offered is offered again in the names of
 * the new offices; tasks follow, open. The list keeps its commune, and with it its name. The act must have locked the list's head.
 */
export async function moveList(
  act: Act,
  listId: string,
  successors: ReadonlyMap<string, string>,
  { mergerId, evidence }: { readonly mergerId: string; readonly evidence: Evidence },
): Promise<MovedList> {
  if (!act.locked(listId)) throw new DomainError('version_conflict', { listId });
  const [list] = await act.query<ListRow & Record<string, unknown>>(
    `select campaign_id as "campaignId", province_code as "provinceCode", commune_code as "communeCode" from lists where id = $1`,
    [listId],
  );
  const { campaignId, provinceCode, communeCode } = list as ListRow;
  const ended = [...successors.keys()];
  const now = (officeId: string) => successors.get(officeId) ?? officeId;
  const work = (step: Step, taskId: string | null) => ({
    ...{ id: taskId, campaignId, listId, provinceCode, communeCode, step },
    ...{ scope: '', round: 1, records: null, officeId: act.actor.officeId ?? '' },
  });

  const pending = await act.query<Pending & Record<string, unknown>>(PENDING, [listId, ended]);
  if (pending.length > 0) await act.query(TAKE_BACK, [provinceCode, listId, pending.map(({ id }) => id)]);
  const held = await act.query<Held & Record<string, unknown>>(HELD, [provinceCode, listId, ended]);
  const handedOver: Offered[] = [];
  for (const [step, offers] of byStep(held, now))
    handedOver.push(...(await offerAttested(act, work(step, null), evidence, offers)));
  const taken = await waitingOf(act, handedOver);
  const { receipts, custody } = await acceptHandovers(act, { listId, provinceCode }, taken, evidence);
  const again: Offered[] = [];
  for (const { step, taskId, parcelNos, fromOfficeId, toOfficeId } of pending.filter(
    ({ grade }) => grade === 'attested',
  ))
    again.push(
      ...(await offerAttested(act, work(step, taskId), evidence, [
        { parcelNos, fromOfficeId: now(fromOfficeId), toOfficeId: now(toOfficeId) },
      ])),
    );
  const tasks = await act.query<{ id: string }>(MOVE_TASKS, [
    listId,
    JSON.stringify([...successors].map(([from, to]) => ({ from, to }))),
  ]);
  await act.event(listId, {
    type: 'list.moved',
    payload: {
      ...{ mergerId, tasks: tasks.map(({ id }) => id), handedOver, receipts, offeredAgain: again },
      offices: [...successors].map(([from, to]) => ({ from, to })),
      takenBack: pending.map(({ id, number, state }) => ({ handoverId: id, number, was: state })),
    },
    custody,
  });
  await act.tell('cleanList', listId);
  return { listId, tasks: tasks.length, handovers: handedOver.length + again.length, custody };
}

/** What ended parcels are handed over under: the archive moves, too. */
const LAST_STEP: Step = 'check';

function byStep(
  held: readonly Held[],
  now: (officeId: string) => string,
): Map<Step, { parcelNos: number[]; fromOfficeId: string; toOfficeId: string }[]> {
  const steps = new Map<Step, { parcelNos: number[]; fromOfficeId: string; toOfficeId: string }[]>();
  for (const { stage, officeId, parcelNos } of held) {
    const step = stage === 'ended' ? LAST_STEP : (stage as Step);
    const offers = steps.get(step) ?? [];
    offers.push({ parcelNos, fromOfficeId: officeId, toOfficeId: now(officeId) });
    steps.set(step, offers);
  }
  return steps;
}

function waitingOf(act: Act, offered: readonly Offered[]): Promise<Waiting[]> {
  return act.query<Waiting & Record<string, unknown>>(
    `select h.id, h.number, h.parcel_nos as "parcelNos", h.from_office_id as "fromOfficeId", h.to_office_id as "toOfficeId",
       h.records::text as records, h.record_count as count, h.manifest_hash as "manifestHash"
     from handovers h where h.id = any($1::uuid[]) order by h.number`,
    [offered.map(({ handoverId }) => handoverId)],
  );
}
