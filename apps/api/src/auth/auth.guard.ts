import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { reachOf, rolesFor, type ActName } from '#domain/authority/acts';
import { SUBSTITUTED_ACTS } from '#domain/authority/substitution';
import { DomainError } from '#domain/errors';
import { ACT_KEY, OPEN_KEY } from './may.ts';
import { PostsService } from './posts.service.ts';
import { TokenVerifier } from './token-verifier.ts';

/** Token, person, post, role: in this order, on every route. A route that says nothing is closed. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(TokenVerifier) private readonly tokens: TokenVerifier,
    @Inject(PostsService) private readonly posts: PostsService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    const open = this.reflector.getAllAndOverride<'open' | 'signed-in' | undefined>(OPEN_KEY, places);
    if (open === 'open') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const act = this.reflector.getAllAndOverride<ActName | undefined>(ACT_KEY, places);
    if (act !== undefined) request.actName = act;
    request.signedIn = await this.posts.signedIn(await this.tokens.verify(bearer(request)));
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
    return true;
  }
}

/** @throws DomainError `unauthenticated` when there is no bearer token. */
function bearer(request: FastifyRequest): string {
  const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) throw new DomainError('unauthenticated');
  return token;
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
