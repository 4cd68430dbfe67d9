import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseDemoLogin } from '../identity-provider/demo-logins.ts';
import type { CertificateStore } from './certificate-store.ts';
import type { SigningRequests } from './requests.ts';

interface PageContext {
  readonly store: CertificateStore;
  readonly requests: SigningRequests;
  readonly allowedOrigins: ReadonlySet<string>;
  readonly publicUrl: string;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** What a web page may ask of the agent, from an allowed origin only: to sign some bytes, and whether that has been done. */
export function pageRoutes(server: FastifyInstance, context: PageContext): void {
  const { store, requests, allowedOrigins, publicUrl } = context;

  /** Answers to a browser carry its origin; false when the page is not allowed here. */
  const admit = (request: FastifyRequest, reply: FastifyReply): boolean => {
    const { origin } = request.headers;
    reply.header('vary', 'Origin').header('cache-control', 'no-store');
    if (origin === undefined || !allowedOrigins.has(origin)) return false;
    reply.header('access-control-allow-origin', origin);
    return true;
  };
  const forbidden = (reply: FastifyReply) => reply.status(403).send({ code: 'origin_not_allowed' });

  server.options('/agents/*', async (request, reply) => {
    if (!admit(request, reply)) return forbidden(reply);
    reply
      .header('access-control-allow-methods', 'GET, POST')
      .header('access-control-allow-headers', 'content-type');
    reply.header('access-control-max-age', '600');
    // A page from the network that calls the officer's own machine is asked for this by Chromium.
    if (request.headers['access-control-request-private-network'] === 'true') {
      reply.header('access-control-allow-private-network', 'true');
    }
    return reply.status(204).send();
  });

  server.post<{ Params: { login: string }; Body: { contentBase64?: unknown; purpose?: unknown } | null }>(
    '/agents/:login/sign',
    async (request, reply) => {
      if (!admit(request, reply)) return forbidden(reply);
      const { login } = request.params;
      const { contentBase64, purpose } = request.body ?? {};
      if (
        typeof contentBase64 !== 'string' ||
        contentBase64.length % 4 !== 0 ||
        !BASE64.test(contentBase64)
      ) {
        return reply.status(400).send({ code: 'invalid_request', field: 'contentBase64' });
      }
      if (!parseDemoLogin(login)?.signs) return reply.status(404).send({ code: 'no_certificate' });
      const key = await store.keyOf(login);
      const asked = requests.add({
        login,
        content: Buffer.from(contentBase64, 'base64'),
        purpose: typeof purpose === 'string' ? purpose.slice(0, 100) : '',
        origin: request.headers.origin ?? '',
      });
      return reply.status(202).send({
        requestId: asked.id,
        windowUrl: `${publicUrl}/window/${asked.id}`,
        thumbprint: key?.thumbprint,
      });
    },
  );

  server.get<{ Params: { login: string; requestId: string } }>(
    '/agents/:login/sign/:requestId',
    async (request, reply) => {
      if (!admit(request, reply) && request.headers.origin !== undefined) return forbidden(reply);
      const asked = requests.find(request.params.requestId);
      if (asked?.login !== request.params.login) return reply.status(404).send({ code: 'no_such_request' });
      const { state, reason, signature, thumbprint } = asked;
      return reply.send({ state, reason, signature, thumbprint });
    },
  );
}
