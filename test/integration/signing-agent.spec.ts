import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyDetached } from '#signatures/cms';
import { bytesToSign, prepareSignature, withSignature } from '#signatures/pdf-signature';
import { verifyPdfSignatures } from '#signatures/pdf-verification';
import { startSigningAgent } from '../../apps/simulators/src/signing-agent/signing-agent.ts';
import type { RunningAgent } from '../../apps/simulators/src/signing-agent/signing-agent.ts';
import { freePort } from '../support/free-ports.ts';
import { smallPdf } from '../support/small-pdf.ts';
import { emptyDatabase } from './empty-database.ts';
import type { EmptyDatabase } from './empty-database.ts';

const WEB = 'http://127.0.0.1:8080';
const CHIEF = 'truongca.22915';
const manifest = '{"type":"ban-giao/manifest","<script>":"Nguyễn"}';

let database: EmptyDatabase;
let agent: RunningAgent;
let port: number;

const start = () =>
  startSigningAgent({
    host: '127.0.0.1',
    port,
    pool: database.pool,
    allowedOrigins: [WEB],
    publicUrl: `http://127.0.0.1:${port}`,
  });
const call = (
  path: string,
  init: { method?: string; headers?: Record<string, string>; json?: unknown } = {},
) =>
  fetch(new URL(path, agent.url), {
    method: init.method ?? (init.json === undefined ? 'GET' : 'POST'),
    headers: { ...(init.json === undefined ? {} : { 'content-type': 'application/json' }), ...init.headers },
    ...(init.json === undefined ? {} : { body: JSON.stringify(init.json) }),
  });
const ask = async (login = CHIEF, origin = WEB) =>
  await call(`/agents/${login}/sign`, {
    headers: { origin },
    json: { contentBase64: Buffer.from(manifest).toString('base64'), purpose: 'handover' },
  });
const sign = async (login = CHIEF) => {
  const { requestId } = (await (await ask(login)).json()) as { requestId: string };
  await call(`/window/${requestId}`, { json: { pin: '123456' } });
  const answer = await call(`/agents/${login}/sign/${requestId}`, { headers: { origin: WEB } });
  return (await answer.json()) as { state: string; signature: string; thumbprint: string };
};
const verify = async (signature: string) =>
  await verifyDetached({
    content: manifest,
    signature: Buffer.from(signature, 'base64'),
    trustAnchorsPem: [await (await call('/ca.pem')).text()],
    crlsDer: [Buffer.from(await (await call('/ca.crl')).arrayBuffer())],
    at: new Date(),
  });

beforeAll(async () => {
  database = await emptyDatabase();
  port = await freePort();
  agent = await start();
});
beforeEach(async () => {
  await call(`/admin/certificates/${CHIEF}`, { json: { kind: 'normal' } });
  await call(`/admin/pins/${CHIEF}/unlock`, { method: 'POST' });
});
afterAll(async () => {
  await agent?.close();
  await database?.close();
});

describe('the signing agent', () => {
  it('signs exactly the bytes it was given, after the PIN, with the certificate of that officer', async () => {
    const { state, signature, thumbprint } = await sign();
    expect(state).toBe('signed');
    expect(await verify(signature)).toHaveProperty('thumbprint', thumbprint);
    const { items } = (await (await call(`/certificates?logins=${CHIEF}`)).json()) as { items: unknown[] };
    expect(items).toEqual([
      expect.objectContaining({ login: CHIEF, officeId: 'CA-22915', kind: 'normal', thumbprint }),
    ]);
  });

  it('gives the certificates of a commune in one answer and none to villages', async () => {
    const { items } = (await (await call('/certificates?communeCode=22915&logins=thon1.22915')).json()) as {
      items: { login: string; officeId: string; pem: string }[];
    };
    expect(items.map(({ login }) => login).sort()).toEqual(
      [
        ...['benhvien', 'canbo1', 'canbo2', 'coso', 'coso2', 'phoca', 'tramyte1', 'tramyte2'],
        ...['truongca', 'vanthuca', 'vanthutyt'],
      ].map((post) => `${post}.22915`),
    );
    expect(items.find(({ login }) => login === 'tramyte1.22915')?.officeId).toBe('TYT-22915');
    expect((await ask('thon1.22915')).status).toBe(404);
  });

  it('shows a PDF before it is signed, and signs it for the office with its registry clerk’s key', async () => {
    const clerk = 'vanthuca.22915';
    const prepared = prepareSignature(smallPdf(), {
      ...{ field: 'Office', signedAt: new Date(), name: 'Công an', reason: 'Phát hành', location: 'Mũi Né' },
      appearance: '',
    });
    const content = bytesToSign(prepared);
    const asked = await call(`/agents/${clerk}/sign`, {
      headers: { origin: WEB },
      json: { contentBase64: content.toString('base64'), purpose: 'document' },
    });
    const { requestId } = (await asked.json()) as { requestId: string };
    expect(await (await call(`/window/${requestId}`)).text()).toContain('six records');
    const shown = await call(`/window/${requestId}/document`);
    expect(Buffer.from(await shown.arrayBuffer()).equals(prepared)).toBe(true);
    await call(`/window/${requestId}`, { json: { pin: '123456' } });
    const answer = await call(`/agents/${clerk}/sign/${requestId}`, { headers: { origin: WEB } });
    const { signature } = (await answer.json()) as { signature: string };
    const [report] = await verifyPdfSignatures(withSignature(prepared, Buffer.from(signature, 'base64')), {
      trustAnchorsPem: [await (await call('/ca.pem')).text()],
      crlsDer: [Buffer.from(await (await call('/ca.crl')).arrayBuffer())],
      at: new Date(),
    });
    expect(report).toMatchObject({ problem: undefined, coversWholeFile: true });
    expect(report?.signer?.signingTime).toBeUndefined();
    const { items } = (await (await call(`/certificates?logins=${clerk}`)).json()) as { items: unknown[] };
    expect(items).toEqual([expect.objectContaining({ holder: 'organisation', officeId: 'CA-22915' })]);
    const { subject } = new X509Certificate(report?.signer?.certificatePem ?? '');
    expect(subject).toContain('CN=Công an xã 22915');
    expect(subject).not.toContain(clerk);
  });

  it('serves pages of allowed origins only, preflights included', async () => {
    expect((await ask(CHIEF, 'http://evil.example')).status).toBe(403);
    const preflight = (origin: string) =>
      call(`/agents/${CHIEF}/sign`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-private-network': 'true',
        },
      });
    const allowed = await preflight(WEB);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(WEB);
    expect(allowed.headers.get('access-control-allow-private-network')).toBe('true');
    const refused = await preflight('http://evil.example');
    expect(refused.status).toBe(403);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('shows what is signed in its own window, which no page can fill in', async () => {
    const { requestId, windowUrl } = (await (await ask()).json()) as { requestId: string; windowUrl: string };
    const page = await fetch(windowUrl);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(html).toContain('Chương trình ký không nhận ra nội dung này');
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toContain('<script');
    const intruder = await call(`/window/${requestId}`, {
      headers: { origin: WEB },
      json: { pin: '123456' },
    });
    expect(intruder.status).toBe(403);
    const form = await fetch(windowUrl, {
      method: 'POST',
      headers: { origin: agent.url, accept: 'text/html' },
      body: new URLSearchParams({ pin: '123456', decision: 'refuse' }),
    });
    expect(await form.text()).toContain('Không ký.');
    const state = await call(`/agents/${CHIEF}/sign/${requestId}`, { headers: { origin: WEB } });
    expect(await state.json()).toEqual({ state: 'refused', reason: 'declined' });
  });

  it('locks after three wrong PINs', async () => {
    const { requestId } = (await (await ask()).json()) as { requestId: string };
    const statuses = [];
    for (const pin of ['0', '1', '2', '123456'])
      statuses.push((await call(`/window/${requestId}`, { json: { pin } })).status);
    expect(statuses).toEqual([401, 401, 423, 200]);
    expect(await (await call(`/agents/${CHIEF}/sign/${requestId}`)).json()).toEqual({
      state: 'refused',
      reason: 'pin_locked',
    });
    const next = (await (await ask()).json()) as { requestId: string };
    expect((await call(`/window/${next.requestId}`, { json: { pin: '123456' } })).status).toBe(423);
  });

  it.each([
    ['revoked', 'cert_revoked'],
    ['expired', 'cert_expired'],
    ['foreign', 'cert_untrusted'],
  ])('has %s certificates to order', async (kind, code) => {
    await call(`/admin/certificates/${CHIEF}`, { json: { kind } });
    await expect(verify((await sign()).signature)).rejects.toHaveProperty('code', code);
    await call(`/admin/certificates/${CHIEF}`, { json: { kind: 'normal' } });
    await expect(verify((await sign()).signature)).resolves.toHaveProperty('thumbprint');
  });

  it('puts a revoked certificate on the list before anybody uses it', async () => {
    await call('/certificates?logins=phoca.22915');
    const crlsDer = [Buffer.from(await (await call('/ca.crl')).arrayBuffer())];
    await call('/admin/certificates/phoca.22915', { json: { kind: 'revoked' } });
    const { signature } = await sign('phoca.22915');
    const trustAnchorsPem = [await (await call('/ca.pem')).text()];
    await expect(
      verifyDetached({
        content: manifest,
        signature: Buffer.from(signature, 'base64'),
        trustAnchorsPem,
        crlsDer,
        at: new Date(),
      }),
    ).rejects.toHaveProperty('code', 'cert_revoked');
  });

  it('gives a stale list or none when told to', async () => {
    const { signature } = await sign();
    await call('/admin/crl', { method: 'PUT', json: { mode: 'stale' } });
    await expect(verify(signature)).rejects.toHaveProperty('code', 'cert_status_unknown');
    await call('/admin/crl', { method: 'PUT', json: { mode: 'unavailable' } });
    expect((await call('/ca.crl')).status).toBe(503);
    await call('/admin/crl', { method: 'PUT', json: { mode: 'fresh' } });
  });

  it('keeps its authority, certificates and lock over a restart', async () => {
    const before = [await (await call('/ca.pem')).text(), (await sign()).thumbprint];
    await agent.close();
    agent = await start();
    expect([await (await call('/ca.pem')).text(), (await sign()).thumbprint]).toEqual(before);
  });
});
