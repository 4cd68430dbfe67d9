import { DomainError } from '#domain/errors';
import type { Sql } from '../sql.ts';

/** One message to a machine, and how its way went: what a replay starts from. */
export interface WebhookDelivery {
  readonly id: number;
  /** What `fromId` and `toId` of a replay count by. */
  readonly notificationId: number;
  readonly kind: string;
  readonly at: Date;
  readonly state: 'waiting' | 'sent' | 'dead';
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  readonly sentAt: Date | null;
  readonly lastCode: string | null;
  /** 0: sent by itself; others were asked for again. */
  readonly replayNo: number;
}

const DELIVERIES = `
  select d.id::float8 as id, d.notification_id::float8 as "notificationId", n.kind, n.at, d.state, d.attempts,
    case when d.state = 'waiting' then d.next_attempt_at end as "nextAttemptAt", d.sent_at as "sentAt", d.last_code as "lastCode", d.replay_no as "replayNo"
  from deliveries d join notifications n on n.id = d.notification_id
  where d.webhook_id = $1 and ($2::bigint is null or d.id < $2) and ($3::text is null or d.state = $3) order by d.id desc limit $4`;

/** One more than `limit` deliveries of a machine before `before`, newest first. @throws DomainError `not_found` when there is none in the area. */
export async function readDeliveries(
  sql: Sql,
  webhookId: string,
  {
    before,
    state,
    limit,
  }: { readonly before: number | undefined; readonly state: string | undefined; readonly limit: number },
): Promise<WebhookDelivery[]> {
  const [webhook] = await sql.query(`select id from webhooks where id = $1`, [webhookId]);
  if (webhook === undefined) throw new DomainError('not_found', { webhookId });
  return sql.query<WebhookDelivery & Record<string, unknown>>(DELIVERIES, [
    ...[webhookId, before ?? null, state ?? null, limit + 1],
  ]);
}
