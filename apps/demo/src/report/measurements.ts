import type { TaskStep } from '#domain/process/steps';
import { STEPS } from '#domain/process/steps';

interface StepTimes {
  firstAt: number;
  lastAt: number;
  tasks: number;
}

/** What the driver itself measures; everything about right and wrong comes from the judge. */
export class Measurements {
  readonly #nextTask: { readonly step: TaskStep; readonly milliseconds: number }[] = [];
  readonly #steps = new Map<TaskStep, StepTimes>();
  #firstOpenedAt: number | undefined;
  #lastEndedAt = 0;
  humanSteps = 0;
  singleDecisions = 0;
  bulkDecisions = 0;
  acceptedProposals = 0;

  /** A list's opening, `performance.now()`. */
  opened(at: number): void {
    this.#firstOpenedAt ??= at;
  }

  /** The end of a list, or of everything in it that can end. */
  ended(at: number): void {
    this.#lastEndedAt = Math.max(this.#lastEndedAt, at);
  }

  /** From the answer of a completed task to the next officer's inbox showing the next task, in milliseconds. */
  nextTask(step: TaskStep, milliseconds: number): void {
    this.#nextTask.push({ step, milliseconds: Math.max(0, milliseconds) });
  }

  taskSeen(step: TaskStep, at: number): void {
    const times = this.#steps.get(step);
    if (times === undefined) this.#steps.set(step, { firstAt: at, lastAt: at, tasks: 0 });
  }

  taskDone(step: TaskStep, at: number): void {
    this.humanSteps++;
    const times = this.#steps.get(step);
    if (times === undefined) return;
    times.lastAt = Math.max(times.lastAt, at);
    times.tasks++;
  }

  /** From opening the first list to the end of the last. */
  get seconds(): number {
    return this.#firstOpenedAt === undefined ? 0 : (this.#lastEndedAt - this.#firstOpenedAt) / 1_000;
  }

  /** 95 of 100 next tasks were visible within this many milliseconds. */
  get nextTaskP95Ms(): number {
    return percentile(
      this.#nextTask.map(({ milliseconds }) => milliseconds),
      0.95,
    );
  }

  /** The longest wait for a task of each step, milliseconds. */
  get nextTaskMaxMs(): Record<string, number> {
    const longest: Record<string, number> = {};
    for (const { step, milliseconds } of this.#nextTask) {
      longest[step] = Math.max(longest[step] ?? 0, Math.round(milliseconds));
    }
    return longest;
  }

  get nextTaskSamples(): number {
    return this.#nextTask.length;
  }

  /** Seconds from the first task of a step to the last completed one, over all lists, in the order of the chain. */
  stepSeconds(): { step: TaskStep; seconds: number; tasks: number }[] {
    return STEPS.flatMap((step) => {
      const times = this.#steps.get(step);
      return times === undefined
        ? []
        : [{ step, seconds: (times.lastAt - times.firstAt) / 1_000, tasks: times.tasks }];
    });
  }
}

/** The nearest-rank percentile; 0 for no samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = Math.max(0, Math.ceil(share * sorted.length) - 1);
  return Math.round((sorted[rank] ?? 0) * 10) / 10;
}
