import type { Pool } from 'pg';
import { issueTimeStamp } from '#signatures/time-stamp-authority';
import { ok, Refusal, type Call, type Route } from '../http/answers.ts';
import { Faults } from '../http/faults.ts';
import { startServer, type RunningServer } from '../http/server.ts';
import { CertificateStore } from '../signing-agent/certificate-store.ts';
import { readEffects } from '../truth/effects.ts';

const SYSTEM = 'time-stamp';
const LONGEST_REQUEST = 10_000;
const QUERY = 'application/timestamp-query';
const REPLY = 'application/timestamp-reply';

export interface TimeStampServerOptions {
  readonly host: string;
  readonly port: number;
  readonly pool: Pool;
  /** Stands in the server's certificate as the place of the authority's revocation list. */
  readonly crlUrl: string;
}

/**
 * Starts the stand-in for a public time-stamp server: RFC 3161 over HTTP (§3.4) at `POST /tsa`, with a certificate of the demo's
 * authority. Rejects when the port is taken or the database cannot be reached.
 */
export async function startTimeStampServer({
  host,
  port,
  pool,
  crlUrl,
}: TimeStampServerOptions): Promise<RunningServer> {
  const faults = new Faults(SYSTEM, pool);
  await faults.load();
  const store = await CertificateStore.open(pool, crlUrl);
  const key = await store.timeStampingKey();
  await pool.query(`create sequence if not exists time_stamp_serials`).catch(alreadyThere);

  const stamp = async (call: Call) => {
    if (call.contentType !== QUERY) throw new Refusal(415, { code: 'wrong_content_type', expected: QUERY });
    if (call.body.length > LONGEST_REQUEST) throw new Refusal(413, { code: 'body_too_large' });
    const { rows } = await pool.query<{ serial: string; at: Date }>(
      `select nextval('time_stamp_serials') as serial, clock_timestamp() as at`,
    );
    const { serial, at } = rows[0] as { serial: string; at: Date };
    const { response, granted } = issueTimeStamp({
      ...key,
      ...{ request: call.body, serialNumber: BigInt(serial), at },
    });
    await pool.query(
      `insert into effects (system, kind, reference, request_id, idempotency_key, delivery, applied, reason)
       values ($1, 'time_stamp', $2, $3, $4, $5, $6, $7)`,
      [
        ...[SYSTEM, granted ? serial : null, call.requestId, call.idempotencyKey, call.delivery],
        ...[granted, granted ? null : 'rejected'],
      ],
    );
    return { status: 200, body: response, headers: { 'content-type': REPLY } };
  };

  const routes: Route[] = [
    { method: 'POST', path: '/tsa', call: 'stamp', effect: true, handle: stamp },
    {
      method: 'GET',
      path: '/tsa.pem',
      handle: () => ({
        status: 200,
        body: Buffer.from(key.certificatePem),
        headers: { 'content-type': 'application/x-pem-file' },
      }),
    },
    { method: 'GET', path: '/admin/health', handle: () => ok({ system: SYSTEM }) },
    { method: 'GET', path: '/admin/faults', handle: () => ok(faults.settings) },
    { method: 'PUT', path: '/admin/faults', handle: async (call) => ok(await faults.change(call.json())) },
    {
      method: 'GET',
      path: '/admin/effects',
      handle: async ({ query }) =>
        ok(await readEffects(pool, SYSTEM, Number(query.get('after') ?? 0) || 0, 1000)),
    },
  ];
  return await startServer({ host, port, routes, faults });
}

/** "If not exists" does not keep two starters from meeting in the catalogue. */
function alreadyThere(error: unknown): void {
  const { code } = error as { code?: string };
  if (code !== '23505' && code !== '42P07') throw error;
}
