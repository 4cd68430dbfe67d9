import type { Sql } from '../sql.ts';

export interface Delivery {
  readonly id: string;
  readonly channel: 'email' | 'sms' | 'webhook';
  /** From 1, this attempt included. */
  readonly attempts: number;
  /** Where a person wants it; null for machines and for those who no longer want it. */
  readonly address: string | null;
  readonly webhook: { readonly id: string; readonly url: string; readonly secret: string } | null;
  readonly notification: {
    readonly id: number;
    readonly kind: string;
    readonly at: string;
    readonly officeId: string;
    readonly listId: string | null;
    readonly eventNo: number | null;
    readonly campaignId: string | null;
    readonly taskId: string | null;
    readonly handoverId: string | null;
    readonly broadcastId: string | null;
  };
}

const TAKE = `
  with taken as (
    update deliveries set attempts = attempts + 1, next_attempt_at = clock_timestamp() + $2::float * interval '1 millisecond'
    where id in (select id from deliveries where state = 'waiting' and next_attempt_at <= clock_timestamp() order by next_attempt_at limit $1 for update skip locked)
    returning *
  )
  select d.id::text, d.channel, d.attempts, p.address,
    case when w.id is not null and w.ended_at is null then jsonb_build_object('id', w.id, 'url', w.url, 'secret', encode(w.secret, 'base64')) end as webhook,
    jsonb_build_object('id', n.id, 'kind', n.kind, 'at', n.at, 'officeId', n.office_id, 'listId', n.list_id, 'eventNo', n.event_no,
      'campaignId', n.campaign_id, 'taskId', n.task_id, 'handoverId', n.handover_id, 'broadcastId', n.broadcast_id) as notification
  from taken d join notifications n on n.id = d.notification_id left join webhooks w on w.id = d.webhook_id
  left join notification_preferences p on p.person_id = d.person_id and p.channel = d.channel and n.kind = any(p.kinds)
  order by d.id`;

/** Takes deliveries that are due; others keep off them for `leaseMs`. */
export function takeDeliveries(sql: Sql, limit: number, leaseMs: number): Promise<Delivery[]> {
  return sql.query<Delivery & Record<string, unknown>>(TAKE, [limit, leaseMs]);
}

/** Keeps how an attempt went; `retryInMs` null with a code gives up for good (`dead`). */
export async function settleDelivery(
  sql: Sql,
  id: string,
  { code, retryInMs }: { readonly code: string | null; readonly retryInMs: number | null },
): Promise<void> {
  await sql.query(
    `update deliveries set last_code = $2, state = case when $2::text is null then 'sent' when $3::float is null then 'dead' else 'waiting' end,
       sent_at = case when $2::text is null then clock_timestamp() end,
       next_attempt_at = case when $3::float is null then next_attempt_at else clock_timestamp() + $3::float * interval '1 millisecond' end
     where id = $1 and state = 'waiting'`,
    [id, code, retryInMs],
  );
}
