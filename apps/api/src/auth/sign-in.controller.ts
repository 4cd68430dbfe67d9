import { Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FlagField, TextField } from '../http/fields.ts';
import { RateLimits } from '../http/rate-limits.ts';
import { Redirects, Refuses } from '../openapi/routes.ts';
import { Person, type SignedIn } from './capacity.ts';
import { AnySignedIn, Open } from './may.ts';
import { SignInService } from './sign-in.service.ts';
import { SessionsService } from './sessions.service.ts';

class SignInQuery {
  @TextField({ optional: true, max: 1_000, description: 'A path of this site to come back to' })
  readonly returnTo?: string;

  @FlagField({ optional: true, description: 'Ask for the password again, as signing needs it' })
  readonly fresh?: boolean;
}

export interface SessionView extends Pick<SignedIn, 'personId' | 'subject' | 'fullName' | 'memberships'> {
  /** To be sent as `X-CSRF-Token` with every write; null when a bearer token is used. */
  readonly csrfToken: string | null;
  /** When the person last proved to be there. */
  readonly authTime: Date | null;
  readonly expiresAt: Date | null;
}

@ApiTags('auth')
@Controller('auth')
export class SignInController {
  constructor(
    @Inject(SignInService) private readonly signIns: SignInService,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(RateLimits) private readonly limits: RateLimits,
  ) {}

  /** Sends the browser to the identity provider. */
  @Open()
  @Redirects('To the identity provider')
  @Get('sign-in')
  async begin(
    @Query() { returnTo = '/', fresh = false }: SignInQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.limits.signIn(request, reply);
    const address = await this.signIns.begin(reply, returnTo, fresh);
    await reply.redirect(address, 303);
  }

  /** Where the identity provider sends the browser back to. */
  @Open()
  @ApiOperation({ description: 'Chỉ dành cho máy chủ định danh / called by the identity provider only' })
  @Redirects('Back to the page that asked for the sign-in')
  @Refuses(401, 403)
  @Get('callback')
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.limits.signIn(request, reply);
    await reply.redirect(await this.signIns.complete(request, reply), 303);
  }

  /** Ends the session of this browser; `signOutAddress` ends the one at the identity provider, too. */
  @Open()
  @ApiHeader({ name: 'X-CSRF-Token', required: false })
  @HttpCode(200)
  @Refuses(403)
  @Post('sign-out')
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ signOutAddress: string | null }> {
    const session = await this.sessions.find(request);
    if (session !== undefined) this.sessions.checkOrigin(request, session);
    await this.sessions.end(request, reply);
    return { signOutAddress: await this.signIns.signOutAddress() };
  }

  /** Who is signed in, with which posts. */
  @AnySignedIn()
  @Get('session')
  session(@Person() person: SignedIn): SessionView {
    const { personId, subject, fullName, memberships, authTime, session } = person;
    return {
      ...{ personId, subject, fullName, memberships },
      csrfToken: session?.csrfToken ?? null,
      authTime: authTime === null ? null : new Date(authTime * 1_000),
      expiresAt: session?.expiresAt ?? null,
    };
  }
}
