import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { ErrorCode } from '#domain/errors';
import { insertAccess, type Access } from '#persistence/repositories/access-log';
import type { ActingCapacity } from './capacity.ts';

interface Waiting {
  readonly access: Access;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes the access log outside the acts' transactions, so that a refusal outlives its rollback. Entries that arrive
 * while one INSERT runs go together in the next.
 */
@Injectable()
export class AccessLog {
  #waiting: Waiting[] = [];
  #writing = false;

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** A refused attempt: who, which act, on what, why. */
  refused(request: FastifyRequest, code: ErrorCode): Promise<void> {
    const { capacity, signedIn } = request;
    return this.#write({
      kind: 'refused',
      personId: signedIn?.personId ?? null,
      officeId: capacity?.officeId ?? null,
      act: request.actName ?? `${request.method} ${request.routeOptions.url ?? 'unknown'}`,
      target: targetOf(request),
      code,
      details: {
        ...{ requestId: request.id, role: capacity?.role ?? null },
        ...(capacity?.onBehalfOf === undefined ? {} : { onBehalfOf: capacity.onBehalfOf.personId }),
      },
    });
  }

  /** A read of residents' unmasked data, or a search. `details` carry counts and filters' names, never values. Resolves when written. */
  seen(
    kind: 'read' | 'search',
    { personId, officeId, role }: ActingCapacity,
    act: string,
    target: string,
    details: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    return this.#write({ kind, personId, officeId, act, target, code: null, details: { role, ...details } });
  }

  #write(access: Access): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ access, resolve, reject });
      if (!this.#writing) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await insertAccess(
          this.dataSource,
          batch.map(({ access }) => access),
        );
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#writing = false;
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The act of the route, set by the guard. */
    actName?: string;
  }
}

function targetOf({ params }: FastifyRequest): string | null {
  const id = (params as Record<string, unknown> | undefined)?.['id'];
  return typeof id === 'string' ? id.slice(0, 100) : null;
}
