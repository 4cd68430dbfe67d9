import { createTransport } from 'nodemailer';
import { Agent, request, type Dispatcher } from 'undici';
import { NOTIFICATION_TEXTS, type NotificationKind } from '#domain/process/notifications';
import type { Delivery } from '#persistence/process/deliveries';
import { webhookSignature, type SecretBox } from '#signatures/secret-box';
import { isPrivateAddress, publicLookup } from './private-addresses.ts';

/** An attempt that failed; `forGood` when trying again cannot help. */
export class DeliveryError extends Error {
  constructor(
    readonly code: string,
    readonly forGood = false,
  ) {
    super(code);
  }
}

/** Sends one delivery. @throws DeliveryError */
export type Channel = (delivery: Delivery) => Promise<void>;

/** What is said outside: that there is something to see and where, nothing of people or lists. */
export function messageOf(
  { notification: { kind } }: Delivery,
  pageUrl: string,
): { subject: string; text: string } {
  const [vi, en] = NOTIFICATION_TEXTS[kind as NotificationKind] ?? NOTIFICATION_TEXTS['task.opened'];
  return {
    subject: `[Bàn Giao] ${vi} / ${en}`,
    text: `${vi}. Đề nghị đăng nhập để xem: ${pageUrl}\n${en}. Sign in to see it: ${pageUrl}\n`,
  };
}

/** E-mail through an SMTP server. A 5xx answer is final (RFC 5321 §4.2.1). */
export function emailOverSmtp(smtpUrl: string, from: string, pageUrl: string, timeoutMs: number): Channel {
  const transport = createTransport({
    url: smtpUrl,
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  return async (delivery) => {
    const { address, id } = delivery;
    if (address === null) throw new DeliveryError('no_address', true);
    const headers = { 'X-Bangiao-Delivery': id };
    await transport
      .sendMail({ from, to: address, headers, ...messageOf(delivery, pageUrl) })
      .catch((error: { responseCode?: number; code?: string }) => {
        const status = error.responseCode;
        throw new DeliveryError(
          status ? `smtp_${status}` : 'smtp_unreachable',
          status !== undefined && status >= 500,
        );
      });
  };
}

/** A text message through a gateway: `POST <url>` with `{ to, text }` and a bearer token. */
export function smsOverHttp(url: string, token: string | null, pageUrl: string, timeoutMs: number): Channel {
  return async (delivery) => {
    if (delivery.address === null) throw new DeliveryError('no_address', true);
    const body = JSON.stringify({ to: delivery.address, text: messageOf(delivery, pageUrl).text });
    const headers = {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      'idempotency-key': delivery.id,
    };
    await post('sms', url, body, headers, timeoutMs);
  };
}

/**
 * Calls of machines, signed. The body names what happened by ids and codes. Redirects are not followed; private addresses are refused
 * unless this installation allows them.
 */
export function signedWebhooks(box: SecretBox, timeoutMs: number, allowPrivate: boolean): Channel {
  const outside = allowPrivate
    ? undefined
    : new Agent({ connect: { lookup: publicLookup, timeout: timeoutMs } });
  return async ({ id, webhook, notification }) => {
    if (webhook === null) throw new DeliveryError('webhook_ended', true);
    const host = new URL(webhook.url).hostname.replace(/^\[|\]$/g, '');
    if (!allowPrivate && /^[\d.]+$|:/.test(host) && isPrivateAddress(host))
      throw new DeliveryError('private_address', true);
    const secret = box.open(Buffer.from(webhook.secret, 'base64'), webhook.id);
    const body = JSON.stringify(notification);
    const headers = {
      'bangiao-delivery': id,
      'bangiao-signature': webhookSignature(secret, body, Math.floor(Date.now() / 1_000)),
    };
    await post('webhook', webhook.url, body, headers, timeoutMs, outside);
  };
}

async function post(
  what: string,
  url: string,
  body: string,
  headers: Record<string, string>,
  timeoutMs: number,
  dispatcher?: Dispatcher,
): Promise<void> {
  const answer = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    ...{ body, headersTimeout: timeoutMs, bodyTimeout: timeoutMs, signal: AbortSignal.timeout(timeoutMs) },
    ...(dispatcher === undefined ? {} : { dispatcher }),
  }).catch((error: { code?: string; cause?: { code?: string } }) => {
    const inside = error.code === 'private_address' || error.cause?.code === 'private_address';
    throw new DeliveryError(inside ? 'private_address' : `${what}_unreachable`, inside);
  });
  await answer.body.dump().catch(() => {});
  if (answer.statusCode < 200 || answer.statusCode > 299)
    throw new DeliveryError(`${what}_http_${answer.statusCode}`);
}
