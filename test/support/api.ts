import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApplication } from '../../apps/api/src/application.ts';
import { parseEnv } from '../../apps/api/src/env.ts';
import { checkAnswers } from './answer-check.ts';
import { testDatabase, type TestDatabase } from './database.ts';
import { AUDIENCE, testIssuer, type TestIssuer } from './identity-provider.ts';

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly titleEn: string;
  readonly detail: string;
  readonly detailEn: string;
  readonly status: number;
  readonly code: string;
  readonly instance: string;
  readonly errors?: readonly { field: string; index?: number; message: string; messageEn: string }[];
  readonly [detail: string]: unknown;
}

export interface CallOptions {
  /** Idempotency key of a write; a new one by default, none when null. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The real application on a real port, over a private database, and people who call it. */
export interface TestApi {
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly db: TestDatabase;
  readonly issuer: TestIssuer;
  /** A caller signed in as a login such as `xa.22915`. */
  as(login: string): Caller;
  /** A call without a token, or with headers of one's own. */
  call<T = Problem>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer<T>>;
  /** @throws Error when an answer was not as the OpenAPI file describes it. */
  close(): Promise<void>;
}

export interface Caller {
  get<T>(path: string, options?: CallOptions): Promise<Answer<T>>;
  post<T>(path: string, body?: unknown, options?: CallOptions): Promise<Answer<T>>;
  put<T>(path: string, body?: unknown, options?: CallOptions): Promise<Answer<T>>;
  delete<T>(path: string, body?: unknown, options?: CallOptions): Promise<Answer<T>>;
}

/** Starts everything a test of the API needs; `env` adds to or replaces variables. */
export async function testApi(env: Readonly<Record<string, string>> = {}): Promise<TestApi> {
  const [db, issuer] = await Promise.all([testDatabase(), testIssuer()]);
  const folder = mkdtempSync(join(tmpdir(), 'ban-giao-api-'));
  const app = await createApplication(
    parseEnv({
      DATABASE_URL: db.apiUrl,
      DATABASE_POOL: '10',
      OIDC_ISSUER: issuer.issuer,
      OIDC_AUDIENCE: AUDIENCE,
      SEAL_KEY_FILE: join(folder, 'seal-key.pem'),
      TEMPORAL_ADDRESS: '127.0.0.1:9',
      LOG_LEVEL: 'silent',
      PORT: '0',
      ...env,
    }),
    { page: false },
  );
  const asDescribed = checkAnswers(app);
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const call: TestApi['call'] = (method, path, body, headers = {}) => send(url, method, path, body, headers);
  return {
    url,
    app,
    db,
    issuer,
    call,
    as: (login) => caller(call, () => issuer.token(login)),
    async close() {
      await app.close();
      await Promise.all([db.close(), issuer.close()]);
      rmSync(folder, { recursive: true, force: true });
      asDescribed();
    },
  };
}

function caller(call: TestApi['call'], token: () => Promise<string>): Caller {
  const kept = token();
  const write =
    (method: string) =>
    async <T>(path: string, body: unknown = {}, { key = randomUUID(), headers = {} }: CallOptions = {}) =>
      call<T>(method, path, body, {
        authorization: `Bearer ${await kept}`,
        ...(key === null ? {} : { 'idempotency-key': key }),
        ...headers,
      });
  return {
    get: async <T>(path: string, { headers = {} }: CallOptions = {}) =>
      call<T>('GET', path, undefined, { authorization: `Bearer ${await kept}`, ...headers }),
    post: write('POST'),
    put: write('PUT'),
    delete: write('DELETE'),
  };
}

async function send<T>(
  url: string,
  method: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<Answer<T>> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as T };
}
