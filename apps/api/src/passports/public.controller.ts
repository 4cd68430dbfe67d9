import { Body, Controller, Get, Header, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { REASON_TEXTS, VERDICT_TEXTS } from '#signatures/dcc/verdict-texts';
import type { TrustListEntry } from '#signatures/dcc/trust-list';
import { Open } from '../auth/may.ts';
import { Sends, Tagged, Unchanged } from '../openapi/routes.ts';
import { RevocationsQuery, VerifyBody } from './passports.inputs.ts';
import { PublicListsService, type Published } from './public-lists.service.ts';

const JOSE = 'application/jose';

/** For whoever checks certificates: no sign-in, nothing of a person leaves a log. */
@ApiTags('verification')
@Controller()
export class PublicController {
  constructor(@Inject(PublicListsService) private readonly lists: PublicListsService) {}

  /** Valid, expired, revoked, unknown signer or malformed, with the reason in both languages. */
  @Open()
  @HttpCode(200)
  @Post('verify')
  async verify(@Body() { code }: VerifyBody) {
    const judged = await this.lists.judge(code);
    return {
      ...judged,
      verdictText: VERDICT_TEXTS[judged.verdict],
      reasonText: REASON_TEXTS[judged.reason],
      checkedAt: new Date().toISOString(),
    };
  }

  /** Signers, as compact JWS of the list key (RFC 7515). */
  @Open()
  @Sends(JOSE)
  @Tagged()
  @Unchanged()
  @Get('trust-list')
  async trustList(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await send(request, reply, await this.lists.trustList());
  }

  /** The same signers in the form of the EU gateway. */
  @Open()
  @Get('trust-list/dgcg')
  @Header('Cache-Control', 'public, max-age=3600')
  gateway(): Promise<TrustListEntry[]> {
    return this.lists.trustEntries();
  }

  /** The certificate whose key signs both lists. */
  @Open()
  @Sends('application/x-pem-file')
  @Get('trust-list/certificate')
  @Header('Content-Type', 'application/x-pem-file')
  certificate(): Promise<string> {
    return this.lists.listCertificate();
  }

  /** Revocations in batches of a thousand, as compact JWS; `since` is the number of the list that is held already. */
  @Open()
  @Sends(JOSE)
  @Tagged()
  @Unchanged()
  @Get('revocations')
  async revocations(
    @Query() { hashType = 'SIGNATURE', since = 0 }: RevocationsQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await send(request, reply, await this.lists.revocationList(hashType, since));
  }
}

async function send(request: FastifyRequest, reply: FastifyReply, { jws, etag }: Published): Promise<void> {
  void reply.header('ETag', etag).header('Cache-Control', 'no-cache');
  if (request.headers['if-none-match'] === etag) await reply.status(304).send();
  else await reply.header('Content-Type', JOSE).send(jws);
}
