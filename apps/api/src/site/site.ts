import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#domain/errors';
import type { Env } from '../env.ts';
import { formOf, readSite, type SiteFile } from './site-files.ts';

const YEAR_SECONDS = 31_536_000;
/** Names of built files carry a hash of their contents. */
const HASHED = /^assets\//;

/**
 * What the pages may load and call: this site, and the signing agent on the officer's own machine. Scripts come from files alone. Styles
 * that the interface makes while it runs carry the nonce of this very answer; style attributes cannot run anything.
 */
export function contentSecurityPolicy(nonce: string, agentUrl: string | null): string {
  const agent = agentUrl === null ? '' : ` ${new URL(agentUrl).origin}`;
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `connect-src 'self'${agent}`,
    `manifest-src 'self'`,
    `worker-src 'self'`,
    `frame-src 'self' blob:`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

/** Serves the web application below `/app/`; every address of it that is no file is a page of it. Does nothing when it was not built. */
export function serveSite(fastify: FastifyInstance, { webDir, agentUrl }: Env): void {
  const files = readSite(webDir);
  const page = files?.get('index.html');
  if (files === undefined || page === undefined) return;
  const html = page.content.toString('utf8').replaceAll('%AGENT%', agentUrl ?? '');

  const sendPage = (reply: FastifyReply, camera: boolean): FastifyReply => {
    const nonce = randomBytes(16).toString('base64');
    return reply
      .headers({
        'content-security-policy': contentSecurityPolicy(nonce, agentUrl),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin-allow-popups',
        // Codes are scanned on one page alone.
        'permissions-policy': `camera=(${camera ? 'self' : ''}), geolocation=(), microphone=()`,
      })
      .type('text/html; charset=utf-8')
      .send(html.replaceAll('%NONCE%', nonce));
  };

  fastify.get('/', (_request, reply) => reply.redirect('/app/', 302));
  // Addresses short enough for a poster and a text message.
  fastify.get('/verify', (_request, reply) => reply.redirect('/app/verify', 302));
  fastify.get('/holder', (_request, reply) => reply.redirect('/app/holder', 302));
  fastify.get('/app', (_request, reply) => reply.redirect('/app/', 302));
  fastify.get('/app/*', (request: FastifyRequest<{ Params: { '*': string } }>, reply) => {
    const name = request.params['*'];
    const file = files.get(name);
    if (file !== undefined && file !== page) return sendFile(request, reply, name, file);
    // A file that a newer version of the pages does not have any more must not be answered with a page.
    if (HASHED.test(name)) throw new DomainError('not_found');
    return sendPage(reply, name === 'verify');
  });
}

function sendFile(request: FastifyRequest, reply: FastifyReply, name: string, file: SiteFile): FastifyReply {
  const [content, encoding] = formOf(file, request.headers['accept-encoding']);
  if (encoding !== undefined) void reply.header('content-encoding', encoding);
  return reply
    .headers({
      'cache-control': HASHED.test(name) ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
    })
    .type(file.type)
    .send(content);
}
