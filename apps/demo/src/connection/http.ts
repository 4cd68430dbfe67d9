import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Request {
  readonly method: Method;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A file as the body, with its name. */
  readonly file?: { readonly content: Buffer; readonly name: string };
  /** Answers that are data for the caller and no failure, besides 2xx. */
  readonly accept?: readonly number[];
  /** The answer as text, byte by byte, and not as parsed JSON. */
  readonly raw?: boolean;
  /** The answer as bytes: it is no text. */
  readonly binary?: boolean;
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  /** `performance.now()` when the answer was complete. */
  readonly at: number;
}

/** A refusal with its problem code. Carries path, status and code; never the body, which may hold a person's data. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly request: string,
    readonly detail: string,
  ) {
    super(`${request} was answered ${status} ${code}: ${detail}`);
    this.name = 'Refused';
  }
}

export interface HttpSettings {
  readonly baseUrl: string;
  readonly connections: number;
  /** How long a request is tried again after connection failures, 5xx and 429, in milliseconds. */
  readonly patienceMs: number;
}

const FIRST_PAUSE_MS = 30;
const LONGEST_PAUSE_MS = 1_000;

/**
 * A keep-alive client of one server. Writes carry an `Idempotency-Key`, and every retry carries the same one, so an
 * answer lost on the way, or a server killed before or after its commit, changes nothing.
 */
export class Http {
  readonly #pool: Pool;
  retries = 0;

  constructor(private readonly settings: HttpSettings) {
    this.#pool = new Pool(settings.baseUrl, {
      connections: settings.connections,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      headersTimeout: 60_000,
      bodyTimeout: 60_000,
    });
  }

  get baseUrl(): string {
    return this.settings.baseUrl;
  }

  /** @throws Refused for an answer outside 2xx that is not in `accept`; the last failure when patience has run out. */
  async send<T>(request: Request): Promise<Answer<T>> {
    const headers = this.#headers(request);
    const body = request.file?.content ?? (request.body === undefined ? null : JSON.stringify(request.body));
    const giveUpAt = Date.now() + this.settings.patienceMs;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      let failure: unknown;
      let wait = pause;
      try {
        const answer = await this.#pool.request({
          method: request.method,
          path: request.path,
          headers,
          body,
        });
        const bytes = Buffer.from(await answer.body.arrayBuffer());
        if (request.binary && answer.statusCode < 300)
          return { status: answer.statusCode, body: bytes as T, at: performance.now() };
        const text = bytes.toString('utf8');
        if (answer.statusCode < 300 || request.accept?.includes(answer.statusCode)) {
          return {
            status: answer.statusCode,
            body: request.raw ? (text as T) : parsed<T>(text),
            at: performance.now(),
          };
        }
        failure = refusal(request, answer.statusCode, text);
        if (answer.statusCode < 500 && answer.statusCode !== 429) throw failure;
        const after = Number(answer.headers['retry-after']);
        if (after > 0) wait = Math.max(wait, Math.min(after, 5) * 1_000);
      } catch (error) {
        if (error instanceof Refused && error === failure) throw error;
        failure = error;
      }
      if (Date.now() + wait > giveUpAt) throw failure;
      this.retries++;
      await sleep(wait);
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  #headers(request: Request): Record<string, string> {
    return {
      accept: 'application/json',
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(request.file === undefined
        ? {}
        : {
            'content-type': 'application/octet-stream',
            'x-file-name': encodeURIComponent(request.file.name),
          }),
      ...(request.method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
      ...request.headers,
    };
  }
}

function parsed<T>(text: string): T {
  if (text === '') return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    return text as T;
  }
}

function refusal(request: Request, status: number, text: string): Refused {
  const problem = parsed<{ code?: string; detailEn?: string; detail?: string } | string>(text);
  const named = `${request.method} ${request.path.split('?')[0]}`;
  return typeof problem === 'object' && problem !== null
    ? new Refused(status, problem.code ?? 'unknown', named, problem.detailEn ?? problem.detail ?? '')
    : new Refused(status, 'unknown', named, '');
}
