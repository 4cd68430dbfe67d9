import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Idempotency } from '#persistence/act';
import {
  addKey,
  changeIssuing,
  changeKeyState,
  readIssuing,
  readKeys,
  type IssuingView,
  type KeyView,
} from '#persistence/repositories/passports/keys';
import { KEY_TRANSITIONS } from '#signatures/dcc/keys';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { Fresh, May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { IssuingBody, KeyBody, KeyStateBody } from './passports.inputs.ts';

/** The ministry's office: which keys sign, and whether anything is issued at all. Private keys never pass through here. */
@ApiTags('passports')
@Controller('passports')
export class KeysController {
  constructor(@Inject(ActsService) private readonly acts: ActsService) {}

  @May('passport.keys')
  @Get('keys')
  async keys(@Capacity() actor: ActingCapacity): Promise<{ items: KeyView[] }> {
    return { items: await this.acts.read(actor, (sql) => readKeys(sql)) };
  }

  /** Registers a key that lies in a token; it is announced to verifiers at once, and signs when its state says so. */
  @May('passport.keys')
  @Fresh('official')
  @HttpCode(201)
  @Post('keys')
  add(
    @Body() { token }: KeyBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<KeyView>> {
    return this.acts.run({ actor, idempotency, status: 201 }, (act) => addKey(act, { token: { ...token } }));
  }

  /** Moves a key on; the new one takes over by itself, nothing stops. `kid` in base64url. */
  @May('passport.keys')
  @Fresh('official')
  @Post('keys/:kid/state')
  changeKey(
    @Param('kid') kid: string,
    @Body() body: KeyStateBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<KeyView>> {
    const id = Buffer.from(kid, 'base64url').toString('base64');
    return this.acts.run({ actor, idempotency }, (act) => changeKeyState(act, id, body, KEY_TRANSITIONS));
  }

  @May('passport.issuing')
  @Get('issuing')
  issuing(@Capacity() actor: ActingCapacity): Promise<IssuingView> {
    return this.acts.read(actor, (sql) => readIssuing(sql));
  }

  /** Pauses or resumes all issuing. What is ordered meanwhile is made after the pause; revocations never wait. */
  @May('passport.issuing')
  @Fresh('official')
  @Post('issuing')
  changeIssuing(
    @Body() body: IssuingBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<IssuingView>> {
    return this.acts.run({ actor, idempotency }, (act) => changeIssuing(act, body));
  }
}
