import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, type ErrorCode } from '#domain/errors';
import { AccessLog } from '../auth/access-log.ts';
import { REQUEST_LOG, type RequestLog } from './request-log.ts';
import { refusalOf } from './postgres-refusals.ts';
import { LOGGED_REFUSALS, PROBLEM_STATUSES } from './problem-statuses.ts';
import { PROBLEM_TEXTS } from './problem-texts.ts';

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_input',
  401: 'unauthenticated',
  403: 'no_permission',
  404: 'not_found',
  405: 'not_found',
  413: 'body_too_large',
  415: 'invalid_input',
  429: 'rate_limited',
  503: 'unavailable',
};

/** Every refusal leaves as one RFC 9457 problem in both languages; refused attempts are logged in a transaction of their own. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(AccessLog) private readonly accessLog: AccessLog,
    @Inject(REQUEST_LOG) private readonly log: RequestLog,
  ) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const refusal = this.#refusal(thrown, request);
    if (LOGGED_REFUSALS.has(refusal.code))
      await this.accessLog.refused(request, refusal.code).catch((error: unknown) => {
        this.log.error({ requestId: request.id, ...safe(error) }, 'access log not written');
      });
    const status = PROBLEM_STATUSES[refusal.code];
    if (status === 401) void reply.header('WWW-Authenticate', challengeOf(refusal));
    await reply
      .status(status)
      .type('application/problem+json')
      .send(JSON.stringify(problem(refusal, request)));
  }

  #refusal(thrown: unknown, request: FastifyRequest): DomainError {
    if (thrown instanceof DomainError) return thrown;
    const status = thrown instanceof HttpException ? thrown.getStatus() : statusOf(thrown);
    const code = status === undefined ? undefined : CODE_OF_STATUS[status];
    if (code !== undefined) return new DomainError(code);
    const refusal = refusalOf(thrown);
    if (refusal !== undefined) return refusal;
    this.log.error({ requestId: request.id, route: request.routeOptions.url, ...safe(thrown) }, 'defect');
    return new DomainError('internal', { requestId: request.id });
  }
}

/** What the client must do to be let in; the words of RFC 9470 for a sign-in that is too old. */
function challengeOf({ code, details }: DomainError): string {
  return code === 'step_up_needed'
    ? `Bearer error="insufficient_user_authentication", max_age="${String(details['maxAgeSeconds'])}"`
    : 'Bearer';
}

/** The body of every refusal; what a code adds stands beside these. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly titleEn: string;
  readonly detail: string;
  readonly detailEn: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly instance: string;
  readonly [detail: string]: unknown;
}

/** The body of a problem answer. Details never overwrite the members of the standard. */
export function problem({ code, details }: DomainError, { url }: { url: string }): Problem {
  const { title, detail, titleEn, detailEn } = PROBLEM_TEXTS[code];
  return {
    ...details,
    type: `urn:ban-giao:problem:${code}`,
    title,
    status: PROBLEM_STATUSES[code],
    detail,
    code,
    instance: url.split('?', 1)[0] ?? '',
    titleEn,
    detailEn,
  };
}

/** Fastify's own refusals (body too large, unknown media type, broken JSON) carry a status. */
function statusOf(thrown: unknown): number | undefined {
  const status = (thrown as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status < 500 ? status : undefined;
}

/** What may be logged of an unexpected error: where it happened, never its message, which may quote a person's data. */
export function safe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code, constraint, table } = error as Error & Record<'code' | 'constraint' | 'table', unknown>;
  const frames = error.stack?.split('\n').filter((line) => line.trimStart().startsWith('at ')) ?? [];
  return { error: error.name, errorCode: code, constraint, table, frames: frames.slice(0, 8) };
}
