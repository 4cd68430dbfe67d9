import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Role } from '#domain/people/roles';
import type { Actor } from '#persistence/act';
import type { Membership, PersonWithPosts } from '#persistence/repositories/people';
import type { BrowserSession } from './sessions.service.ts';

/** A signed-in person with every post that is valid now. */
export interface SignedIn extends PersonWithPosts {
  readonly subject: string;
  /** When the person last proved to be there, epoch seconds; acceptances and signatures may ask for a fresh one. */
  readonly authTime: number | null;
  /** The browser session; null when a bearer token was sent. */
  readonly session: BrowserSession | null;
}

/** Who acts in this request: the signed-in person in exactly one post. Passes wherever an Actor is wanted. */
export interface ActingCapacity extends Actor {
  readonly personId: string;
  readonly officeId: string;
  readonly role: Role;
  readonly office: Membership;
  readonly fullName: string;
  readonly authTime: number | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    signedIn?: SignedIn;
    capacity?: ActingCapacity;
  }
}

/** The capacity in which the request acts. Only on routes marked `@May(...)`: the guard sets it. */
export const Capacity = createParamDecorator((_: unknown, context: ExecutionContext): ActingCapacity => {
  const { capacity } = context.switchToHttp().getRequest<FastifyRequest>();
  if (capacity === undefined) throw new Error('A route reads the capacity but is not marked with @May.');
  return capacity;
});

/** The signed-in person without a choice of post, on routes marked `@AnySignedIn()`. */
export const Person = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn => {
  const { signedIn } = context.switchToHttp().getRequest<FastifyRequest>();
  if (signedIn === undefined) throw new Error('A route reads the person but is open to everyone.');
  return signedIn;
});
