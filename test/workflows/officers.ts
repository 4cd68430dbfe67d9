import type { ParcelStage } from '#domain/process/states';
import type { TaskOutcome, TaskStep } from '#domain/process/steps';
import { isUnfinished, type FakeList, type FakeTask } from './fake-list.ts';

export const VILLAGES = ['22915-01', '22915-02', '22915-03'];

type Answer = (list: FakeList, task: FakeTask) => TaskOutcome | 'later';

const moves =
  (outcome: TaskOutcome, stage: ParcelStage): Answer =>
  (list, { scope }) => {
    list.parcel(Number(scope)).stage = stage;
    return outcome;
  };

/** What the acts of the API do to the facts when every officer answers in the ordinary way. */
export const ORDINARY: Readonly<Record<TaskStep, Answer>> = {
  direct: () => 'directed',
  open: (list) => {
    list.state = 'open';
    return 'opened';
  },
  compile: (list) => {
    list.parcel(1).stage = 'assign';
    return 'compiled';
  },
  assign: (list) => {
    list.parcel(1).stage = 'regrouped';
    for (const village of VILLAGES) list.addParcel('village', 'review', village);
    return 'assigned';
  },
  review: (list, { scope, round }) => {
    const parcel = list.parcels.find((p) => p.kind === 'village' && p.scope === scope && p.round === round);
    if (parcel !== undefined) parcel.stage = 'forward';
    return 'reviewed';
  },
  forward: (list) => {
    for (const parcel of list.parcels.filter((p) => p.kind === 'village' && p.stage === 'forward')) {
      parcel.stage = 'regrouped';
    }
    list.addParcel('police', 'verify');
    list.forwardRound += 1;
    return 'forwarded';
  },
  verify: moves('verified', 'sign'),
  sign: moves('offered', 'receive'),
  receive: moves('received', 'update'),
  update: (list, { scope }) => {
    const key = { kind: 'platform_update', scope, runNo: 1 } as const;
    if (list.job(key) === undefined) list.jobs.push({ ...key, state: 'requested' });
    if (list.job(key)?.state !== 'done') return 'later';
    list.parcel(Number(scope)).stage = 'check';
    return 'updated';
  },
  check: moves('checked', 'ended'),
};

/** Officers who answer every ready task at once, except those whom a test keeps silent or has answer otherwise. */
export class Officers {
  #tick: NodeJS.Timeout | undefined;

  constructor(
    private readonly list: FakeList,
    private readonly tell: () => Promise<unknown>,
    private readonly answers: Partial<Record<TaskStep, Answer>> = {},
    private readonly silent: (task: FakeTask) => boolean = () => false,
  ) {}

  start(): this {
    this.#tick = setInterval(() => this.#work(), 4);
    return this;
  }

  stop(): void {
    clearInterval(this.#tick);
  }

  #work(): void {
    let acted = false;
    for (const task of this.list.tasks.filter((t) => isUnfinished(t) && !t.preparing && !this.silent(t))) {
      if (this.list.state === 'paused' || this.list.state === 'cancelled') break;
      const before = JSON.stringify(this.list.jobs);
      const outcome = (this.answers[task.step] ?? ORDINARY[task.step])(this.list, task);
      if (outcome !== 'later') this.list.complete(task, outcome);
      acted ||= outcome !== 'later' || JSON.stringify(this.list.jobs) !== before;
    }
    if (acted) this.tell().catch(() => {});
  }
}
