import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Idempotency } from '#persistence/act';
import {
  changeFilter,
  deleteFilter,
  readFilter,
  readFilters,
  saveFilter,
  type SavedFilter,
} from '#persistence/repositories/saved-filters';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, PageQuery, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { etagOf, SeenVersion } from '../http/versions.ts';
import { Tagged } from '../openapi/routes.ts';
import { SavedFilterInput } from './queues.inputs.ts';

/** Filters that people keep on the server, so that they are the same on every machine. */
@ApiTags('filters')
@Controller('filters')
export class FiltersController {
  constructor(@Inject(ActsService) private readonly acts: ActsService) {}

  @May('inbox.read')
  @Get()
  async all(
    @Capacity() actor: ActingCapacity,
    @Query() { cursor, limit = USUAL_LIMIT }: PageQuery,
  ): Promise<Page<SavedFilter>> {
    const after = decodeCursor(cursor, ['text', 'uuid']);
    const rows = await this.acts.read(actor, (sql) => readFilters(sql, actor, after, limit));
    return pageOf(rows, limit, ({ name, id }) => [name, id]);
  }

  @May('inbox.read')
  @Tagged()
  @Get(':id')
  async one(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SavedFilter> {
    const filter = await this.acts.read(actor, (sql) => readFilter(sql, actor, id));
    void reply.header('etag', etagOf(filter));
    return filter;
  }

  @May('inbox.read')
  @Tagged()
  @HttpCode(201)
  @Post()
  save(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Body() { name, shared = false, filter }: SavedFilterInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ActAnswer<SavedFilter>> {
    return tagged(
      reply,
      this.acts.run({ actor, idempotency, status: 201 }, (act) => saveFilter(act, { name, shared, filter })),
    );
  }

  @May('inbox.read')
  @Tagged()
  @Put(':id')
  change(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @SeenVersion() version: number,
    @Body() { name, shared = false, filter }: SavedFilterInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ActAnswer<SavedFilter>> {
    return tagged(
      reply,
      this.acts.run({ actor, idempotency }, (act) =>
        changeFilter(act, id, version, { name, shared, filter }),
      ),
    );
  }

  @May('inbox.read')
  @Delete(':id')
  delete(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @SeenVersion() version: number,
  ): Promise<ActAnswer<{ id: string }>> {
    return this.acts.run({ actor, idempotency }, (act) => deleteFilter(act, id, version));
  }
}

async function tagged(
  reply: FastifyReply,
  saved: Promise<ActAnswer<SavedFilter>>,
): Promise<ActAnswer<SavedFilter>> {
  const answer = await saved;
  void reply.header('etag', etagOf(answer.answer));
  return answer;
}
