import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#domain/errors';
import { SIGN_IN_SECONDS } from './cookies.ts';
import { IdentityProvider, type PendingSignIn } from './identity-provider.ts';
import { PostsService } from './posts.service.ts';
import { SessionsService } from './sessions.service.ts';

/** A browser's way to the identity provider and back. */
@Injectable()
export class SignInService {
  constructor(
    @Inject(IdentityProvider) private readonly provider: IdentityProvider,
    @Inject(PostsService) private readonly posts: PostsService,
    @Inject(SessionsService) private readonly sessions: SessionsService,
  ) {}

  /** The provider's address for this browser. @throws DomainError `invalid_input` for a foreign `returnTo`, `unavailable`. */
  async begin(reply: FastifyReply, returnTo: string, fresh: boolean): Promise<string> {
    const { address, pending } = await this.provider.begin(checkedReturn(returnTo), fresh);
    const { cookies } = this.sessions;
    const kept = Buffer.from(JSON.stringify(pending)).toString('base64url');
    cookies.set(reply, cookies.signIn(pending.state), kept, SIGN_IN_SECONDS);
    return address.href;
  }

  /**
   * Opens the session and says where to go on.
   * @throws DomainError `sign_in_failed` when this browser asked no such question, `no_membership` for somebody without a valid post.
   */
  async complete(request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const query = request.url.split('?', 2)[1] ?? '';
    const state = new URLSearchParams(query).get('state') ?? '';
    const { cookies } = this.sessions;
    const pending = pendingOf(request.cookies[cookies.signIn(state)]);
    if (pending === undefined || pending.state !== state)
      throw new DomainError('sign_in_failed', { reason: 'unknown_state' });
    cookies.clear(reply, cookies.signIn(state));
    const { subject, authTime } = await this.provider.complete(query, pending);
    request.signedIn = await this.posts.signedIn({ subject, authTime });
    await this.sessions.open(request, reply, request.signedIn.personId, authTime);
    return checkedReturn(pending.returnTo);
  }

  signOutAddress(): Promise<string | null> {
    return this.provider.signOutAddress();
  }
}

/** @throws DomainError `invalid_input` for anything but a path of this very site: an open redirect serves forged mails. */
export function checkedReturn(returnTo: string): string {
  const site = 'http://site.invalid';
  const path = /^\/(?![/\\])[^\\\s\p{Cc}]*$/u.test(returnTo);
  if (!path || URL.parse(returnTo, site)?.origin !== site)
    throw new DomainError('invalid_input', { field: 'returnTo' });
  return returnTo;
}

/** What the cookie kept; it may have been tampered with, which only spoils its owner's own sign-in. */
function pendingOf(cookie: string | undefined): PendingSignIn | undefined {
  if (cookie === undefined) return undefined;
  try {
    const { state, nonce, verifier, returnTo, maxAge } = JSON.parse(
      Buffer.from(cookie, 'base64url').toString(),
    ) as Record<keyof PendingSignIn, unknown>;
    if ([state, nonce, verifier, returnTo].some((value) => typeof value !== 'string')) return undefined;
    return typeof maxAge === 'number'
      ? ({ state, nonce, verifier, returnTo, maxAge } as PendingSignIn)
      : undefined;
  } catch {
    return undefined;
  }
}
