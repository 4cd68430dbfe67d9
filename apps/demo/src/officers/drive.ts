import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskStep } from '#domain/process/steps';
import { Refused } from '../connection/http.ts';
import type { Api, Officer, Task } from '../connection/api.ts';
import type { Simulators } from '../connection/simulators.ts';
import type { Measurements } from '../report/measurements.ts';
import type { PoliceMachine } from '../by-hand/police-machine.ts';
import type { Progress } from '../report/progress.ts';

/** The people who drive one commune's list. */
export interface CommuneOfficers {
  readonly commune: Officer;
  readonly stations: readonly [Officer, Officer];
  readonly police: readonly [Officer, Officer];
  readonly chief: Officer;
  readonly villages: ReadonlyMap<string, Officer>;
}

export interface ListPlan {
  readonly listId: string;
  readonly communeCode: string;
  readonly officers: CommuneOfficers;
  /** The commune that residents of elsewhere are offered to. */
  readonly neighbour: { readonly communeCode: string; readonly station: Officer };
  /** Villages that never answer. */
  readonly silent: ReadonlySet<string>;
  /** Police return three records to two villages, the station refuses two of the signed parcel. */
  readonly returns: boolean;
  /** The police's own machine, where the commune works by files; undefined where the system calls the others itself. */
  readonly machine?: PoliceMachine | undefined;
  /** Comments, papers, messages and a substitution beside the chain. */
  readonly errands: boolean;
}

export interface Tools {
  readonly api: Api;
  readonly simulators: Simulators;
  readonly measurements: Measurements;
  readonly progress: Progress;
  /** Longest wait for a next task, milliseconds. */
  readonly patienceMs: number;
}

/** A task that must appear in somebody's inbox because of an act. */
export interface Expected {
  readonly who: Officer;
  readonly step: TaskStep;
  readonly scope?: string;
  /** False when the task is not due at once, such as a forward task that waits for a deadline. */
  readonly measured?: boolean;
}

/** What a step's handler leaves: the tasks that follow, and when the act that leads to them was answered. */
export interface Followers {
  readonly at: number;
  readonly expected: readonly Expected[];
}

/**
 * The first look comes when a task can be there at the earliest, the next ones ever later: looking costs the server the time it needs for
 * the work, and eight villages look at once.
 */
const FIRST_LOOK_MS = 30;
const NEXT_LOOK_MS = 10;
const LOOKS_GROW = 1.2;
const SLOWEST_LOOK_MS = 60;
const PREPARING_MS = 40;
const SLOWEST_MS = 250;

/** One list on its way: the state that its officers' step handlers share. */
export class Drive {
  readonly #taken = new Set<string>();
  /** Villages that still have to answer before the commune can forward without leaving anybody out. */
  openReviews = 0;
  returnsDone = false;
  refusalsDone = false;

  constructor(
    readonly tools: Tools,
    readonly plan: ListPlan,
  ) {}

  get api(): Api {
    return this.tools.api;
  }

  /** Marks a task as somebody's; false when another handler has it. */
  take(taskId: string): boolean {
    if (this.#taken.has(taskId)) return false;
    this.#taken.add(taskId);
    return true;
  }

  /**
   * Looks into the officer's inbox until the task is there: fast at first, so that the time to the next task is
   * measured to some milliseconds, then slowly. What is measured can only be too long.
   * @throws Error when patience has run out, naming step and scope.
   */
  async nextTask({ who, step, scope }: Expected): Promise<{ task: Task; seenAt: number }> {
    const giveUpAt = Date.now() + this.tools.patienceMs;
    await sleep(FIRST_LOOK_MS - NEXT_LOOK_MS);
    for (
      let pause = NEXT_LOOK_MS;
      Date.now() < giveUpAt;
      pause = Math.min(pause * LOOKS_GROW, SLOWEST_LOOK_MS)
    ) {
      await sleep(pause);
      const tasks = await this.api.tasks(who, this.plan.listId, step);
      const seenAt = performance.now();
      for (const task of tasks) {
        const fits = task.step === step && (scope === undefined || task.scope === scope);
        if (fits && this.take(task.id)) return { task, seenAt };
      }
    }
    throw new Error(`No task ${step}${scope === undefined ? '' : ` ${scope}`} appeared for ${who.login}.`);
  }

  /** Waits until the system has prepared what the officer works on. */
  prepared(who: Officer, task: Task): Promise<Task> {
    return task.preparing ? this.until(who, task, ({ preparing }) => !preparing) : Promise.resolve(task);
  }

  /** Waits until the task is ready, or its material waits for people to fetch it; true in the second case. */
  async waitsForPeople(who: Officer, task: Task): Promise<boolean> {
    if (!task.preparing) return false;
    const now = await this.until(who, task, ({ preparing, job }) => !preparing || job?.state === 'by_hand');
    return now.preparing;
  }

  /**
   * Looks at the task in the inbox (a page counts nothing, so it costs the server less than the task itself) until it is as wanted.
   * @throws Error when patience has run out.
   */
  async until(who: Officer, task: Task, wanted: (now: Task) => boolean): Promise<Task> {
    const giveUpAt = Date.now() + this.tools.patienceMs;
    for (let pause = PREPARING_MS; Date.now() < giveUpAt; pause = Math.min(pause * 1.5, SLOWEST_MS)) {
      await sleep(pause);
      const tasks = await this.api.tasks(who, this.plan.listId, task.step);
      const now = tasks.find(({ id }) => id === task.id);
      if (now !== undefined && wanted(now)) return now;
    }
    throw new Error(`The task ${task.step} of ${who.login} never became ready.`);
  }

  /** Claims the task; a claim of the same officer that was answered but lost is found again. */
  async claim(who: Officer, task: Task): Promise<Task> {
    try {
      return (await this.api.write<Task>(who, 'POST', `/tasks/${task.id}/claim`)).body;
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 409) throw error;
      const now = await this.api.get<Task>(who, `/tasks/${task.id}`);
      if (now.state === 'claimed') return now;
      throw error;
    }
  }

  /** Completes the task and leaves what follows. */
  async complete(
    who: Officer,
    task: Task,
    extra: Readonly<Record<string, unknown>> = {},
  ): Promise<{ at: number }> {
    const { at } = await this.api.write(who, 'POST', `/tasks/${task.id}/complete`, {
      epoch: task.claimEpoch,
      ...extra,
    });
    this.done(task, at);
    return { at };
  }

  done(task: Task, at: number): void {
    this.tools.measurements.taskDone(task.step, at);
    this.tools.progress.passed(task.step, task.step === 'open' ? 0 : task.recordCount);
  }
}
