import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { RateLimits } from '../http/rate-limits.ts';
import { AccessLog } from './access-log.ts';
import { AuthGuard } from './auth.guard.ts';
import { IdentityProvider } from './identity-provider.ts';
import { IssuerKeys } from './issuer-keys.ts';
import { MeController } from './me.controller.ts';
import { PostsNews } from './posts-news.ts';
import { PostsService } from './posts.service.ts';
import { SessionsService } from './sessions.service.ts';
import { SignInController } from './sign-in.controller.ts';
import { SignInService } from './sign-in.service.ts';
import { TokenVerifier } from './token-verifier.ts';

@Global()
@Module({
  controllers: [MeController, SignInController],
  providers: [
    AccessLog,
    IdentityProvider,
    IssuerKeys,
    PostsNews,
    PostsService,
    RateLimits,
    SessionsService,
    SignInService,
    TokenVerifier,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [AccessLog, RateLimits],
})
export class AuthModule {}
