import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { jsonBody, Refusal, type Answer, type Call, type Delivery, type Route } from './answers.ts';
import type { Fate, Faults } from './faults.ts';

export interface RunningServer {
  port: number;
  close(): Promise<void>;
}

export interface ServerSettings {
  host: string;
  port: number;
  routes: readonly Route[];
  faults: Faults;
}

interface Compiled extends Route {
  pattern: RegExp;
}

const MAX_BODY = 32 * 1024 * 1024;
const HANG_MS = 120_000;

/** Starts one simulator's HTTP server. Bare node:http: thousands of edits a second share two cores with everything else. */
export async function startServer({ host, port, routes, faults }: ServerSettings): Promise<RunningServer> {
  const compiled = routes.map((route) => ({
    ...route,
    pattern: new RegExp(`^${route.path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
  }));
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    void serve(request, response, compiled, faults, stopping.signal).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        stopping.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly Compiled[],
  faults: Faults,
  stopping: AbortSignal,
): Promise<void> {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const found = find(routes, request.method ?? 'GET', path);
  if (!found) return send(response, { status: 404, body: { code: 'no_such_route' } });
  const { route, params } = found;
  const body = await readBody(request);
  if (!body) return send(response, { status: 413, body: { code: 'body_too_large', maxBytes: MAX_BODY } });
  const requestId = one(request.headers['x-request-id']) ?? randomUUID();
  const idempotencyKey = one(request.headers['idempotency-key']);
  const contentType = one(request.headers['content-type']);
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const perform = (delivery: Delivery): Promise<Answer> =>
    answer(route, {
      ...{ params, query, body, requestId, contentType, idempotencyKey, delivery },
      headers: Object.fromEntries(
        Object.keys(request.headers).map((name) => [name, one(request.headers[name]) ?? undefined]),
      ),
      json: () => jsonBody(body),
    });
  if (route.call === undefined) return send(response, await perform('normal'));
  await meetFate(faults.draw(route.call, route.effect ?? false), faults, perform, response, stopping);
}

async function meetFate(
  fate: Fate,
  faults: Faults,
  perform: (delivery: Delivery) => Promise<Answer>,
  response: ServerResponse,
  stopping: AbortSignal,
): Promise<void> {
  if (fate.delayMs > 0) await sleep(fate.delayMs);
  if (fate.failBefore) return fail(response, fate.failBefore);
  if (fate.late) {
    const lateMs = faults.settings.lateMs;
    if (fate.late === 'timeout_504') fail(response, 'timeout_504');
    else
      void sleep(HANG_MS, undefined, { signal: stopping, ref: false }).then(
        () => response.destroy(),
        () => undefined,
      );
    await sleep(lateMs, undefined, { signal: stopping });
    await perform('late');
    return;
  }
  const given = await perform('normal');
  if (fate.twice) await perform('second');
  if (fate.failAfter) return fail(response, fate.failAfter === 'cut' ? 'reset' : 'timeout_504');
  send(response, given);
}

/** Refusals become their answer; anything else is a 500 that says nothing of the data (503 while the database is away). */
async function answer(route: Route, call: Call): Promise<Answer> {
  try {
    return await route.handle(call);
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: error.body, headers: error.headers };
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { status: /^(57|08|53|ECONN|EPIPE)/.test(reason) ? 503 : 500, body: { code: 'internal', reason } };
  }
}

function fail(response: ServerResponse, kind: 'error_500' | 'error_503' | 'reset' | 'timeout_504'): void {
  switch (kind) {
    case 'error_500':
      return send(response, { status: 500, body: { code: 'internal' } });
    case 'error_503':
      return send(response, { status: 503, body: { code: 'unavailable' } });
    case 'timeout_504':
      return send(response, { status: 504, body: { code: 'timeout' } });
    case 'reset':
      response.destroy();
  }
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.destroyed) return;
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    ...headers,
  });
  response.end(bytes);
}

function find(
  routes: readonly Compiled[],
  method: string,
  path: string,
): { route: Compiled; params: Record<string, string> } | undefined {
  for (const route of routes) {
    if (route.method !== method) continue;
    const match = route.pattern.exec(path);
    if (!match) continue;
    const params = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return { route, params };
  }
  return undefined;
}

function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY) chunks.push(chunk);
    });
    request.once('end', () => {
      resolve(size > MAX_BODY ? undefined : chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    });
    request.once('error', reject);
    request.once('close', () => resolve(undefined));
  });
}

function one(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null;
}
