import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { describeApplication } from '../../apps/api/src/application.ts';
import { testApi, type TestApi } from '../support/api.ts';

type OperationObject = NonNullable<OpenAPIObject['paths'][string]['get']>;

interface Operation {
  readonly 'x-act'?: string;
  readonly 'x-roles'?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

/** For checkers and holders: without a sign-in. What they write is nothing, or has a key of its own: the link that opens once. */
const OPEN = /^\/(verify|trust-list|revocations|holder)(\/|$)/;

describe('the API', () => {
  it('starts and is alive', async () => {
    expect(await api.call('GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
  });

  it('says what it stands on that does not answer', async () => {
    const { status, body } = await api.call('GET', '/health/ready');
    expect(status).toBe(503);
    expect(body).toMatchObject({
      status: 'not_ready',
      checks: {
        postgres: { status: 'up' },
        temporal: { status: 'down' },
        relay: { status: 'up', waiting: 0 },
      },
    });
  });

  it('is not ready when a message has waited too long for the relay', async () => {
    await api.db.owner.query(
      `insert into workflow_messages (workflow, subject_id, created_at) values ('campaign', gen_random_uuid(), now() - interval '2 minutes')`,
    );
    const { body } = await api.call<{ checks: { relay: { status: string; oldestMs: number } } }>(
      'GET',
      '/health/ready',
    );
    expect(body.checks.relay.status).toBe('down');
    expect(body.checks.relay.oldestMs).toBeGreaterThan(100_000);
  });

  it('describes every answer of every route, and the same without a database', async () => {
    const { body } = await api.call<OpenAPIObject>('GET', '/docs-json');
    for (const [path, methods] of Object.entries(body.paths))
      for (const [method, operation] of Object.entries(methods) as [string, OperationObject][]) {
        const answers = Object.entries(operation.responses);
        const good = answers.filter(([status]) => /^(2|303)/.test(status));
        expect([method, path, good.length]).toEqual([method, path, 1]);
        for (const [status, answer] of answers)
          expect([method, path, status, answer]).toEqual([
            ...[method, path, status],
            expect.objectContaining(
              status.startsWith('2')
                ? { content: expect.any(Object) }
                : status === '303'
                  ? { headers: { Location: expect.any(Object) } }
                  : status === '304'
                    ? { headers: expect.objectContaining({ ETag: expect.any(Object) }) }
                    : 'content' in (answer as object)
                      ? {
                          content: expect.objectContaining({
                            'application/problem+json': expect.any(Object),
                          }),
                        }
                      : { $ref: expect.stringMatching(/Problem\d{3}$/) },
            ),
          ]);
      }
    expect(await describeApplication()).toEqual(body);
  });

  it('describes itself in OpenAPI 3.1, every route with its act and roles, every write with its key', async () => {
    const { body } = await api.call<{ openapi: string; paths: Record<string, Record<string, Operation>> }>(
      'GET',
      '/docs-json',
    );
    expect(body.openapi).toBe('3.1.0');
    const routes = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
    const closed = routes.filter(
      ({ path }) => !/^\/(health|auth)\/|^\/me(\/|$)/.test(path) && !OPEN.test(path),
    );
    expect(closed.length).toBeGreaterThan(15);
    for (const { path, method, operation } of closed) {
      expect([method, path, operation['x-act']]).toEqual([method, path, expect.any(String)]);
      expect(operation['x-roles']?.length).toBeGreaterThan(0);
      // These write nothing; nobody's name may stand in an address.
      if (method !== 'get' && !['/records/search', '/mergers/preview', '/templates/heads'].includes(path))
        expect([method, path, operation.parameters?.map(({ name }) => name)]).toEqual([
          method,
          path,
          expect.arrayContaining(['Idempotency-Key']),
        ]);
    }
  });
});
