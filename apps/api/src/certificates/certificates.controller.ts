import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '#domain/errors';
import type { Idempotency } from '#persistence/act';
import type { CertificateView } from '#persistence/repositories/certificates';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { Refuses } from '../openapi/routes.ts';
import { CertificatesQuery, EnrolBody, RevokeBody } from './certificates.bodies.ts';
import { CertificatesService, type Challenge } from './certificates.service.ts';

@ApiTags('certificates')
@Controller('certificates')
export class CertificatesController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(CertificatesService) private readonly certificates: CertificatesService,
  ) {}

  /** The certificates of an office, those that were replaced or revoked too. */
  @May('certificate.read')
  @Refuses(404)
  @Get()
  async ofOffice(
    @Query() { officeId, cursor, limit = USUAL_LIMIT }: CertificatesQuery,
    @Capacity() actor: ActingCapacity,
  ): Promise<Page<CertificateView>> {
    const [after] = decodeCursor(cursor, ['text']) ?? [''];
    const rows = await this.acts.read(actor, (sql) =>
      this.certificates.ofOffice(sql, actor, { officeId: officeId ?? actor.officeId, after, limit }),
    );
    return pageOf(rows, limit, ({ thumbprint }) => [thumbprint]);
  }

  @May('certificate.read')
  @Get(':thumbprint')
  read(@Param('thumbprint') thumbprint: string, @Capacity() actor: ActingCapacity): Promise<CertificateView> {
    return this.acts.read(actor, (sql) => this.certificates.read(sql, actor, known(thumbprint)));
  }

  /** The text that the officer signs with the certificate to be enrolled, within ten minutes. */
  @May('certificate.enrol')
  @Post('challenge')
  challenge(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<Challenge>> {
    return this.acts.run({ actor, idempotency }, (act) => this.certificates.challenge(act, actor));
  }

  /** Enrols the certificate that signed the challenge for the officer in this office; it may take another one's place. */
  @May('certificate.enrol')
  @HttpCode(201)
  @Post()
  async enrol(
    @Body() { signature, replaces }: EnrolBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<CertificateView>> {
    // A repeated request finds no challenge any more: whether the answer was kept is asked first.
    const kept = await this.acts.kept<CertificateView>(actor, idempotency);
    if (kept !== undefined) return kept;
    const challenge = await this.acts.read(actor, (sql) => this.certificates.present(sql, actor));
    const enrolment = await this.certificates.proven(challenge, signature, replaces);
    return this.acts.run({ actor, idempotency, status: 201 }, (act) =>
      this.certificates.enrol(act, enrolment),
    );
  }

  /** From now on the certificate is refused, whatever the authority's list says. */
  @May('certificate.revoke')
  @Post(':thumbprint/revocation')
  revoke(
    @Param('thumbprint') thumbprint: string,
    @Body() { reason }: RevokeBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<CertificateView>> {
    return this.acts.run({ actor, idempotency }, (act) =>
      this.certificates.revoke(act, actor, known(thumbprint), reason),
    );
  }
}

/** A text of another form names no certificate. */
function known(thumbprint: string): string {
  if (/^[0-9a-f]{64}$/.test(thumbprint)) return thumbprint;
  throw new DomainError('certificate_not_found', { thumbprint: thumbprint.slice(0, 100) });
}
