import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '#domain/errors';
import type { Idempotency } from '#persistence/act';
import type { Evidence } from '#persistence/repositories/manifests';
import {
  freezeBatch,
  getBatch,
  readBatches,
  signBatch,
  type Batch,
  type BatchView,
  type Frozen,
} from '#persistence/repositories/passports/batches';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { Fresh, May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import { EVIDENCE } from '../handovers/evidence.provider.ts';
import { SignatureCheckService } from '../handovers/signature-check.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, PageQuery, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { Sends, type JsonText } from '../openapi/routes.ts';
import { BatchSignatureBody } from './passports.inputs.ts';

/** The facility's signature over its vaccinees' doses (ký xác nhận): only after it are certificates made. */
@ApiTags('passports')
@Controller('passports/batches')
export class BatchesController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(EVIDENCE) private readonly evidence: Evidence,
    @Inject(SignatureCheckService) private readonly signatures: SignatureCheckService,
  ) {}

  @May('passport.read')
  @Get()
  async all(
    @Query() { cursor, limit = USUAL_LIMIT }: PageQuery,
    @Capacity() actor: ActingCapacity,
  ): Promise<Page<BatchView>> {
    const [before] = decodeCursor(cursor, ['number']) ?? [];
    const rows = await this.acts.read(actor, (sql) => readBatches(sql, actor.officeId, before, limit));
    return pageOf(rows, limit, ({ number }) => [number]);
  }

  /** Freezes everything that waits for the facility, to be signed; a frozen batch before it is voided. */
  @May('passport.sign')
  @HttpCode(201)
  @Post()
  freeze(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<Frozen>> {
    return this.acts.run({ actor, idempotency, status: 201 }, (act) => freezeBatch(act, this.evidence.root));
  }

  /** The exact bytes that are signed. */
  @May('passport.read')
  @Get(':id/manifest')
  @Header('Content-Type', 'application/json; charset=utf-8')
  async manifest(
    @Param('id', UuidPipe) id: string,
    @Capacity() actor: ActingCapacity,
  ): Promise<JsonText<object>> {
    return (await this.#batch(actor, id)).manifest;
  }

  /** The exact bytes of the statement of responsibility for foreigners. */
  @May('passport.read')
  @Get(':id/statement')
  @Header('Content-Type', 'application/json; charset=utf-8')
  async statement(
    @Param('id', UuidPipe) id: string,
    @Capacity() actor: ActingCapacity,
  ): Promise<JsonText<object>> {
    const { statement } = await this.#batch(actor, id);
    if (statement === null) throw new DomainError('not_found', { batchId: id });
    return statement;
  }

  /** The officer's signature over the manifest (CMS, DER): `openssl cms -verify` accepts it. */
  @May('passport.read')
  @Sends('application/pkcs7-signature')
  @Get(':id/signature')
  async signature(
    @Param('id', UuidPipe) id: string,
    @Capacity() actor: ActingCapacity,
  ): Promise<StreamableFile> {
    const { signature } = await this.#batch(actor, id);
    if (signature === null) throw new DomainError('not_found', { batchId: id });
    return new StreamableFile(signature, { type: 'application/pkcs7-signature' });
  }

  /** Confirms the batch with the officer's certificate; certificates follow within the minute. */
  @May('passport.sign')
  @Fresh('official')
  @Post(':id/signature')
  async sign(
    @Param('id', UuidPipe) id: string,
    @Body() { signature, responsibilitySignature }: BatchSignatureBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ batch: BatchView; ordered: number }>> {
    const batch = await this.#batch(actor, id);
    const signed = await this.signatures.check(batch.manifest, signature);
    const statement =
      batch.statement === null || responsibilitySignature === undefined
        ? undefined
        : await this.signatures.check(batch.statement, responsibilitySignature);
    return this.acts.run({ actor, idempotency }, (act) => signBatch(act, batch, signed, statement));
  }

  async #batch(actor: ActingCapacity, id: string): Promise<Batch> {
    const batch = await this.acts.read(actor, (sql) => getBatch(sql, id));
    if (batch.officeId !== actor.officeId) throw new DomainError('not_found', { batchId: id });
    return batch;
  }
}
