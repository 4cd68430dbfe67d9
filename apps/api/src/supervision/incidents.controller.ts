import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '#domain/errors';
import type { Idempotency } from '#persistence/act';
import {
  listOfIncident,
  readIncident,
  readIncidents,
  retryIncident,
  type Incident,
  type IncidentDetails,
} from '#persistence/repositories/incidents';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent, itemOf } from '../http/idempotency.ts';
import { decodeCursor, pageOf, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { ProcessLooks, type ProcessLook } from './process-looks.ts';
import { IncidentsQuery, RetryInput } from './supervision.inputs.ts';

@ApiTags('incidents')
@Controller('incidents')
export class IncidentsController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(ProcessLooks) private readonly looks: ProcessLooks,
  ) {}

  /** What needs an operator: failed machine work, silent processes, messages that were given up. */
  @May('incident.read')
  @Get()
  async incidents(
    @Capacity() actor: ActingCapacity,
    @Query() { cursor, limit = USUAL_LIMIT, kind, listId }: IncidentsQuery,
  ): Promise<Page<Incident>> {
    const after = decodeCursor(cursor, ['moment', 'text']) as [string, string] | undefined;
    const rows = await this.acts.read(actor, (sql) => readIncidents(sql, { kind, listId }, after, limit));
    const { items, nextCursor } = pageOf(rows, limit, ({ key, id }) => [key, id]);
    return { items: items.map(({ key: _, ...incident }) => incident), nextCursor };
  }

  /** One incident, how often it was tried again and by whom, what waits for it, and what its process is doing. */
  @May('incident.read')
  @Get(':id')
  async one(
    @Capacity() actor: ActingCapacity,
    @Param('id') id: string,
  ): Promise<IncidentDetails & { process: ProcessLook | null }> {
    const incident = await this.acts.read(actor, (sql) => readIncident(sql, id));
    const process = incident.listId === null ? null : await this.looks.atList(incident.listId);
    return { ...incident, process };
  }

  @May('incident.retry')
  @Post(':id/retry')
  retry(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id') id: string,
  ): Promise<ActAnswer<{ id: string; retried: true }>> {
    return this.#retry(actor, idempotency, id);
  }

  /** Up to 200 of them, each in an act of its own; what cannot be retried says why. */
  @May('incident.retry')
  @HttpCode(200)
  @Post('retry')
  async retryAll(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Body() { ids }: RetryInput,
  ): Promise<{ items: { id: string; retried: boolean; code: string | null }[] }> {
    const items: { id: string; retried: boolean; code: string | null }[] = [];
    for (const id of new Set(ids)) {
      const answer = await this.#retry(actor, itemOf(idempotency, id), id).then(
        () => null,
        (error: unknown) => {
          if (error instanceof DomainError) return error.code;
          throw error;
        },
      );
      items.push({ id, retried: answer === null, code: answer });
    }
    return { items };
  }

  #retry(
    actor: ActingCapacity,
    idempotency: Idempotency,
    id: string,
  ): Promise<ActAnswer<{ id: string; retried: true }>> {
    const listId = listOfIncident(id);
    return this.acts.run({ actor, idempotency, lists: listId === null ? [] : [listId] }, (act) =>
      retryIncident(act, id),
    );
  }
}
