import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { isPdf } from '#signatures/pdf-signature';
import { pdfOfContent } from '#signatures/pdf-content';
import type { CertificateStore } from './certificate-store.ts';
import { checkPin } from './pins.ts';
import type { SigningRequest, SigningRequests } from './requests.ts';
import { missingWindow, WINDOW_HEADERS, windowPage } from './window-page.ts';

interface WindowContext {
  readonly store: CertificateStore;
  readonly requests: SigningRequests;
  readonly pool: Pool;
  readonly ownOrigin: string;
}

interface WindowRoute {
  Params: { requestId: string };
  Body: { pin?: unknown; decision?: unknown; refuse?: unknown } | null;
}

/** The agent's own window, where the officer reads what is to be signed and gives the PIN. Web pages cannot reach into it. */
export function windowRoutes(
  server: FastifyInstance,
  { store, requests, pool, ownOrigin }: WindowContext,
): void {
  server.get<WindowRoute>('/window/:requestId', async (request, reply) => {
    const asked = requests.find(request.params.requestId);
    reply
      .headers(WINDOW_HEADERS)
      .type('text/html; charset=utf-8')
      .status(asked ? 200 : 404);
    return reply.send(asked ? windowPage(asked) : missingWindow());
  });

  /** The document itself, put together from the very bytes that will be signed. */
  server.get<WindowRoute>('/window/:requestId/document', async (request, reply) => {
    const asked = requests.find(request.params.requestId);
    const pdf = asked && isPdf(asked.content) ? documentOf(asked.content) : undefined;
    reply.headers(WINDOW_HEADERS);
    if (pdf === undefined) return reply.status(404).send({ code: 'no_document' });
    return reply.type('application/pdf').send(pdf);
  });

  server.post<WindowRoute>('/window/:requestId', async (request, reply) => {
    const { origin } = request.headers;
    if (
      (origin !== undefined && origin !== ownOrigin) ||
      request.headers['sec-fetch-site'] === 'cross-site'
    ) {
      return reply.status(403).send({ code: 'origin_not_allowed' });
    }
    const asked = requests.find(request.params.requestId);
    if (!asked) return reply.status(404).send({ code: 'no_such_request' });
    // A second press of the button, or an answer that was lost: what was decided stays.
    if (asked.state !== 'waiting') return answer(request, reply, asked, 200);

    const { pin, decision, refuse } = request.body ?? {};
    if (decision === 'refuse' || refuse === true)
      return answer(request, reply, settle(asked, 'declined'), 200);
    const check = await checkPin(pool, asked.login, typeof pin === 'string' ? pin : '');
    if (check.result === 'locked') return answer(request, reply, settle(asked, 'pin_locked'), 423);
    if (check.result === 'wrong') return answer(request, reply, asked, 401, { left: check.left });

    const key = await store.keyOf(asked.login);
    if (!key) return reply.status(404).send({ code: 'no_certificate' });
    // In a PDF the time stands beside the CMS, in the signed dictionary (PAdES).
    const signedAt = isPdf(asked.content) ? null : new Date();
    asked.signature = (await key.sign(asked.content, signedAt)).toString('base64');
    asked.thumbprint = key.thumbprint;
    asked.state = 'signed';
    return answer(request, reply, asked, 200);
  });
}

function documentOf(content: Buffer): Buffer | undefined {
  try {
    return pdfOfContent(content);
  } catch {
    return undefined;
  }
}

function settle(asked: SigningRequest, reason: 'declined' | 'pin_locked'): SigningRequest {
  asked.state = 'refused';
  asked.reason = reason;
  return asked;
}

/** A browser gets the window again, a program the state. */
function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  asked: SigningRequest,
  status: 200 | 401 | 423,
  wrong?: { readonly left: number },
): FastifyReply {
  reply.headers(WINDOW_HEADERS).status(status);
  if (request.headers.accept?.includes('text/html')) {
    return reply.type('text/html; charset=utf-8').send(windowPage(asked, wrong));
  }
  const code = { 200: undefined, 401: 'pin_wrong', 423: 'pin_locked' }[status];
  return reply.send({ state: asked.state, reason: asked.reason, code, ...wrong });
}
