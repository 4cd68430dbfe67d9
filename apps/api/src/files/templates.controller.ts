import { createHash } from 'node:crypto';
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Req,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { placesIn, templateText } from '#domain/files/columns';
import { BATCH_KINDS, type BatchKind } from '#domain/files/row-states';
import { textOf, type TableRow } from '#domain/files/table';
import type { Idempotency } from '#persistence/act';
import {
  dropTemplate,
  readTemplates,
  saveTemplate,
  type TemplateView,
} from '#persistence/files/template-mappings';
import { LIMITS } from '#spreadsheets/limits';
import { readHeads } from '#spreadsheets/read-file';
import { Unreadable } from '#spreadsheets/unreadable';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { fileNameOf, streamOf, withReceived } from '../http/received-file.ts';
import { fieldProblem } from '../http/validation.pipe.ts';
import { fileKindOf } from './file-kinds.ts';
import { TemplateBody, TemplatesQuery } from './files.bodies.ts';
import { ReadingPlaces } from './reading-places.ts';
import { fingerprintOf } from './row-reader.ts';
import { unreadable } from './unreadable.ts';

/** The first rows of a sheet, and which of our columns its best heading row has. */
export interface SheetHead {
  readonly name: string;
  readonly hidden: boolean;
  readonly rows: readonly {
    readonly no: number;
    readonly texts: readonly string[];
    readonly fingerprint: string;
    /** Our columns that were recognised by their headings. */
    readonly recognised: readonly string[];
  }[];
}

export interface FileHeads {
  readonly format: string;
  readonly sheets: readonly SheetHead[];
}

const COLUMNS_OF: Readonly<Partial<Record<BatchKind, NonNullable<ReturnType<typeof fileKindOf>>>>> =
  Object.fromEntries(
    (Object.keys(BATCH_KINDS) as BatchKind[]).flatMap((kind) => {
      const found = BATCH_KINDS[kind].file ? fileKindOf(BATCH_KINDS[kind].steps[0]) : undefined;
      return found === undefined ? [] : [[kind, found]];
    }),
  );

@ApiTags('files')
@Controller('templates')
export class TemplatesController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(ReadingPlaces) private readonly places: ReadingPlaces,
  ) {}

  /** The first rows of a file whose template is not known yet, to map its columns by. Nothing of it is kept. */
  @May('template.read')
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiHeader({
    name: 'X-File-Name',
    required: true,
    description: 'Percent-encoded UTF-8, at most 200 characters',
  })
  @HttpCode(200)
  @Post('heads')
  async heads(
    @Query() { kind = 'review' }: TemplatesQuery,
    @Headers('x-file-name') encoded: string | undefined,
    @Req() { body }: FastifyRequest,
  ): Promise<FileHeads> {
    const fileName = fileNameOf(encoded);
    return withReceived(streamOf(body), LIMITS.fileBytes, async ({ path }) => {
      try {
        const { format, sheets } = await this.places.take(() => readHeads(path, fileName));
        return {
          format,
          sheets: sheets.map(({ name, hidden, rows }) => ({
            name,
            hidden,
            rows: rows.map((row) => headRow(row, kind as BatchKind)),
          })),
        };
      } catch (error) {
        if (error instanceof Unreadable) throw unreadable(error.reason, error.at);
        throw error;
      }
    });
  }

  /** The mappings of the own office. */
  @May('template.read')
  @Get()
  async all(
    @Query() { kind }: TemplatesQuery,
    @Capacity() actor: ActingCapacity,
  ): Promise<{ items: TemplateView[] }> {
    return {
      items: await this.acts.read(actor, (sql) =>
        readTemplates(sql, actor.officeId, (kind as BatchKind) ?? null),
      ),
    };
  }

  /** Keeps how files of a template are to be read; its headings are its fingerprint. */
  @May('template.map')
  @Put()
  save(
    @Body() body: TemplateBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<TemplateView>> {
    const kind = body.kind as BatchKind;
    const mapping = { columns: body.columns, values: body.values ?? {} };
    checkMapping(kind, body);
    const head = { no: 1, cells: body.headings };
    const fingerprint = createHash('sha256').update(templateText(head)).digest();
    return this.acts.run({ actor, idempotency }, (act) =>
      saveTemplate(act, { kind, fingerprint, name: body.name, headings: body.headings, mapping }),
    );
  }

  @May('template.map')
  @HttpCode(200)
  @Delete(':kind/:fingerprint')
  drop(
    @Param('kind') kind: string,
    @Param('fingerprint') fingerprint: string,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ dropped: true }>> {
    if (!/^[0-9a-f]{64}$/.test(fingerprint))
      throw fieldProblem('fingerprint', 'Không phải dấu vân tay của mẫu', 'Is not a fingerprint');
    return this.acts.run({ actor, idempotency }, async (act) => {
      await dropTemplate(act, kind, fingerprint);
      return { dropped: true as const };
    });
  }
}

function headRow(row: TableRow, kind: BatchKind): SheetHead['rows'][number] {
  const columns = COLUMNS_OF[kind]?.columns ?? {};
  const placed = placesIn(row, columns);
  return {
    ...{
      no: row.no,
      texts: row.cells.map((cell) => textOf(cell).slice(0, 200)),
      fingerprint: fingerprintOf(row),
    },
    recognised: 'twice' in placed ? [] : Object.keys(placed.places),
  };
}

/** @throws DomainError `invalid_input` for unknown columns, headings that are not there, or meanings of unknown columns. */
function checkMapping(kind: BatchKind, { columns, values = {}, headings }: TemplateBody): void {
  const known = COLUMNS_OF[kind]?.columns;
  if (known === undefined)
    throw fieldProblem('kind', 'Loại lô này không nhận tệp', 'Batches of this kind come in no file');
  const allowed = Object.keys(known).join(', ');
  for (const [column, heading] of Object.entries(columns)) {
    if (known[column] === undefined)
      throw fieldProblem(`columns.${column}`, `Phải là một trong: ${allowed}`, `Must be one of: ${allowed}`);
    if (typeof heading !== 'string' || !headings.includes(heading))
      throw fieldProblem(`columns.${column}`, 'Không có trong dòng tiêu đề', 'Is not among the headings');
  }
  for (const [column, meanings] of Object.entries(values)) {
    const texts =
      typeof meanings === 'object' &&
      meanings !== null &&
      Object.values(meanings).every((text) => typeof text === 'string');
    if (columns[column] === undefined || !texts)
      throw fieldProblem(
        `values.${column}`,
        'Phải là nghĩa của các mã trong cột đã ghép',
        'Must be the meanings of a mapped column’s codes',
      );
  }
}
