import { setTimeout as wait } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { JobKey, Order } from '#domain/process/facts';
import type { TaskStep } from '#domain/process/steps';
import { CLEAN_LIST, cleanListWorkflowId, LOOK } from '#workflows/clean-list/clean-list.messages';
import type { FakeList, FakeTask } from './fake-list.ts';
import { Officers, ORDINARY } from './officers.ts';
import type { TestTemporal } from './temporal.ts';

export interface Play {
  readonly list: FakeList;
  readonly handle: WorkflowHandle;
  /** Starts the workflow, or only signals it when it runs. */
  tell(): Promise<WorkflowHandle>;
  /** Runs of each machine activity, by name and arguments. */
  readonly ran: string[];
}

export interface Script {
  readonly list: FakeList;
  readonly answers?: Partial<typeof ORDINARY>;
  readonly silent?: (task: FakeTask) => boolean;
  /** Replaces machine activities; the ordinary ones succeed at once. */
  readonly machine?: Record<string, (...args: never[]) => Promise<void>>;
}

/** Plays a list's chain on a real Temporal server with officers and activities that take no time. */
export async function play(
  temporal: TestTemporal,
  { list, answers, silent, machine }: Script,
  story: (play: Play) => Promise<void>,
): Promise<void> {
  const ran: string[] = [];
  const does = (key: JobKey, before: () => void = () => {}) => {
    ran.push(`${key.kind} ${key.scope} ${key.runNo}`.trim());
    before();
    list.setJob(key, 'done');
    return Promise.resolve();
  };
  const activities = {
    consult: (_: string, orders: readonly Order[], seen: string | null) => {
      const facts = list.consult(orders);
      return Promise.resolve(facts.digest === seen ? null : facts);
    },
    compile: () =>
      does({ kind: 'compile', scope: '', runNo: 1 }, () => {
        if (list.parcels.length === 0) list.addParcel('list', 'compile', '');
      }),
    addSubjects: (_: string, runNo: number) => does({ kind: 'addition', scope: '', runNo }),
    populationCheck: (_: string, no: number) =>
      does({ kind: 'population_check', scope: String(no), runNo: 1 }),
    populationUpdate: (_: string, no: number, runNo: number) =>
      does({ kind: 'population_update', scope: String(no), runNo }),
    platformUpdate: (_: string, no: number, runNo: number) =>
      does({ kind: 'platform_update', scope: String(no), runNo }),
    verification: (_: string, no: number) => does({ kind: 'verification', scope: String(no), runNo: 1 }),
    ...machine,
  };
  await temporal.withWorker(activities, async (taskQueue) => {
    const { workflow } = temporal.env.client;
    const workflowId = cleanListWorkflowId(list.listId);
    const tell = () =>
      workflow.signalWithStart(CLEAN_LIST, {
        workflowId,
        taskQueue,
        args: [{ listId: list.listId }],
        signal: LOOK,
        signalArgs: [],
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      });
    await tell();
    const officers = new Officers(list, tell, answers, silent).start();
    try {
      await story({ list, handle: workflow.getHandle(workflowId), tell, ran });
    } finally {
      officers.stop();
      await workflow
        .getHandle(workflowId)
        .terminate()
        .catch(() => {});
    }
  });
}

/** Waits until something is so, for ten seconds at most. */
export async function eventually(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  const until = Date.now() + 10_000;
  while (!(await check())) {
    if (Date.now() > until) throw new Error(`It did not happen: ${what}.`);
    await wait(5);
  }
}

/** Keeps the officers of some steps silent. */
export function silentAt(...steps: TaskStep[]): (task: FakeTask) => boolean {
  return ({ step }) => steps.includes(step);
}
