import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Role } from '#domain/people/roles';
import { DEFAULT_TERMS, type Terms } from '#domain/process/terms';
import { TASK_STEPS, type TaskStep } from '#domain/process/steps';
import type { DemoArguments } from '../arguments.ts';
import type { Api, Officer, Page } from '../connection/api.ts';
import type { Simulators } from '../connection/simulators.ts';
import type { CommuneOfficers, ListPlan } from '../officers/drive.ts';
import { inParallel } from '../random.ts';
import { signIn } from '../sign-in.ts';
import type { RunFile } from './run-file.ts';

/** Bình Thuận, whose real figures of 2022 the simulators follow. */
export const PROVINCE = '60';
const CLIENT = 'ban-giao-demo';
const REDIRECT = 'http://127.0.0.1:8080/demo/callback';
const PASSWORD = 'demo';
/** Signing asks for a sign-in of the last fifteen minutes. */
const SIGN_IN_AGAIN_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
const LISTS_MS = 120_000;

/**
 * Communes of the province that have no list yet and that `npm start` has not filled, from the last code downwards.
 * @throws Error when there are not enough left.
 */
export async function freshCommunes(
  run: RunFile,
  generated: readonly string[],
  count: number,
): Promise<string[]> {
  const client = new pg.Client({ connectionString: run.databases.owner, application_name: 'ban-giao-demo' });
  await client.connect();
  try {
    const { rows } = await client.query<{ code: string }>(
      `select code from units u where level = 'commune' and province_code = $1 and code <> all($2::text[])
         and not exists (select from lists l where l.commune_code = u.code) order by code desc limit $3`,
      [PROVINCE, generated, count],
    );
    if (rows.length < count) {
      throw new Error(
        `Only ${rows.length} communes are left without a list, ${count} are needed: begin anew with "npm start -- --reset", or use --fresh.`,
      );
    }
    return rows.map(({ code }) => code);
  } finally {
    await client.end();
  }
}

/** Offices, officers and certificates of the communes, by the same program an operator uses. */
export async function seedCommunes(
  run: RunFile,
  communes: readonly string[],
  villages: number,
): Promise<void> {
  const program = join('dist', 'apps', 'standalone', 'src', 'seed-communes.js');
  const flags = ['--communes', communes.join(','), '--villages', String(villages), '--data', run.dataDir];
  const child = spawn(process.execPath, [program, ...flags], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The communes' offices could not be made: ${errors.trim()}`);
}

/** Signs a person in at the identity provider, as a browser would, and again when that is too long ago for signing. */
export async function officer(run: RunFile, login: string, officeId: string, role: Role): Promise<Officer> {
  const enter = async (): Promise<string> =>
    (await signIn(run.urls.identityProvider, CLIENT, REDIRECT, login, PASSWORD)).accessToken;
  let kept = Promise.resolve(await enter());
  let since = Date.now();
  const token = (): Promise<string> => {
    if (Date.now() - since > SIGN_IN_AGAIN_MS) {
      since = Date.now();
      const before = kept;
      // While the provider is being killed the old token still reads and claims.
      kept = enter().catch(() => before);
    }
    return kept;
  };
  return { login, officeId, role, token };
}

/** Signs in everybody a commune's list needs. */
export async function communeOfficers(
  run: RunFile,
  commune: string,
  villages: number,
): Promise<CommuneOfficers> {
  const station = (nth: number) =>
    officer(run, `tramyte${nth}.${commune}`, `TYT-${commune}`, 'health_station');
  const police = (nth: number) => officer(run, `canbo${nth}.${commune}`, `CA-${commune}`, 'police_officer');
  const reviewers = new Map<string, Officer>();
  const [task, first, second, one, two, chief] = await Promise.all([
    officer(run, `xa.${commune}`, `TCT-X-${commune}`, 'commune_task_force'),
    station(1),
    station(2),
    police(1),
    police(2),
    officer(run, `truongca.${commune}`, `CA-${commune}`, 'police_chief'),
  ]);
  const numbers = Array.from({ length: villages }, (_, index) => index + 1);
  await inParallel(numbers, 4, async (nth) => {
    const code = `${commune}-${String(nth).padStart(2, '0')}`;
    reviewers.set(code, await officer(run, `thon${nth}.${commune}`, `TCT-A-${code}`, 'village_task_force'));
  });
  const inOrder = new Map([...reviewers].sort(([a], [b]) => a.localeCompare(b)));
  return { commune: task, stations: [first, second], police: [one, two], chief, villages: inOrder };
}

/**
 * Deadlines of the demo's campaign: day and night, generous. With silent villages the review is short, so that the run sees
 * it pass; everything else stays generous.
 */
export function demoTerms({ silentVillages, records }: DemoArguments): Terms {
  const workMs = Object.fromEntries(TASK_STEPS.map((step) => [step, DAY_MS])) as Record<TaskStep, number>;
  if (silentVillages === 0) {
    return {
      ...DEFAULT_TERMS,
      calendar: 'continuous',
      workMs,
      acceptMs: DAY_MS,
      remindBeforeMs: DAY_MS / 2,
      listMs: 10 * DAY_MS,
    };
  }
  const reviewMs = 8_000 + records * 3;
  return {
    calendar: 'continuous',
    workMs: { ...workMs, review: reviewMs },
    acceptMs: DAY_MS,
    remindBeforeMs: Math.round(reviewMs / 2),
    escalateEveryMs: 3_000,
    maxEscalations: 3,
    listMs: reviewMs + 60_000 + records * 20,
  };
}

/**
 * The province's task force creates and opens the campaign; waits until every commune has its list and its task to open it.
 * @throws Error when a list does not appear.
 */
export async function openCampaign(
  api: Api,
  province: Officer,
  communes: ReadonlyMap<string, CommuneOfficers>,
  neighbour: ListPlan['neighbour'],
  demo: DemoArguments,
): Promise<{ plans: ListPlan[]; campaignId: string }> {
  const campaign = await api.write<{ id: string }>(province, 'POST', '/campaigns', {
    name: `Làm sạch dữ liệu tiêm chủng (mẫu ${new Date().toISOString().slice(0, 19).replace('T', ' ')}, ${process.pid})`,
    communeCodes: [...communes.keys()],
    terms: demoTerms(demo),
  });
  await api.write(province, 'POST', `/campaigns/${campaign.body.id}/open`);
  const giveUpAt = Date.now() + LISTS_MS;
  while (Date.now() < giveUpAt) {
    const path = `/lists?campaignId=${campaign.body.id}&limit=200`;
    const { items } = await api.get<Page<{ id: string; communeCode: string }>>(province, path);
    if (items.length === communes.size)
      return {
        campaignId: campaign.body.id,
        plans: items.map(({ id, communeCode }) => ({
          ...plan(id, communeCode, communes, demo),
          neighbour,
        })),
      };
    await sleep(100);
  }
  throw new Error('The campaign was opened, but its lists did not appear.');
}

function plan(
  listId: string,
  communeCode: string,
  communes: ReadonlyMap<string, CommuneOfficers>,
  demo: DemoArguments,
): Omit<ListPlan, 'neighbour'> {
  const officers = communes.get(communeCode) as CommuneOfficers;
  const codes = [...officers.villages.keys()];
  const silent = new Set(codes.slice(codes.length - demo.silentVillages));
  return { listId, communeCode, officers, silent, returns: demo.returns, errands: demo.tamper > 0 };
}

/** Makes the communes' people in the simulators, a few communes at a time. */
export async function generatePeople(
  simulators: Simulators,
  communes: readonly string[],
  { seed, villages, records }: DemoArguments,
): Promise<void> {
  await inParallel(communes, 2, (communeCode) =>
    simulators.generate({ seed, communeCode, villages, wrong: records }),
  );
}
