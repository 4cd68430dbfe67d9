import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createParamDecorator, HttpCode, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '#domain/errors';
import type { Idempotency } from '#persistence/act';

const LONGEST_KEY = 200;

/** Key and body hash of a write; a body that is streamed is hashed by whoever reads it. @throws DomainError `idempotency_key_missing` when the header is absent, empty or longer than 200 characters. */
export function idempotencyOf(request: FastifyRequest): Idempotency {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key.length === 0 || key.length > LONGEST_KEY)
    throw new DomainError('idempotency_key_missing', { longest: LONGEST_KEY });
  // The post belongs to the hash: the same key sent from another office is another request.
  const onBehalfOf = request.capacity?.onBehalfOf;
  const bodyHash = createHash('sha256')
    .update(
      `${request.method}\n${request.url}\n${request.capacity?.officeId ?? ''}\n${request.capacity?.role ?? ''}\n${onBehalfOf === undefined ? '' : `${onBehalfOf.substitutionId}\n`}`,
    )
    .update(JSON.stringify(request.body instanceof Readable ? null : (request.body ?? null)))
    .digest();
  return { key, bodyHash };
}

/** The key of one item of a request that runs an act for each; keys have a limited length, so it is hashed. */
export function itemOf({ key, bodyHash }: Idempotency, item: string): Idempotency {
  return { key: `bulk:${createHash('sha256').update(`${key}\n${item}`).digest('hex')}`, bodyHash };
}

/** Parameter of every writing route: `@Idempotent() idempotency: Idempotency`. */
export const Idempotent = createParamDecorator(
  (_: unknown, context: ExecutionContext): Idempotency =>
    idempotencyOf(context.switchToHttp().getRequest<FastifyRequest>()),
  [
    (target, key) => {
      const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
      if (key !== undefined && descriptor !== undefined) {
        ApiHeader({
          name: 'Idempotency-Key',
          required: true,
          description: 'The same key makes the same request once, for 24 hours',
          schema: { type: 'string', minLength: 1, maxLength: LONGEST_KEY },
        })(target, key, descriptor);
        // An act changes what is there; the few that create something say 201 themselves.
        HttpCode(200)(target, key, descriptor);
      }
    },
  ],
);
