import type { Pool } from 'pg';
import type { GenerateArguments } from '../generator/commune.ts';
import { ensureCommune, generatedCommunes } from '../generator/store.ts';
import { communes } from '../generator/units.ts';
import { ok, pageLimit, Refusal, stringList, type Route } from '../http/answers.ts';
import type { Faults } from '../http/faults.ts';
import { readEffects } from './effects.ts';
import { showPapers } from './papers.ts';
import { readTruth } from './truth.ts';

/** What every simulator has: faults to order, its effect log, and the truth (for the judge and for visits, never for the product). */
export function adminRoutes(system: string, pool: Pool, faults: Faults): Route[] {
  return [
    {
      method: 'GET',
      path: '/admin/health',
      handle: async () => ok({ system, database: (await pool.query('select 1')).rowCount === 1 }),
    },
    { method: 'GET', path: '/admin/faults', handle: () => ok(faults.settings) },
    { method: 'PUT', path: '/admin/faults', handle: async (call) => ok(await faults.change(call.json())) },
    {
      method: 'GET',
      path: '/admin/effects',
      handle: async ({ query }) =>
        ok(
          await readEffects(
            pool,
            system,
            Number(query.get('after') ?? 0) || 0,
            pageLimit(query, 1000, 10_000),
          ),
        ),
    },
    {
      method: 'GET',
      path: '/admin/communes',
      handle: async () => ok({ items: await generatedCommunes(pool) }),
    },
    {
      method: 'POST',
      path: '/admin/generate',
      handle: async (call) => {
        const body = call.json();
        return ok(await ensureCommune(pool, generateArguments(body), body['replace'] === true));
      },
    },
    {
      method: 'GET',
      path: '/admin/truth',
      handle: async ({ query }) =>
        ok(
          await readTruth(
            pool,
            query.get('communeCode') ?? '',
            query.get('cursor') ?? '',
            pageLimit(query, 5000, 25_000),
          ),
        ),
    },
    {
      method: 'POST',
      path: '/admin/papers',
      handle: async (call) => ok(await showPapers(pool, stringList(call.json(), 'subjectIds', 25_000))),
    },
  ];
}

function generateArguments(body: Record<string, unknown>): GenerateArguments {
  const communeCode = String(body['communeCode'] ?? '');
  if (!communes().has(communeCode)) throw new Refusal(422, { code: 'unknown_commune', communeCode });
  const wrong = amount(body, 'wrong', 3000, 200_000);
  return {
    seed: amount(body, 'seed', 1, Number.MAX_SAFE_INTEGER),
    communeCode,
    villages: Math.max(1, amount(body, 'villages', 8, 99)),
    wrong,
    right: amount(body, 'right', Math.round(wrong / 10), 200_000),
    foreignersShare: share(body, 'foreignersShare', 0.006),
  };
}

function amount(body: Record<string, unknown>, name: string, standard: number, max: number): number {
  const value = body[name] ?? standard;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw new Refusal(422, { code: 'invalid_argument', name, expected: `a whole number from 0 to ${max}` });
}

function share(body: Record<string, unknown>, name: string, standard: number): number {
  const value = body[name] ?? standard;
  if (typeof value === 'number' && value >= 0 && value <= 0.1) return value;
  throw new Refusal(422, { code: 'invalid_argument', name, expected: 'a number from 0 to 0.1' });
}
