import { setTimeout as sleep } from 'node:timers/promises';
import { ok, pageLimit, Refusal, type Route } from '../http/answers.ts';
import { Faults } from '../http/faults.ts';
import { startServer, type RunningServer } from '../http/server.ts';
import type { SystemSettings } from '../platform/platform-server.ts';
import { adminRoutes } from '../truth/admin-routes.ts';
import { supplementPerson, updatePerson } from './changes.ts';
import { lookUp, lookupItems, readRequests } from './lookups.ts';
import { RateLimit } from './rate-limit.ts';

/** Starts the population database. */
export async function startPopulation({ host, port, pool }: SystemSettings): Promise<RunningServer> {
  const faults = new Faults('population', pool);
  await faults.load();
  const limit = new RateLimit(() => faults.settings.rateLimitPerSecond);
  const slowly = async <T>(work: () => Promise<T>): Promise<T> => {
    limit.take();
    const [result] = await Promise.all([work(), sleep(faults.settings.lookupMs)]);
    return result;
  };
  const routes: Route[] = [
    {
      method: 'POST',
      path: '/lookups',
      call: 'lookup',
      handle: (call) =>
        slowly(async () =>
          ok({ items: await lookUp(pool, lookupItems(call.json()), call.requestId, 'bulk') }),
        ),
    },
    {
      method: 'GET',
      path: '/persons/:idNumber',
      call: 'person',
      handle: ({ params, requestId }) =>
        slowly(async () => {
          const item = {
            ref: '1',
            idNumber: params['idNumber'] ?? '',
            fullName: null,
            dateOfBirth: null,
            gender: null,
          };
          const [answer] = await lookUp(pool, [item], requestId, 'single');
          if (!answer || answer.status === 'not_found') throw new Refusal(404, { code: 'person_not_found' });
          return ok(
            answer.status === 'found' ? answer.persons[0] : { code: 'several', persons: answer.persons },
          );
        }),
    },
    {
      method: 'PUT',
      path: '/persons/:personId',
      call: 'update',
      effect: true,
      handle: (call) => slowly(() => updatePerson(pool, call)),
    },
    {
      method: 'POST',
      path: '/persons',
      call: 'supplement',
      effect: true,
      handle: (call) => slowly(() => supplementPerson(pool, call)),
    },
    {
      method: 'GET',
      path: '/admin/requests',
      handle: async ({ query }) =>
        ok(
          await readRequests(
            pool,
            Number(query.get('after') ?? 0) || 0,
            pageLimit(query, 1000, 25_000),
            query.get('foreigners') === 'true',
          ),
        ),
    },
    ...adminRoutes('population', pool, faults),
  ];
  return startServer({ host, port, routes, faults });
}
