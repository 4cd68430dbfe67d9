import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { TASK_STEPS } from '#domain/process/steps';
import { DEFAULT_TERMS } from '#domain/process/terms';
import type { PrivateSystem } from '../private-system.ts';

const run = promisify(execFile);
/** A commune whose people nobody has made yet. */
const COMMUNE = '22960';
const PROVINCE = '60';
const PATIENCE_MS = 240_000;
const DAY_MS = 86_400_000;

interface Task {
  readonly id: string;
  readonly claimEpoch: number;
  readonly preparing: boolean;
}

/** Calls as one officer. */
export class Officer {
  constructor(
    readonly api: string,
    private readonly token: string,
  ) {}

  headers(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return { authorization: `Bearer ${this.token}`, 'idempotency-key': randomUUID(), ...more };
  }

  /** @throws Error with status and body when it is refused. */
  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.api + path, {
      method,
      headers: this.headers(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as T;
  }
}

export interface VillageTask {
  readonly who: Officer;
  readonly taskId: string;
  readonly epoch: number;
  readonly records: number;
}

/** Drives a list of one village to the village's claimed task, as its officers would. */
export async function villageTask(system: PrivateSystem, records: number): Promise<VillageTask> {
  const { urls } = JSON.parse(readFileSync(system.runFile, 'utf8')) as {
    urls: { api: string; platform: string };
  };
  const seeding = join('dist', 'apps', 'standalone', 'src', 'seed-communes.js');
  await run(process.execPath, [seeding, '--communes', COMMUNE, '--villages', '1', '--data', system.dataDir]);
  const generated = await fetch(`${urls.platform}/admin/generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ seed: 1, communeCode: COMMUNE, villages: 1, wrong: records }),
  });
  if (!generated.ok) throw new Error(`The people could not be made: ${generated.status}`);
  const as = async (login: string): Promise<Officer> => {
    const { stdout } = await run(process.execPath, [
      'scripts/token.mjs',
      login,
      relative('.', system.dataDir),
    ]);
    return new Officer(urls.api, stdout.trim());
  };
  const [province, commune, station, village] = await Promise.all([
    as(`tinh.${PROVINCE}`),
    as(`xa.${COMMUNE}`),
    as(`tramyte1.${COMMUNE}`),
    as(`thon1.${COMMUNE}`),
  ]);
  const workMs = Object.fromEntries(TASK_STEPS.map((step) => [step, DAY_MS]));
  const terms = { ...DEFAULT_TERMS, calendar: 'continuous', workMs, acceptMs: DAY_MS, listMs: 10 * DAY_MS };
  const name = `Đo tệp ${randomUUID()}`;
  const campaign = await province.json<{ id: string }>('POST', '/campaigns', {
    ...{ name, communeCodes: [COMMUNE], terms },
  });
  await province.json('POST', `/campaigns/${campaign.id}/open`);
  const opening = await claimed(commune, 'open');
  await commune.json('POST', `/tasks/${opening.id}/complete`, { epoch: opening.claimEpoch });
  const compiling = await claimed(station, 'compile');
  await station.json('POST', `/tasks/${compiling.id}/complete`, { epoch: compiling.claimEpoch });
  const assigning = await claimed(commune, 'assign');
  await assignRest(commune, assigning);
  await commune.json('POST', `/tasks/${assigning.id}/complete`, { epoch: assigning.claimEpoch });
  const task = await claimed(village, 'review');
  const { recordCount } = await village.json<{ recordCount: number }>('GET', `/tasks/${task.id}`);
  return { who: village, taskId: task.id, epoch: task.claimEpoch, records: recordCount };
}

/** What the address did not tell goes to the one village there is. */
async function assignRest(commune: Officer, { id, claimEpoch }: Task): Promise<void> {
  const recordNos: number[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: { recordNo: number }[]; nextCursor: string | null } = await commune.json(
      'GET',
      `/tasks/${id}/records?limit=500&village=unclear${cursor && `&cursor=${cursor}`}`,
    );
    recordNos.push(...page.items.map(({ recordNo }) => recordNo));
    cursor = page.nextCursor;
  }
  if (recordNos.length === 0) return;
  await commune.json('POST', `/tasks/${id}/assignments`, {
    epoch: claimEpoch,
    assignments: [{ villageCode: `${COMMUNE}-01`, recordNos }],
  });
}

/** Waits for the task of a step until it is prepared, and claims it. */
async function claimed(who: Officer, step: string): Promise<Task> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const { items } = await who.json<{ items: Task[] }>('GET', `/tasks?step=${step}`);
    const [task] = items;
    if (task !== undefined && !task.preparing) return who.json<Task>('POST', `/tasks/${task.id}/claim`);
    if (Date.now() > giveUpAt) throw new Error(`No task ${step} appeared.`);
    await sleep(100);
  }
}
