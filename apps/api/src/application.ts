import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import { ShutdownSignal } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyError, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import { DomainError } from '#domain/errors';
import { AppModule } from './app.module.ts';
import { parseEnv, type Env } from './env.ts';
import { packAnswers } from './http/packing.ts';
import { problem } from './http/problem.filter.ts';
import { PROBLEM_STATUSES } from './http/problem-statuses.ts';
import { RateLimits } from './http/rate-limits.ts';
import { keepMetadata } from './http/validation-metadata.ts';
import { createLog, logRequests, nestLogger } from './http/request-log.ts';
import { openApi } from './openapi/document.ts';
import { serveSite } from './site/site.ts';

/** Two hundred decisions with values and notes take a tenth of it; lists of 20,000 record numbers fit. */
const BODY_LIMIT_BYTES = 1_048_576;
/** Of a path that is refused, characters. */
const LONGEST_SHOWN_PATH = 200;

/**
 * Builds the application without listening: the same one for `main.ts` and for tests. `page: false` leaves out the documentation's
 * page, whose static files need a package that Jest cannot load on Node 20; the OpenAPI file is served all the same.
 */
export async function createApplication(
  env: Env,
  { page = true }: { readonly page?: boolean } = {},
): Promise<NestFastifyApplication> {
  keepMetadata();
  const log = createLog(env.logLevel);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: refuseAddress as NonNullable<FastifyServerOptions['frameworkErrors']>,
    ...(env.trustedProxies.length === 0 ? {} : { trustProxy: [...env.trustedProxies] }),
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(env, log), adapter, {
    logger: nestLogger(log),
    abortOnError: false,
  });
  await app.register(rateLimit, {
    max: env.requestsPerSecond,
    timeWindow: 1_000,
    errorResponseBuilder: () => new DomainError('rate_limited', { perSecond: env.requestsPerSecond }),
  });
  await app.register(cookie);
  const fastify = app.getHttpAdapter().getInstance();
  app.get(RateLimits).begin(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-Id', request.id).header('Cache-Control', 'no-store');
    done();
  });
  // Files are not gathered in memory: whoever takes them limits them.
  fastify.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
  logRequests(fastify, log);
  packAnswers(fastify);
  serveSite(fastify, env);
  const document = openApi(app);
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'docs-json',
    yamlDocumentUrl: 'docs-yaml',
    ui: page,
  });
  app.enableShutdownHooks([ShutdownSignal.SIGINT, ShutdownSignal.SIGTERM]);
  return app;
}

/** Addresses that Fastify itself refuses, before there is a route: too long a part names nothing, a broken escape is malformed. */
function refuseAddress(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = new DomainError(error.code === 'FST_ERR_BAD_URL' ? 'invalid_input' : 'not_found');
  void reply
    .status(PROBLEM_STATUSES[refusal.code])
    .header('X-Request-Id', request.id)
    .type('application/problem+json')
    .send(JSON.stringify(problem(refusal, { url: request.url.slice(0, LONGEST_SHOWN_PATH) })));
}

/** The OpenAPI file alone: nothing is connected to, no provider is made. */
export async function describeApplication(): Promise<OpenAPIObject> {
  const env = parseEnv({ DATABASE_URL: 'postgres://nowhere', OIDC_ISSUER: 'http://nowhere' });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(env, createLog('silent')),
    new FastifyAdapter(),
    { preview: true, logger: false, abortOnError: false },
  );
  return openApi(app);
}
