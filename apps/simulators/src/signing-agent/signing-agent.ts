import { parse } from 'node:querystring';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { certificateRoutes } from './certificate-routes.ts';
import { CertificateStore } from './certificate-store.ts';
import { SigningRequests } from './requests.ts';
import { pageRoutes } from './page-routes.ts';
import { windowRoutes } from './window-routes.ts';

export interface SigningAgentOptions {
  readonly host: string;
  readonly port: number;
  /** Keeps authorities, certificates, keys and PIN counters. */
  readonly pool: Pool;
  /** Origins of web pages that may ask for signatures. */
  readonly allowedOrigins: readonly string[];
  /** The address under which browsers and the API reach this server; stands in certificates as the place of the revocation list. */
  readonly publicUrl: string;
}

export interface RunningAgent {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const LONGEST_BODY = 2_000_000;

/**
 * Starts the stand-in for the signing program on every officer's own machine, with the authority that issued their certificates.
 * Rejects when the port is taken or the database cannot be reached.
 */
export async function startSigningAgent(options: SigningAgentOptions): Promise<RunningAgent> {
  const store = await CertificateStore.open(options.pool, `${options.publicUrl}/ca.crl`);
  const requests = new SigningRequests();
  const server: FastifyInstance = fastify({ bodyLimit: LONGEST_BODY, forceCloseConnections: true });
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, parse(String(body)));
    },
  );
  server.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    // The text of a fault may repeat what was sent; the status says enough.
    const status = error.statusCode ?? 500;
    return reply.status(status).send({ code: status < 500 ? 'invalid_request' : 'internal' });
  });
  pageRoutes(server, {
    store,
    requests,
    allowedOrigins: new Set(options.allowedOrigins),
    publicUrl: options.publicUrl,
  });
  windowRoutes(server, { store, requests, pool: options.pool, ownOrigin: new URL(options.publicUrl).origin });
  certificateRoutes(server, { store, pool: options.pool });
  await server.listen({ host: options.host, port: options.port });
  const address = server.server.address();
  return {
    url: options.publicUrl,
    port: typeof address === 'object' && address ? address.port : options.port,
    close: () => server.close(),
  };
}
