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

/** Unpacks an ActAnswer: its status, its body, and whether it was kept from an earlier request with the same key. */
@Injectable()
export class ActAnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((value: unknown) => {
        const reply = context.switchToHttp().getResponse<FastifyReply>();
        if (!(value instanceof ActAnswer)) return value;
        void reply.status(value.status);
        if (value.repeated) void reply.header('Idempotent-Replayed', 'true');
        return value.answer as unknown;
      }),
    );
  }
}
