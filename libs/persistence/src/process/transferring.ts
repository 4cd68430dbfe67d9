import { SYSTEM, type Act, type Acts } from '../act.ts';
import { isUnderWay } from '../chain.ts';
import { receiptHash } from '../repositories/transfers.ts';
import type { Sql } from '../sql.ts';
import { NEEDED_OFFICES } from './facts.ts';

const BATCH = 100;

interface Due extends Record<string, unknown> {
  readonly listId: string;
}

/**
 * What the clock and other communes' answers mean for the lists: offers nobody answered in time go to the office above; the chain of the
 * giving list hears what became of its offers; accepted records get a list to arrive in. Returns whether there may be more.
 */
export async function tendTransfers(acts: Acts, sql: Sql): Promise<boolean> {
  const lists = await sql.query<Due>(
    `select distinct from_list as "listId" from (
       select from_list from transfers where (state = 'offered' and due_at < clock_timestamp()) or (state <> 'offered' and told_at is null)
         or (state = 'accepted' and target_list is null and exists (${openCampaign('transfers')})) order by offered_at limit ${BATCH}) t`,
    [],
  );
  let told = 0;
  for (const { listId } of lists) {
    const { answer } = await acts.run({ actor: SYSTEM, lists: [listId] }, async (act) => {
      await escalateSilent(act, listId);
      await placeAccepted(act, listId);
      return tellGiver(act, listId);
    });
    told += answer;
  }
  // Records that still wait for a commune's offices must not make the next pass follow at once.
  return lists.length === BATCH && told > 0;
}

/** The campaign a transferred record goes on in: its own where it is open and of the same province, otherwise the newest open one there. */
function openCampaign(transfer: string): string {
  return `select from campaigns c where c.state = 'open' and c.province_code = ${transfer}.to_province and ${transfer}.to_commune = any(c.commune_codes)`;
}

async function escalateSilent(act: Act, listId: string): Promise<void> {
  await act.query(
    `update transfers t set state = 'escalated', answered_at = $2, answer_reason = 'silence', told_at = null,
       superior_office_id = (select o.superior_office_id from offices o where o.commune_code = t.to_commune and o.kind = 'commune_task_force' limit 1)
     where from_list = $1 and state = 'offered' and due_at < $2`,
    [listId, act.now],
  );
}

/**
 * A list of the receiving commune that is not loaded yet takes the record along. A closed, frozen or missing one opens the commune's next list,
 * with the message that starts its process.
 */
async function placeAccepted(act: Act, listId: string): Promise<void> {
  const wanted = await act.query<{ commune: string; campaignId: string }>(
    `select distinct on (t.to_commune) t.to_commune as commune, c.id as "campaignId"
     from transfers t join lists l on l.id = t.from_list
     join campaigns c on c.state = 'open' and c.province_code = t.to_province and t.to_commune = any(c.commune_codes)
     where t.from_list = $1 and t.state = 'accepted' and t.target_list is null
     order by t.to_commune, c.id = l.campaign_id desc, c.created_at desc`,
    [listId],
  );
  if (wanted.length === 0) return;
  await act.query(
    `with w as (select * from jsonb_to_recordset($2::jsonb) as w(commune text, "campaignId" uuid)),
     ready as (
       select distinct on (w.commune) w.commune, l.id from w join lists l on l.campaign_id = w."campaignId" and l.commune_code = w.commune
       where l.state in ('waiting','open') and not exists (select from jobs j where j.list_id = l.id and j.kind = 'compile')
       order by w.commune, l.seq),
     made as (
       insert into lists (campaign_id, province_code, commune_code, seq, terms, due_at)
       select c.id, c.province_code, w.commune, 1 + coalesce((select max(seq) from lists l where l.campaign_id = c.id and l.commune_code = w.commune), 0), c.terms, c.due_at
       from w join campaigns c on c.id = w."campaignId"
       where w.commune not in (select commune from ready)
         and not exists (select from unnest($3::text[]) k where not exists (select from offices o where o.commune_code = w.commune and o.kind = k))
       on conflict on constraint lists_once do nothing returning id, commune_code as commune),
     told as (insert into workflow_messages (workflow, subject_id) select 'cleanList', id from made returning 1),
     target as (select commune, id from ready union all select commune, id from made)
     update transfers t set target_list = target.id from target
     where t.from_list = $1 and t.state = 'accepted' and t.target_list is null and t.to_commune = target.commune`,
    [listId, JSON.stringify(wanted), NEEDED_OFFICES],
  );
}

interface Answered extends Record<string, unknown> {
  readonly id: string;
  readonly recordNo: number;
  readonly state: string;
  readonly toCommune: string;
  readonly officeId: string | null;
  readonly receipt: string | null;
}

async function tellGiver(act: Act, listId: string): Promise<number> {
  const answered = await act.query<Answered>(
    `update transfers set told_at = $2 where from_list = $1 and state <> 'offered' and told_at is null
     returning id, record_no as "recordNo", state, to_commune as "toCommune", answered_office_id as "officeId", receipt`,
    [listId, act.now],
  );
  // An ended list's chain is archived; what happens afterwards stands with the transfer.
  if (answered.length === 0 || !isUnderWay(act.head(listId))) return answered.length;
  const byRecord = [...answered].sort((a, b) => a.recordNo - b.recordNo);
  await act.event(listId, {
    ...{ type: 'transfers.answered', recordsOnly: true },
    payload: {
      transfers: byRecord.map(({ id, recordNo, state, toCommune, officeId, receipt }) => ({
        ...{ id, recordNo, state, toCommune, officeId },
        receipt: receipt === null ? null : receiptHash(receipt),
      })),
    },
  });
  return answered.length;
}

/** Subjects that other communes have handed to a list which is being loaded. */
export async function transferredSubjects(sql: Sql, listId: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select subject_id as id from transfers where target_list = $1 and state = 'accepted' order by 1`,
    [listId],
  );
  return rows.map(({ id }) => id);
}

/** Notes under which number each transferred record arrived. Returns how many did. */
export async function noteArrivals(act: Act, listId: string): Promise<number> {
  const rows = await act.query(
    `update transfers t set loaded_record_no = r.record_no from records r
     where t.target_list = $1 and t.state = 'accepted' and r.list_id = $1 and r.platform_subject_id = t.subject_id returning t.id`,
    [listId],
  );
  return rows.length;
}
