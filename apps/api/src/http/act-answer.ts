import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import type { ActResult } from '#persistence/act';

/** The outcome of an act on its way to the caller: controllers return it unchanged. */
export class ActAnswer<T> {
  readonly answer: T;
  readonly status: number;
  readonly repeated: boolean;

  constructor({ answer, status, repeated }: ActResult<T>) {
    this.answer = answer;
    this.status = status;
    this.repeated = repeated;
  }
}

/** A body that is JSON already, as PostgreSQL wrote it: reading 500 records only to write them again took the API longer than the rest. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** Unpacks an ActAnswer: its status, its body, and whether it was kept from an earlier request with the same key. */
@Injectable()
export class ActAnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((value: unknown) => {
        const reply = context.switchToHttp().getResponse<FastifyReply>();
        if (value instanceof JsonText) {
          void reply.header('Content-Type', 'application/json; charset=utf-8');
          return value.text;
        }
        if (!(value instanceof ActAnswer)) return value;
        void reply.status(value.status);
        if (value.repeated) void reply.header('Idempotent-Replayed', 'true');
        return value.answer as unknown;
      }),
    );
  }
}
