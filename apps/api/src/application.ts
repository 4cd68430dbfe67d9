import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import { ShutdownSignal } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { DomainError } from '#domain/errors';
import { AppModule } from './app.module.ts';
import type { Env } from './env.ts';
import { packAnswers } from './http/packing.ts';
import { RateLimits } from './http/rate-limits.ts';
import { keepMetadata } from './http/validation-metadata.ts';
import { createLog, logRequests, nestLogger } from './http/request-log.ts';
import { serveSite } from './site/site.ts';

/** Two hundred decisions with values and notes take a tenth of it; lists of 20,000 record numbers fit. */
const BODY_LIMIT_BYTES = 1_048_576;

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

/** The OpenAPI 3.1 description of every route. */
export function openApi(app: NestFastifyApplication): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Bàn Giao')
    .setDescription(
      'Bàn giao danh sách làm sạch dữ liệu: ai giữ, từ khi nào, ai ký. / Custody of citizens’ records by signed, acknowledged handovers. ' +
        'Mọi yêu cầu ghi cần Idempotency-Key; lỗi trả về theo RFC 9457 (application/problem+json).',
    )
    .setVersion('0.1.0')
    .addBearerAuth()
    .build();
  return SwaggerModule.createDocument(app, settings);
}
