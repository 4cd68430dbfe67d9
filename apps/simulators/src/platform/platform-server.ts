import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { ok, pageLimit, stringList, type Answer, type Route } from '../http/answers.ts';
import { Faults } from '../http/faults.ts';
import { startServer, type RunningServer } from '../http/server.ts';
import { adminRoutes } from '../truth/admin-routes.ts';
import { dosesOf, editDose, facilitiesOf } from './doses.ts';
import { vaccineesAfter } from './feed.ts';
import { Edits, editFromCall, type EditVerdict } from './edits.ts';
import { Imports } from './imports.ts';
import { mergeSubjects } from './merges.ts';
import { listWrongSubjects, readSubjects } from './subjects.ts';
import { Turnstile } from './turnstile.ts';
import { verificationList } from './verification.ts';

export interface SystemSettings {
  host: string;
  port: number;
  pool: Pool;
}

/** Starts the vaccination platform. It ignores idempotency keys, as the real one does. */
export async function startPlatform({ host, port, pool }: SystemSettings): Promise<RunningServer> {
  const faults = new Faults('platform', pool);
  await faults.load();
  const turnstile = new Turnstile();
  const edits = new Edits(pool, turnstile);
  const imports = new Imports(pool, turnstile, faults);
  await imports.resume();
  const server = await startServer({
    host,
    port,
    faults,
    routes: [
      ...subjectRoutes(pool, edits, faults, turnstile),
      ...vaccinationRoutes(pool, turnstile),
      ...importRoutes(imports),
      ...adminRoutes('platform', pool, faults),
    ],
  });
  return {
    port: server.port,
    close: async () => {
      await server.close();
      await imports.close();
    },
  };
}

function subjectRoutes(pool: Pool, edits: Edits, faults: Faults, turnstile: Turnstile): Route[] {
  return [
    {
      method: 'PUT',
      path: '/subjects/:id',
      call: 'edit',
      effect: true,
      handle: async (call) => {
        const [verdict] = await Promise.all([
          edits.submit(editFromCall(call)),
          sleep(faults.settings.editMs),
        ]);
        return editAnswer(call.params['id'] ?? '', verdict);
      },
    },
    {
      method: 'POST',
      path: '/subjects/:id/merge',
      call: 'edit',
      effect: true,
      handle: async (call) => ok(await mergeSubjects(pool, turnstile, call)),
    },
    {
      method: 'POST',
      path: '/subjects/read',
      call: 'read',
      handle: async (call) =>
        ok({ items: await readSubjects(pool, stringList(call.json(), 'subjectIds', 1000)) }),
    },
    {
      method: 'GET',
      path: '/communes/:code/subjects',
      call: 'list',
      handle: async ({ params, query }) => {
        const groups = (query.get('group') ?? 'missing,bad_format,wrong_info').split(',');
        return ok(
          await listWrongSubjects(
            pool,
            params['code'] ?? '',
            groups,
            query.get('cursor') ?? '',
            pageLimit(query, 500, 1000),
          ),
        );
      },
    },
    {
      method: 'POST',
      path: '/verification-list',
      call: 'verification',
      handle: async (call) =>
        ok({ items: await verificationList(pool, stringList(call.json(), 'subjectIds', 1000)) }),
    },
  ];
}

function vaccinationRoutes(pool: Pool, turnstile: Turnstile): Route[] {
  return [
    {
      method: 'GET',
      path: '/communes/:code/facilities',
      call: 'facilities',
      handle: ({ params }) => ok({ items: facilitiesOf(params['code'] ?? '') }),
    },
    {
      method: 'GET',
      path: '/subjects/:id/doses',
      call: 'doses',
      handle: async ({ params }) => ok({ items: await dosesOf(pool, params['id'] ?? '') }),
    },
    {
      method: 'PUT',
      path: '/subjects/:id/doses/:no',
      call: 'dose_edit',
      effect: true,
      handle: async (call) => ok(await editDose(pool, turnstile, call)),
    },
    {
      method: 'GET',
      path: '/vaccinees',
      call: 'feed',
      handle: async ({ query }) =>
        ok(
          await vaccineesAfter(
            pool,
            query.get('after') ?? '',
            query.get('facilityId'),
            pageLimit(query, 1000, 5000),
          ),
        ),
    },
  ];
}

function importRoutes(imports: Imports): Route[] {
  return [
    {
      method: 'POST',
      path: '/imports',
      call: 'import',
      effect: true,
      handle: async ({ query, body, requestId }) => ({
        status: 202,
        body: { jobId: await imports.receive(query.get('fileName'), body, requestId) },
      }),
    },
    {
      method: 'GET',
      path: '/imports/:jobId',
      call: 'import_state',
      handle: async ({ params }) => ok(await imports.read(params['jobId'] ?? '')),
    },
    {
      method: 'GET',
      path: '/imports',
      call: 'import_state',
      handle: async ({ query }) => ok({ items: await imports.findByFileName(query.get('fileName') ?? '') }),
    },
  ];
}

function editAnswer(subjectId: string, { verdict, version, current }: EditVerdict): Answer {
  switch (verdict) {
    case 'not_found':
      return { status: 404, body: { code: 'subject_not_found' } };
    case 'version_conflict':
      return { status: 409, body: { code: 'version_conflict', version, current } };
    case 'unchanged':
    case 'applied':
      return ok({ subjectId, version, changed: verdict === 'applied' });
  }
}
