import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { signersOfCommune } from '../identity-provider/demo-logins.ts';
import { CERTIFICATE_KINDS } from './certificate-store.ts';
import type { CertificateKind, CertificateStore } from './certificate-store.ts';
import { unlockPin } from './pins.ts';

const MOST_LOGINS = 1_000;
const CRL_MODES = ['fresh', 'stale', 'unavailable'] as const;
type CrlMode = (typeof CRL_MODES)[number];

/** The authority's public side (certificates, revocation list) and the handles by which tests get bad ones. */
export function certificateRoutes(
  server: FastifyInstance,
  { store, pool }: { store: CertificateStore; pool: Pool },
): void {
  let crlMode: CrlMode = 'fresh';

  server.get('/ca.pem', async (_request, reply) =>
    reply.type('application/x-pem-file').send(store.authorityPem),
  );

  server.get('/ca.crl', async (_request, reply) => {
    if (crlMode === 'unavailable') return reply.status(503).send({ code: 'unavailable' });
    reply.type('application/pkix-crl').header('cache-control', 'no-store');
    return reply.send(await store.revocationList(crlMode === 'stale'));
  });

  server.get<{ Querystring: { logins?: string; communeCode?: string } }>(
    '/certificates',
    async (request, reply) => {
      const { logins, communeCode } = request.query;
      const asked = [...(logins?.split(',') ?? []), ...(communeCode ? signersOfCommune(communeCode) : [])];
      const unique = [...new Set(asked.map((login) => login.trim()).filter(Boolean))];
      if (unique.length === 0 || unique.length > MOST_LOGINS) {
        return reply.status(400).send({ code: 'invalid_request', expected: 'logins or communeCode' });
      }
      return { items: await store.certificatesOf(unique) };
    },
  );

  server.get('/admin/health', async () => ({ ok: true }));

  server.post<{ Params: { login: string }; Body: { kind?: string } | null }>(
    '/admin/certificates/:login',
    async (request, reply) => {
      const kind = request.body?.kind ?? 'normal';
      if (!isKind(kind))
        return reply.status(400).send({ code: 'invalid_request', expected: CERTIFICATE_KINDS });
      const certificate = await store.use(request.params.login, kind);
      return certificate ?? reply.status(404).send({ code: 'no_certificate' });
    },
  );

  server.post<{ Params: { login: string } }>('/admin/pins/:login/unlock', async (request) => {
    await unlockPin(pool, request.params.login);
    return { unlocked: true };
  });

  server.put<{ Body: { mode?: string } | null }>('/admin/crl', async (request, reply) => {
    const mode = CRL_MODES.find((known) => known === request.body?.mode);
    if (!mode) return reply.status(400).send({ code: 'invalid_request', expected: CRL_MODES });
    crlMode = mode;
    return { mode };
  });
}

function isKind(kind: string): kind is CertificateKind {
  return (CERTIFICATE_KINDS as readonly string[]).includes(kind);
}
