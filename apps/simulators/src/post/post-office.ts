import { createHmac, timingSafeEqual } from 'node:crypto';
import { SMTPServer } from 'smtp-server';
import { ok, Refusal, type Call, type Route } from '../http/answers.ts';
import { Faults } from '../http/faults.ts';
import { startServer, type RunningServer } from '../http/server.ts';

type FaultsPool = ConstructorParameters<typeof Faults>[1];

export interface PostOfficeOptions {
  readonly host: string;
  readonly port: number;
  readonly smtpPort: number;
  readonly pool: FaultsPool;
}

/** Something that arrived, as its receiver has it. */
export interface Arrived {
  readonly channel: 'email' | 'sms' | 'webhook';
  readonly to: string;
  readonly text: string;
  /** The sender's id of the delivery. */
  readonly delivery: string | null;
  /** For webhooks, whether the signature is that of the secret told by `PUT /admin/secret`. */
  readonly signed?: boolean;
}

const LARGEST_MAIL = 1_000_000;
const KEPT = 10_000;
/** Older calls are refused, as a careful receiver does. */
const WINDOW_SECONDS = 300;

/**
 * Starts the stand-ins for a mail server (SMTP sink), an SMS gateway (`POST /sms`) and a receiver of webhooks (`POST /hook`). What
 * arrived is told by `GET /admin/arrived`. Rejects when a port is taken.
 */
export async function startPostOffice({
  host,
  port,
  smtpPort,
  pool,
}: PostOfficeOptions): Promise<RunningServer & { readonly smtpPort: number }> {
  const faults = new Faults('post', pool);
  await faults.load();
  const arrived: Arrived[] = [];
  const keep = (one: Arrived) => {
    arrived.push(one);
    if (arrived.length > KEPT) arrived.shift();
  };
  let secret = '';

  const smtp = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], size: LARGEST_MAIL, logger: false },
    onRcptTo: ({ address }, _session, done) =>
      done(
        address.startsWith('unknown@')
          ? Object.assign(new Error('no such mailbox'), { responseCode: 550 })
          : null,
      ),
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        const delivery = /^X-Bangiao-Delivery: (\S+)/im.exec(text)?.[1] ?? null;
        for (const { address } of session.envelope.rcptTo)
          keep({ channel: 'email', to: address, text, delivery });
        done();
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    smtp.once('error', reject);
    smtp.listen(smtpPort, host, resolve);
  });
  const address = smtp.server.address();

  const routes: Route[] = [
    {
      ...{ method: 'POST', path: '/sms', call: 'sms', effect: true },
      handle: (call) => {
        const { to, text } = call.json();
        if (typeof to !== 'string' || typeof text !== 'string')
          throw new Refusal(400, { code: 'wrong_fields' });
        keep({ channel: 'sms', to, text, delivery: call.idempotencyKey });
        return ok({ accepted: true });
      },
    },
    {
      ...{ method: 'POST', path: '/hook', call: 'hook', effect: true },
      handle: (call) => {
        const text = call.body.toString('utf8');
        const signed = isSigned(secret, call, text);
        keep({
          channel: 'webhook',
          to: '/hook',
          text,
          delivery: call.headers['bangiao-delivery'] ?? null,
          signed,
        });
        if (!signed) throw new Refusal(401, { code: 'wrong_signature' });
        return ok({});
      },
    },
    {
      ...{ method: 'PUT', path: '/admin/secret' },
      handle: (call) => {
        secret = String(call.json()['secret'] ?? '');
        return ok({});
      },
    },
    { method: 'GET', path: '/admin/health', handle: () => ok({ system: 'post' }) },
    { method: 'GET', path: '/admin/arrived', handle: () => ok({ items: arrived }) },
    { method: 'GET', path: '/admin/faults', handle: () => ok(faults.settings) },
    { method: 'PUT', path: '/admin/faults', handle: async (call) => ok(await faults.change(call.json())) },
  ];
  const server = await startServer({ host, port, routes, faults }).catch((error: unknown) => {
    smtp.close();
    throw error;
  });
  return {
    port: server.port,
    smtpPort: typeof address === 'object' && address ? address.port : smtpPort,
    close: async () => {
      await Promise.all([server.close(), new Promise<void>((resolve) => smtp.close(() => resolve()))]);
    },
  };
}

function isSigned(secret: string, call: Call, body: string): boolean {
  const [, second, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(call.headers['bangiao-signature'] ?? '') ?? [];
  if (second === undefined || mac === undefined || secret === '') return false;
  if (Math.abs(Date.now() / 1_000 - Number(second)) > WINDOW_SECONDS) return false;
  const own = createHmac('sha256', secret).update(`${second}.${body}`).digest();
  return timingSafeEqual(own, Buffer.from(mac, 'hex'));
}
