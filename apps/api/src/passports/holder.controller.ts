import {
  Body,
  Controller,
  Get,
  Header,
  Headers,
  HttpCode,
  Inject,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#domain/errors';
import { displayedFields, type DisplayedField } from '#domain/passports/displayed-fields';
import { ELIGIBILITY_REASONS, type EligibilityReason } from '#domain/passports/eligibility-reasons';
import { papersFor } from '#domain/passports/papers-needed';
import { SYSTEM } from '#persistence/act';
import {
  askForLink,
  enterAsHolder,
  openLink,
  readHolder,
  reportError,
  type HolderRow,
} from '#persistence/repositories/passports/holder';
import { Open } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import { RateLimits } from '../http/rate-limits.ts';
import { Refuses, Sends } from '../openapi/routes.ts';
import { LanguageQuery, LinkBody, ReportBody, SessionBody } from './passports.inputs.ts';
import { passportPdf } from './passport-pdf.ts';
import { qrPng, qrSquares, qrSvg } from './qr-image.ts';

const SESSION = 'x-holder-session';

/** For the person himself: a link that opens once, then half an hour. Nothing here says whether somebody is known. */
@ApiTags('holder')
@Open()
@ApiHeader({ name: 'X-Holder-Session', required: false, description: 'From POST /holder/session' })
@Refuses(401, 403, 404, 409, 422)
@Controller('holder')
export class HolderController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(RateLimits) private readonly limits: RateLimits,
  ) {}

  /** Sends a link to the phone on record if everything fits; the answer is the same if it does not. */
  @HttpCode(202)
  @Post('links')
  async link(
    @Body() body: LinkBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ vi: string; en: string }> {
    await this.limits.holder(request, reply);
    await this.acts.run({ actor: SYSTEM }, (act) => askForLink(act, body));
    return {
      vi: 'Nếu thông tin khớp, một đường dẫn dùng một lần được gửi đến số điện thoại đã đăng ký.',
      en: 'If everything fits, a link that opens once is sent to the phone on record.',
    };
  }

  @HttpCode(200)
  @Post('session')
  async session(
    @Body() { token }: SessionBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ session: string; expiresAt: string }> {
    await this.limits.holder(request, reply);
    void reply.header('Cache-Control', 'no-store');
    return (await this.acts.run({ actor: SYSTEM }, (act) => openLink(act, token))).answer;
  }

  /** The passport, or why there is none: who holds the record, since when, and which paper is needed. */
  @Header('Cache-Control', 'no-store')
  @Get('passport')
  async passport(@Headers(SESSION) session: string | undefined) {
    const row = await this.#holder(session);
    const { passport, reasons, custody, corrections, ordered, doses } = row;
    return {
      ...{
        fullName: row.fullName,
        dateOfBirth: row.dateOfBirth,
        nationality: row.nationality,
        doses,
        ordered,
        corrections,
      },
      passport: passport && {
        ...{
          state: passport.state,
          issuedAt: passport.issuedAt,
          expiresAt: passport.expiresAt,
          uvci: passport.uvci,
        },
        code: passport.state === 'revoked' ? null : passport.code,
        fields: passport.state === 'revoked' ? [] : fieldsOf(row),
      },
      reasons: reasons.map((code) => ({ code, ...ELIGIBILITY_REASONS[code as EligibilityReason] })),
      papers: papersFor(reasons),
      custody,
    };
  }

  @Header('Content-Type', 'image/svg+xml')
  @Header('Cache-Control', 'no-store')
  @Sends('image/svg+xml')
  @Get('passport/qr.svg')
  async svg(@Headers(SESSION) session: string | undefined): Promise<string> {
    return qrSvg(qrSquares(codeOf(await this.#holder(session))));
  }

  @Header('Cache-Control', 'no-store')
  @Sends('image/png')
  @Get('passport/qr.png')
  async png(@Headers(SESSION) session: string | undefined): Promise<StreamableFile> {
    return new StreamableFile(qrPng(qrSquares(codeOf(await this.#holder(session)))), { type: 'image/png' });
  }

  @Header('Cache-Control', 'no-store')
  @Sends('application/pdf')
  @Get('passport.pdf')
  async pdf(
    @Headers(SESSION) session: string | undefined,
    @Query() { lang = 'both' }: LanguageQuery,
  ): Promise<StreamableFile> {
    const row = await this.#holder(session);
    const squares = qrSquares(codeOf(row));
    const times = {
      issuedAt: new Date(row.passport?.issuedAt ?? 0),
      expiresAt: new Date(row.passport?.expiresAt ?? 0),
    };
    const pdf = await passportPdf({ fields: fieldsOf(row), squares, ...times }, lang);
    return new StreamableFile(pdf, {
      type: 'application/pdf',
      disposition: 'attachment; filename="vaccine-passport.pdf"',
    });
  }

  /** Something is wrong: the facility gets a task, and no new certificate is made until it is settled. */
  @HttpCode(201)
  @Post('errors')
  async report(
    @Headers(SESSION) session: string | undefined,
    @Body() body: ReportBody,
  ): Promise<{ id: string }> {
    const { answer } = await this.acts.run({ actor: SYSTEM }, async (act) =>
      reportError(act, await enterAsHolder(act, session ?? ''), { ...body, doseNo: body.doseNo }),
    );
    return answer;
  }

  #holder(session: string | undefined): Promise<HolderRow> {
    return this.acts.read(SYSTEM, async (sql) => readHolder(sql, await enterAsHolder(sql, session ?? '')));
  }
}

/** @throws DomainError `not_found` when there is no code to show. */
function codeOf({ passport }: HolderRow): string {
  if (passport === null || passport.state === 'revoked')
    throw new DomainError('not_found', { reason: 'no_passport' });
  return passport.code;
}

function fieldsOf({ fullName, dateOfBirth, nationality, doses, passport }: HolderRow): DisplayedField[] {
  return displayedFields({
    ...{ fullName: fullName ?? '', dateOfBirth: dateOfBirth ?? '', nationality, uvci: passport?.uvci ?? '' },
    certifiedDoseNo: passport?.doseNo ?? 0,
    doses: doses.map(({ date, vaccine, doseNo }) => ({ date: date ?? '', vaccine: vaccine ?? '', doseNo })),
  });
}
