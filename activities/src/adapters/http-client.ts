import { Pool } from 'undici';
import { Unavailable } from '../failures.ts';
import type { Sleep } from '../ports.ts';
import { exchange } from './exchange.ts';

export interface HttpClientOptions {
  /** Short name of the system, the first part of failure codes. */
  readonly name: string;
  readonly baseUrl: string;
  /** Connections kept open; also the most requests under way at once. */
  readonly connections: number;
  /** Time for one answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly sleep: Sleep;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Ids and codes only: addresses end up in logs, persons' data belongs into the body. */
  readonly path: string;
  readonly json?: unknown;
  readonly bytes?: { readonly content: Buffer; readonly type: string };
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const TRIES = 6;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/** One outside system over kept-open connections, with a time limit for every call. */
export class HttpClient {
  readonly #pool: Pool;
  readonly #prefix: string;

  constructor(private readonly options: HttpClientOptions) {
    const { origin, pathname } = new URL(options.baseUrl);
    this.#prefix = pathname.replace(/\/$/, '');
    this.#pool = new Pool(origin, {
      connections: options.connections,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      connectTimeout: options.timeoutMs,
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
    });
  }

  /**
   * Calls until the system answers, for calls that may be repeated without effect. At most six tries with growing waits, or
   * those the system asks for.
   * @throws Unavailable when no try was answered, or the call was refused
   */
  async ask(call: Call): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { status, body } = await this.once(call);
        if (status < 400) return body;
        throw new Unavailable(`${this.options.name}_${status}`);
      } catch (error) {
        call.signal.throwIfAborted();
        if (!(error instanceof Unavailable) || attempt === TRIES) throw error;
        const wait = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
        await this.options.sleep(error.retryAfterMs ?? wait, call.signal);
      }
    }
  }

  /**
   * Calls once; a call that was refused for being too frequent is made again, since it had no effect.
   * @throws Unavailable when no answer came, or one of the 500s: whether there was an effect is then unknown
   */
  async once(call: Call): Promise<Answer> {
    for (;;) {
      const answer = await this.#send(call);
      if (answer.status !== 429) return answer;
      await this.options.sleep(answer.retryAfterMs ?? FIRST_WAIT_MS, call.signal);
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #send({ method, path, json, bytes, signal }: Call): Promise<Answer & { retryAfterMs?: number }> {
    const { name } = this.options;
    try {
      const { status, headers, text } = await exchange(this.#pool, signal, {
        method,
        path: this.#prefix + path,
        headers: json === undefined ? (bytes ? { 'content-type': bytes.type } : {}) : JSON_TYPE,
        body: json === undefined ? (bytes?.content ?? null) : JSON.stringify(json),
      });
      const retryAfterMs = retryAfter(headers['retry-after']);
      if (status >= 500) throw new Unavailable(`${name}_${status}`, retryAfterMs);
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      return { status, body, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Unavailable) throw error;
      const timeout = error instanceof Error && /Timeout/.test(error.name);
      throw new Unavailable(`${name}_${timeout ? 'timeout' : 'connection'}`);
    }
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Seconds or a date, as RFC 9110 has it; at most half a minute is waited at a time. */
function retryAfter(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined;
  const ms = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 30_000) : undefined;
}
