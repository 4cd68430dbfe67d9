import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { reachOf, rolesFor, type ActName } from '#domain/authority/acts';
import { SUBSTITUTED_ACTS } from '#domain/authority/substitution';
import { DomainError } from '#domain/errors';
import { ENV, type Env } from '../env.ts';
import { RateLimits } from '../http/rate-limits.ts';
import type { SignedIn } from './capacity.ts';
import { ACT_KEY, FRESH_KEY, OPEN_KEY, type Freshness } from './may.ts';
import { PostsService } from './posts.service.ts';
import { SessionsService } from './sessions.service.ts';
import { TokenVerifier } from './token-verifier.ts';

/** Token or session, person, pace, post, role, freshness: in this order, on every route. A route that says nothing is closed. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(TokenVerifier) private readonly tokens: TokenVerifier,
    @Inject(PostsService) private readonly posts: PostsService,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(RateLimits) private readonly limits: RateLimits,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    const open = this.reflector.getAllAndOverride<'open' | 'signed-in' | undefined>(OPEN_KEY, places);
    if (open === 'open') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const act = this.reflector.getAllAndOverride<ActName | undefined>(ACT_KEY, places);
    if (act !== undefined) request.actName = act;
    request.signedIn = await this.#signedIn(request);
    await this.limits.person(request, context.switchToHttp().getResponse<FastifyReply>());
    if (open === 'signed-in') return true;
    const substitution = header(request, 'x-on-behalf-of');
    const capacity =
      substitution === undefined
        ? this.posts.choose(request.signedIn, header(request, 'x-office'), header(request, 'x-role'))
        : await this.posts.substitute(request.signedIn, substitution);
    request.capacity = capacity;
    const passedOn = substitution === undefined || (act !== undefined && SUBSTITUTED_ACTS.has(act));
    if (act === undefined || reachOf(act, capacity.role) === undefined || !passedOn)
      throw new DomainError('no_permission', {
        role: capacity.role,
        ...(act === undefined ? {} : { act, roles: rolesFor(act) }),
      });
    const fresh = this.reflector.getAllAndOverride<Freshness | undefined>(FRESH_KEY, places);
    if (fresh !== undefined) this.#checkFresh(request.signedIn, fresh);
    return true;
  }

  /** @throws DomainError `unauthenticated`, `token_invalid`, `csrf_failed`, `no_membership`. */
  async #signedIn(request: FastifyRequest): Promise<SignedIn> {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
      if (token === undefined) throw new DomainError('unauthenticated');
      return this.posts.signedIn(await this.tokens.verify(token));
    }
    const session = await this.sessions.find(request);
    if (session === undefined) throw new DomainError('unauthenticated');
    this.sessions.checkOrigin(request, session);
    return this.posts.signedIn(session, session);
  }

  /** @throws DomainError `step_up_needed` with the age allowed and the address that asks for the password again. */
  #checkFresh({ authTime }: SignedIn, freshness: Freshness): void {
    const allowedMs = freshness === 'official' ? this.env.stepUpMs : this.env.attestMs;
    if (allowedMs === 0) return;
    if (authTime === null || Date.now() - authTime * 1_000 > allowedMs)
      throw new DomainError('step_up_needed', {
        maxAgeSeconds: allowedMs / 1_000,
        authTime: authTime === null ? null : new Date(authTime * 1_000).toISOString(),
        signIn: '/auth/sign-in?fresh=true',
      });
  }
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
