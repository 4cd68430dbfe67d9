import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskStep } from '#domain/process/steps';
import type { Page, Task } from '../connection/api.ts';
import { assign, forward, open } from './commune.ts';
import { check, compile, receive, update } from './station.ts';
import { sign, verify } from './police.ts';
import { review } from './village.ts';
import { Drive, type Expected, type Followers, type ListPlan, type Tools } from './drive.ts';
import type { Officer } from '../connection/api.ts';

type Handler = (drive: Drive, who: Officer, task: Task) => Promise<Followers>;

const HANDLERS: Readonly<Partial<Record<TaskStep, Handler>>> = {
  open,
  compile,
  assign,
  review,
  forward,
  verify,
  sign,
  receive,
  update,
  check,
};

/**
 * Drives one list from its opening to its end, as all of its officers. Each handler does one task as its officer would
 * and names the tasks that must follow; different parcels go their way at the same time.
 */
export async function driveList(tools: Tools, plan: ListPlan): Promise<Drive> {
  const drive = new Drive(tools, plan);
  const { commune } = plan.officers;
  await follow(drive, { at: 0, expected: [{ who: commune, step: 'open', measured: false }] });
  while (!(await ended(drive))) {
    const rest = await leftOver(drive);
    if (rest.length === 0) await sleep(50);
    await Promise.all(rest.map(({ who, task }) => work(drive, who, task)));
  }
  tools.measurements.ended(performance.now());
  return drive;
}

async function follow(drive: Drive, { at, expected }: Followers): Promise<void> {
  await Promise.all(expected.map((one) => meet(drive, one, at)));
}

async function meet(drive: Drive, expected: Expected, at: number): Promise<void> {
  const { task, seenAt } = await drive.nextTask(expected);
  if (expected.measured !== false) drive.tools.measurements.nextTask(task.step, seenAt - at);
  await work(drive, expected.who, task, seenAt);
}

async function work(drive: Drive, who: Officer, task: Task, seenAt = performance.now()): Promise<void> {
  const handler = HANDLERS[task.step];
  if (handler === undefined) return;
  drive.tools.measurements.taskSeen(task.step, seenAt);
  await follow(drive, await handler(drive, who, task));
}

/** Whether the list is completed, or waits for nobody but its silent villages. */
async function ended(drive: Drive): Promise<boolean> {
  const { commune } = drive.plan.officers;
  const list = await drive.api.get<{ state: string }>(commune, `/lists/${drive.plan.listId}`);
  if (list.state === 'completed' || list.state === 'cancelled') return true;
  if (drive.plan.silent.size === 0) return false;
  const { items } = await drive.api.get<Page<{ stage: string; scope: string; recordCount: number }>>(
    commune,
    `/lists/${drive.plan.listId}/parcels`,
  );
  return items.every(
    ({ stage, scope, recordCount }) =>
      recordCount === 0 ||
      stage === 'ended' ||
      stage === 'regrouped' ||
      (stage === 'review' && drive.plan.silent.has(scope)),
  );
}

/** Tasks nobody expected: a net for what a restart or an early deadline opened besides the usual way. */
async function leftOver(drive: Drive): Promise<{ who: Officer; task: Task }[]> {
  const { officers, listId, silent } = drive.plan;
  const everybody = [
    officers.commune,
    officers.stations[0],
    officers.police[0],
    officers.chief,
    ...[...officers.villages].flatMap(([code, officer]) => (silent.has(code) ? [] : [officer])),
  ];
  const pages = await Promise.all(
    everybody.map(async (who) => ({
      who,
      page: await drive.api.get<Page<Task>>(who, `/tasks?state=open&listId=${listId}`),
    })),
  );
  return pages.flatMap(({ who, page }) =>
    page.items
      .filter(({ id, step }) => HANDLERS[step] !== undefined && drive.take(id))
      .map((task) => ({ who, task })),
  );
}
