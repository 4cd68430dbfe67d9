import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessLog } from './access-log.ts';
import { AuthGuard } from './auth.guard.ts';
import { MeController } from './me.controller.ts';
import { PostsService } from './posts.service.ts';
import { TokenVerifier } from './token-verifier.ts';

@Global()
@Module({
  controllers: [MeController],
  providers: [AccessLog, PostsService, TokenVerifier, { provide: APP_GUARD, useClass: AuthGuard }],
  exports: [AccessLog],
})
export class AuthModule {}
