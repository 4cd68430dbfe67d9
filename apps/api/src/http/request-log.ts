import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { pino, type Logger } from 'pino';
import type { Env } from '../env.ts';

/** Injection token of the logger. */
export const REQUEST_LOG = Symbol('RequestLog');
export type RequestLog = Logger;

/** A JSON logger on standard output. Nothing personal may be given to it; the fields that carry such data are dropped all the same. */
export function createLog(level: Env['logLevel']): RequestLog {
  return pino({
    name: 'ban-giao-api',
    level,
    redact: {
      paths: ['body', 'headers', 'query', '*.fullName', '*.idNumber', '*.dateOfBirth'],
      remove: true,
    },
  });
}

/** One line per request: the route's pattern instead of its address, who by id, how it ended and how long it took. */
export function logRequests(fastify: FastifyInstance, log: RequestLog): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const { capacity, signedIn } = request;
    const ended = {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      personId: signedIn?.personId ?? null,
      officeId: capacity?.officeId ?? null,
      role: capacity?.role ?? null,
    };
    if (reply.statusCode >= 500) log.error(ended, 'request');
    else if (reply.statusCode >= 400) log.info(ended, 'request refused');
    else log.debug(ended, 'request');
    done();
  });
}

/** Nest's own messages through the same logger. */
export function nestLogger(log: RequestLog): LoggerService {
  const write =
    (level: 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal') =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.at(-1);
      log[level]({ context: typeof context === 'string' ? context : undefined }, textOf(message));
    };
  return {
    log: write('debug'),
    error: write('error'),
    warn: write('warn'),
    debug: write('debug'),
    verbose: write('trace'),
    fatal: write('fatal'),
  };
}

function textOf(message: unknown): string {
  return message instanceof Error ? message.name : String(message);
}
