import { createHash, randomBytes } from 'node:crypto';
import { request } from 'undici';
import {
  forgetLinks,
  keepLink,
  settleHolderMessage,
  takeHolderMessages,
  type HolderMessage,
  type HolderMessageKind,
} from '#persistence/process/passports/outgoing';
import type { Sql } from '#persistence/sql';

/** Sends one text message. @throws Error when it may be tried again. */
export type SendText = (to: string, text: string, key: string) => Promise<void>;

const BATCH = 100;
const LINK_MS = 72 * 3_600_000;

/** What a holder is told: nothing of himself, since a phone may be somebody else's by now. */
const TEXTS: Readonly<Record<HolderMessageKind, readonly [vi: string, en: string]>> = {
  issued: ['Hộ chiếu vắc xin của ông/bà đã được cấp', 'Your vaccine passport is ready'],
  revoked: [
    'Mã QR hộ chiếu vắc xin cũ đã bị thu hồi do thông tin được điều chỉnh; mã mới sẽ được cấp',
    'Your old QR code is revoked because your data was corrected; a new one follows',
  ],
  renewed: ['Mã QR mới thay cho mã sắp hết hạn', 'A new QR code replaces the one that ends soon'],
  renewal_failed: [
    'Chưa gia hạn được hộ chiếu vắc xin; đề nghị liên hệ cơ sở tiêm chủng',
    'Your vaccine passport cannot be renewed yet; please ask your vaccination facility',
  ],
  link: ['Đường dẫn một lần để xem hộ chiếu vắc xin', 'Your one-time link'],
};

/**
 * Tells holders, each with a link that opens once. Its secret is in the part of the address that browsers keep to themselves, and only
 * its hash is stored. True when there was something.
 */
export async function tellHolders(sql: Sql, send: SendText, pageUrl: string): Promise<boolean> {
  const messages = await takeHolderMessages(sql, BATCH);
  await Promise.all(messages.map((message) => tell(sql, send, pageUrl, message)));
  if (messages.length === 0) await forgetLinks(sql);
  return messages.length > 0;
}

async function tell(
  sql: Sql,
  send: SendText,
  pageUrl: string,
  { id, kind, phone }: HolderMessage,
): Promise<void> {
  if (phone === null) return settleHolderMessage(sql, id, 'no_phone', true);
  const token = randomBytes(24).toString('base64url');
  await keepLink(sql, id, createHash('sha256').update(token).digest(), LINK_MS);
  const [vi, en] = TEXTS[kind];
  try {
    await send(phone, `${vi} / ${en}: ${pageUrl}/app/holder#${token}`, id);
  } catch (error) {
    const code = error instanceof Error && /^[\w-]{1,40}$/.test(error.message) ? error.message : 'sms_failed';
    return settleHolderMessage(sql, id, code, false);
  }
  return settleHolderMessage(sql, id, null, true);
}

/** A text message through the gateway that officers' messages use, too. */
export function textsOverHttp(url: string, token: string | null, timeoutMs: number): SendText {
  return async (to, text, key) => {
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ to, text }),
      ...{ headersTimeout: timeoutMs, bodyTimeout: timeoutMs, signal: AbortSignal.timeout(timeoutMs) },
    }).catch(() => {
      throw new Error('sms_unreachable');
    });
    await body.dump().catch(() => {});
    if (statusCode >= 300) throw new Error(`sms_http_${statusCode}`);
  };
}
