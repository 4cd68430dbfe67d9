import type { Logger } from 'pino';
import type { Sql } from '#persistence/sql';
import { openSecretBox } from '#signatures/secret-box';
import type { WorkerEnv } from '../env.ts';
import { emailOverSmtp, signedWebhooks, smsOverHttp } from './channels.ts';
import { Deliverer } from './deliverer.ts';

/** The channels this installation has. What goes by another one waits, is tried again and in the end is an incident. */
export async function createDeliverer(env: WorkerEnv, sql: Sql, log: Logger): Promise<Deliverer> {
  const { smtpUrl, smsUrl, smsToken, mailFrom, pageUrl, outsideTimeoutMs: timeoutMs } = env;
  const box = await openSecretBox(env.secretsKeyFile);
  return new Deliverer(
    sql,
    {
      webhook: signedWebhooks(box, timeoutMs, env.webhooksPrivate),
      ...(smtpUrl === null ? {} : { email: emailOverSmtp(smtpUrl, mailFrom, pageUrl, timeoutMs) }),
      ...(smsUrl === null ? {} : { sms: smsOverHttp(smsUrl, smsToken, pageUrl, timeoutMs) }),
    },
    log,
    {
      leaseMs: 4 * timeoutMs,
      firstDelayMs: env.deliveryFirstDelayMs,
      mostAttempts: env.deliveryAttempts,
    },
  );
}
