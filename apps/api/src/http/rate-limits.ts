import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#domain/errors';
import { ENV, type Env } from '../env.ts';

type Check = ReturnType<FastifyInstance['createRateLimit']>;

/** Limits that an address alone cannot express: of one person, wherever signed in, and of sign-ins. */
@Injectable()
export class RateLimits {
  #ofPerson: Check | undefined;
  #ofSignIn: Check | undefined;
  #ofHolder: Check | undefined;

  constructor(@Inject(ENV) private readonly env: Env) {}

  /** Called once the plugin is registered. */
  begin(fastify: FastifyInstance): void {
    this.#ofPerson = fastify.createRateLimit({
      max: this.env.requestsPerPerson,
      timeWindow: 1_000,
      keyGenerator: ({ signedIn, ip }) => signedIn?.personId ?? ip,
    });
    this.#ofSignIn = fastify.createRateLimit({
      max: this.env.signInsPerMinute,
      timeWindow: 60_000,
    });
    this.#ofHolder = fastify.createRateLimit({ max: this.env.holderTriesPerMinute, timeWindow: 60_000 });
  }

  /** @throws DomainError `rate_limited` when the person of the request asks too fast; the answer says when to come again. */
  person(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return check(this.#ofPerson, request, reply, { perSecond: this.env.requestsPerPerson });
  }

  /** @throws DomainError `rate_limited` when too many sign in from the address. */
  signIn(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return check(this.#ofSignIn, request, reply, { perMinute: this.env.signInsPerMinute });
  }

  /** @throws DomainError `rate_limited` when an address tries holders' links too often. */
  holder(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return check(this.#ofHolder, request, reply, { perMinute: this.env.holderTriesPerMinute });
  }
}

async function check(
  limit: Check | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
  allowed: Readonly<Record<string, number>>,
): Promise<void> {
  const answer = await limit?.(request);
  if (answer === undefined || answer.isAllowed || !answer.isExceeded) return;
  void reply.header('Retry-After', Math.max(1, answer.ttlInSeconds));
  throw new DomainError('rate_limited', allowed);
}
