import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Inject, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#domain/errors';
import { SHEET_NAMES, type RegistryRows } from '#domain/registry/sheets';
import type { Idempotency } from '#persistence/act';
import type { Uploader } from '#persistence/repositories/registry/check-context';
import {
  checkRegistry,
  importRegistry,
  type RegistryResult,
} from '#persistence/repositories/registry/import-registry';
import { readRegistry } from '#persistence/repositories/registry/present';
import { Capacity, Person, type ActingCapacity, type SignedIn } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import { ENV, type Env } from '../env.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { FlagField, OneOfField } from '../http/fields.ts';
import { Idempotent } from '../http/idempotency.ts';
import { fieldProblem } from '../http/validation.pipe.ts';
import { AlsoAnswers, Sends } from '../openapi/routes.ts';
import { readCertificates } from './certificate-cells.ts';
import { readWorkbook, type ReadWorkbook } from './workbook-reader.ts';
import { registryWorkbook, resultWorkbook } from './workbook-writer.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const FILE = { schema: { type: 'string', format: 'binary' } } as const;
const MOST_BYTES = 20_000_000;

class UploadQuery {
  @FlagField({ optional: true, description: 'chỉ kiểm tra, không ghi / only check, write nothing' })
  readonly dryRun?: boolean;

  @OneOfField(['json', 'xlsx'], {
    optional: true,
    description: 'xlsx: tệp kết quả có ghi lỗi từng dòng / the workbook with errors written in',
  })
  readonly answer?: 'json' | 'xlsx';
}

/** A rolled back act's result: with a problem nothing is kept, and its answer is told all the same. */
class Refused extends Error {
  constructor(readonly result: RegistryResult) {
    super('refused');
  }
}

/** Villages, offices, people, posts and certificates of a province by one workbook. */
@ApiTags('registry')
@Controller('registry')
export class RegistryController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @May('registry.import')
  @Sends(XLSX)
  @Get('template')
  async template(): Promise<StreamableFile> {
    const empty = Object.fromEntries(SHEET_NAMES.map((sheet) => [sheet, []])) as unknown as RegistryRows;
    return xlsx(await registryWorkbook(empty), 'mau-danh-ba.xlsx');
  }

  /** What the province has now, as a workbook to be edited and sent back. */
  @May('registry.import')
  @Sends(XLSX)
  @Get('workbook')
  async present(@Capacity() actor: ActingCapacity): Promise<StreamableFile> {
    const province = provinceOf(actor);
    const rows = await this.acts.readAtOnce(actor, (sql) => readRegistry(sql, province));
    return xlsx(await registryWorkbook(rows), `danh-ba-${province}.xlsx`);
  }

  /**
   * Checks the workbook and writes what is new or changed: everything in one act, or nothing when a single cell is wrong (422). `dryRun` only checks.
   * The same file again changes nothing.
   */
  @May('registry.import')
  @ApiConsumes('application/octet-stream')
  @ApiBody(FILE)
  @HttpCode(200)
  @Sends('application/json', XLSX)
  @AlsoAnswers(422)
  @Post('workbook')
  async upload(
    @Capacity() actor: ActingCapacity,
    @Person() { subject }: SignedIn,
    @Idempotent() idempotency: Idempotency,
    @Query() { dryRun = false, answer = 'json' }: UploadQuery,
    @Req() { body }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ActAnswer<RegistryResult> | RegistryResult | StreamableFile> {
    const bytes = await received(body);
    const workbook = await readWorkbook(bytes);
    const read = await this.#judged(workbook);
    const provinceCode = provinceOf(actor);
    const uploader: Uploader = { personId: actor.personId, subject, role: actor.role, provinceCode };
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (dryRun) {
      const { states: _, ...result } = await this.acts.readAtOnce(actor, (sql) =>
        checkRegistry(sql, workbook.rows, read, uploader),
      );
      return answered(result, workbook, answer);
    }
    const bodyHash = createHash('sha256').update(idempotency.bodyHash).update(sha256).digest();
    try {
      const done = await this.acts.run({ actor, idempotency: { ...idempotency, bodyHash } }, async (act) => {
        const result = await importRegistry(act, workbook.rows, read, uploader, sha256);
        if (result.problems.length > 0) throw new Refused(result);
        return result;
      });
      return answer === 'json' ? done : await answered(done.answer, workbook, answer);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (answer === 'json')
        throw new DomainError('registry_rows_wrong', {
          sheets: error.result.sheets,
          problems: error.result.problems,
        });
      void reply.status(422);
      return answered(error.result, workbook, answer);
    }
  }

  async #judged({ rows, problems }: ReadWorkbook) {
    const { certificates, problems: more } = await readCertificates(rows, this.env.trustAnchorsFile);
    return { certificates, problems: [...problems, ...more] };
  }
}

async function answered(
  result: RegistryResult,
  { rows }: ReadWorkbook,
  answer: 'json' | 'xlsx',
): Promise<RegistryResult | StreamableFile> {
  return answer === 'json' ? result : xlsx(await resultWorkbook(rows, result.problems), 'ket-qua.xlsx');
}

function provinceOf({ area }: ActingCapacity): string {
  const [province] = area.provinces;
  if (province === undefined) throw new DomainError('no_permission', { act: 'registry.import' });
  return province;
}

async function received(body: unknown): Promise<Buffer> {
  if (!(body instanceof Readable))
    throw fieldProblem(
      'Content-Type',
      'Phải là application/octet-stream',
      'Must be application/octet-stream',
    );
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MOST_BYTES) throw new DomainError('body_too_large', { most: MOST_BYTES });
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function xlsx(bytes: Buffer, name: string): StreamableFile {
  return new StreamableFile(bytes, { type: XLSX, disposition: `attachment; filename="${name}"` });
}
