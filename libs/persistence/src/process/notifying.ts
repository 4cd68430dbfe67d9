import type { Sql } from '../sql.ts';

/** The channel on which the worker says that offices were told something; the payload names them, empty means any. */
export const NOTIFICATIONS_CHANNEL = 'bangiao_notifications';

/** Lists whose new events are read in one pass. */
const LISTS = 500;
const LONGEST_PAYLOAD = 7_000;

// Events of a list are numbered under the lock of its head: all up to the head's committed number are there, whatever the order of commits.
// The lock of the transaction makes ids of notifications grow in the order in which they can be seen.
const DERIVE = `
  with turn as materialized (select pg_try_advisory_xact_lock(hashtext('bangiao notifications')) as mine),
  due as materialized (
    select l.id, l.province_code, l.commune_code, l.campaign_id, coalesce(c.event_no, 0) as from_no, l.event_no as to_no
    from lists l left join notification_cursors c on c.list_id = l.id
    where (select mine from turn) and l.event_no > coalesce(c.event_no, 0) order by l.last_event_at limit $1
  ), told as (
    select d.*, e.event_no, e.type, e.at, e.payload, e.task_id from due d
    join events e on e.province_code = d.province_code and e.list_id = d.id and e.event_no > d.from_no and e.event_no <= d.to_no
    where e.type in ('task.opened','task.reminded','task.escalated','task.extended','handover.offered','handover.refused','list.moved')
  ), said as (
    select d.province_code, d.commune_code, t.office_id, t.role, case when t.round > 1 then 'task.returned' else 'task.opened' end as kind,
           d.id as list_id, d.event_no, d.campaign_id, t.id as task_id, null::uuid as handover_id, null::uuid as broadcast_id, d.at
    from told d cross join lateral jsonb_to_recordset(d.payload -> 'tasks') as o(id uuid, "officeId" text) join tasks t on t.id = o.id
    where d.type = 'task.opened'
    union all
    select d.province_code, d.commune_code, coalesce(d.payload ->> 'to', t.office_id), case when d.type = 'task.escalated' then null else t.role end, d.type,
           d.id, d.event_no, d.campaign_id, d.task_id, null, null, d.at
    from told d join tasks t on t.id = d.task_id where d.type in ('task.reminded','task.escalated')
    union all
    select d.province_code, d.commune_code, t.office_id, t.role, d.type, d.id, d.event_no, d.campaign_id, d.task_id, null, null, d.at
    from told d join tasks t on t.id = d.task_id where d.type = 'task.extended'
    union all
    select d.province_code, d.commune_code, case d.type when 'handover.offered' then h.to_office_id else h.from_office_id end, null, d.type,
           d.id, d.event_no, d.campaign_id, d.task_id, h.id, null, d.at
    from told d join handovers h on h.id = (d.payload ->> 'handoverId')::uuid where d.type in ('handover.offered','handover.refused')
    union all
    select distinct d.province_code, d.commune_code, o."to", null, d.type, d.id, d.event_no, d.campaign_id, null::uuid, null::uuid, null::uuid, d.at
    from told d cross join lateral jsonb_to_recordset(d.payload -> 'offices') as o("to" text) where d.type = 'list.moved'
    union all
    select b.province_code, o.commune_code, o.id, null, 'broadcast', null, null, null, null, null, b.id, b.at
    from broadcasts b join offices o on o.id = any(b.office_ids)
    where (select mine from turn) and not exists (select from notifications n where n.broadcast_id = b.id)
  ), written as (
    insert into notifications (province_code, commune_code, office_id, role, kind, list_id, event_no, campaign_id, task_id, handover_id, broadcast_id, at)
    select * from said order by at, list_id, event_no on conflict on constraint notifications_once do nothing
    returning id, province_code, commune_code, office_id, role, kind
  ), to_people as (
    insert into deliveries (notification_id, channel, person_id)
    select distinct w.id, p.channel, p.person_id from written w join memberships m on m.office_id = w.office_id and (w.role is null or m.role = w.role)
      and m.valid_from <= clock_timestamp() and (m.valid_to is null or m.valid_to > clock_timestamp())
    join notification_preferences p on p.person_id = m.person_id and w.kind = any(p.kinds)
  ), to_machines as (
    insert into deliveries (notification_id, channel, webhook_id)
    select w.id, 'webhook', h.id from written w join webhooks h on h.ended_at is null and w.kind = any(h.kinds) and h.province_code = w.province_code
      and (h.commune_code is null or h.commune_code = w.commune_code)
  ), moved as (
    insert into notification_cursors (list_id, event_no) select id, to_no from due
    on conflict (list_id) do update set event_no = greatest(notification_cursors.event_no, excluded.event_no)
  )
  select (select count(*) from due)::int as lists, (select count(*) from written)::int as written,
    array(select distinct office_id from written) as offices`;

/**
 * Derives notifications from what happened since the last pass, in one statement, and says to whom. Any number of processes may call it;
 * one at a time does the work. Returns whether another pass should follow at once.
 */
export async function deriveNotifications(sql: Sql): Promise<{ written: number; more: boolean }> {
  const [row] = await sql.query<{ lists: number; written: number; offices: string[] }>(DERIVE, [LISTS]);
  const { lists, written, offices } = row as { lists: number; written: number; offices: string[] };
  if (written > 0) {
    const names = offices.join(',');
    await sql.query(`select pg_notify($1, $2)`, [
      NOTIFICATIONS_CHANNEL,
      Buffer.byteLength(names) > LONGEST_PAYLOAD ? '' : names,
    ]);
  }
  return { written, more: lists === LISTS };
}
