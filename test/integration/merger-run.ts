import { expect } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { TaskStep } from '#domain/process/steps';
import { Acts, SYSTEM } from '#persistence/act';
import { endList } from '#persistence/process/list-orders';
import { LOADED } from '#persistence/process/loading';
import { openTasks } from '#persistence/process/task-opening';
import type { RecordView } from '#persistence/repositories/records';
import type { TaskView } from '#persistence/repositories/inbox';
import type { Caller } from '../support/api.ts';
import { givenList, givenParcel } from '../support/chain.ts';
import { COMMUNE } from '../support/database.ts';
import { village, type Scenario } from './acts-scenario.ts';

/** Where a merger can come in: steps of the chain, and how far the step is. */
export const MOMENTS = [
  ...[
    'compile:opened',
    'compile:claimed',
    'compile:worked',
    'assign:opened',
    'assign:claimed',
    'assign:worked',
  ],
  ...[
    'review:opened',
    'review:claimed',
    'review:worked',
    'forward:opened',
    'forward:claimed',
    'forward:worked',
  ],
  ...[
    'verify:opened',
    'verify:claimed',
    'verify:worked',
    'sign:opened',
    'sign:claimed',
    'sign:frozen',
    'sign:offered',
  ],
  ...[
    'receive:opened',
    'receive:claimed',
    'receive:worked',
    'update:opened',
    'update:claimed',
    'update:worked',
  ],
  ...['check:opened', 'check:claimed', 'check:worked'],
] as const;
export type MergeMoment = (typeof MOMENTS)[number];

type Work = (taskId: string, epoch: number) => Promise<void>;
interface StepOptions {
  readonly scope?: string;
  readonly round?: number;
  readonly work?: Work;
}

/** Drives one list through the chain as its officers, whatever offices they have by then, and has a merger come in at one moment. */
export class MergerRun {
  listId = '';
  /** The merger comes once, also at a step that several villages do. */
  #merged = false;

  constructor(
    private readonly chain: Scenario,
    private readonly system: DataSource,
    private readonly at: MergeMoment,
    /** Makes the merger; the officers' posts are the new ones when it has ended. */
    private readonly merge: () => Promise<void>,
  ) {}

  /** A compiled list of a commune, loaded as the compile job does it. */
  async begin(communeCode: string, station: string, count: number): Promise<void> {
    const { owner } = this.chain;
    const { listId } = await givenList(owner, { communeCode });
    this.listId = listId;
    await givenParcel(owner, listId, {
      kind: 'list',
      scope: '',
      stage: 'compile',
      custodian: station,
      count,
    });
    await owner.query(
      `update records set village_code = $2 || '-0' || (1 + record_no % 2) where list_id = $1`,
      [listId, COMMUNE],
    );
    const custody = [{ from: null, to: station, records: `{[1,${count + 1})}`, count }];
    await new Acts(this.system).run({ actor: SYSTEM, lists: [listId] }, async (act) => {
      await act.query(LOADED, [listId, act.nextEventNo(listId), act.head(listId).provinceCode, 0]);
      await act.event(listId, { type: 'list.compiled', payload: { records: count }, changes: true, custody });
    });
  }

  async toTheEnd(): Promise<void> {
    const { station, commune, villages, police } = this.chain.officers;
    await this.#step(station, 'compile');
    await this.#step(commune, 'assign');
    for (const k of [1, 2]) {
      const who = villages[k - 1] as Caller;
      await this.#step(who, 'review', { scope: village(k), work: this.#deciding(who, 'confirmed') });
    }
    await this.#step(commune, 'forward');
    const scope = await this.#scopeAt('verify');
    await this.#step(police, 'verify', { scope, work: this.#deciding(police, 'matches') });
    const round = await this.#sign(scope, 1);
    await this.#receive(scope, round);
    await this.#step(station, 'update', { scope, round, work: (id, epoch) => this.#uploaded(id, epoch) });
    await this.#step(station, 'check', { scope, round });
    // The last check may have ended the list already.
    await new Acts(this.system).run({ actor: SYSTEM, lists: [this.listId] }, (act) =>
      endList(act, this.listId),
    );
  }

  async #open(step: TaskStep, scope: string, round: number): Promise<string> {
    await new Acts(this.system).run({ actor: SYSTEM, lists: [this.listId] }, (act) =>
      openTasks(act, this.listId, [{ step, scope, round, preparedBy: null }]),
    );
    const { rows } = await this.chain.owner.query<{ id: string }>(
      `select id from tasks where list_id = $1 and step = $2 and scope = $3 and round = $4 and part_no = 0`,
      [this.listId, step, scope, round],
    );
    return rows[0]?.id ?? '';
  }

  /** Merges when this is the moment; what was claimed is open again then. */
  async #moment(moment: MergeMoment): Promise<boolean> {
    if (moment !== this.at || this.#merged) return false;
    this.#merged = true;
    await this.merge();
    return true;
  }

  async #step(who: Caller, step: TaskStep, { scope = '', round = 1, work }: StepOptions = {}): Promise<void> {
    const taskId = await this.#open(step, scope, round);
    await this.#moment(`${step}:opened` as MergeMoment);
    let epoch = await this.chain.claim(who, taskId);
    if (await this.#moment(`${step}:claimed` as MergeMoment)) epoch = await this.chain.claim(who, taskId);
    await work?.(taskId, epoch);
    if (await this.#moment(`${step}:worked` as MergeMoment)) epoch = await this.chain.claim(who, taskId);
    const answer = await who.post<TaskView>(`/tasks/${taskId}/complete`, { epoch });
    expect({ step, ...answer }).toMatchObject({ step, status: 200, body: { state: 'completed' } });
  }

  #deciding(who: Caller, outcome: string): Work {
    return async (taskId, epoch) => {
      const { body } = await who.get<{ items: RecordView[] }>(`/tasks/${taskId}/records?limit=200`);
      const decisions = body.items.map(({ recordNo }) => ({ recordNo, outcome }));
      expect(await who.post(`/tasks/${taskId}/decisions`, { epoch, decisions })).toMatchObject({
        status: 200,
      });
    };
  }

  /** Returns the round the parcel was signed in: a signed offer between offices that ended is taken back and signed again. */
  async #sign(scope: string, round: number): Promise<number> {
    const { chief } = this.chain.officers;
    const taskId = await this.#open('sign', scope, round);
    await this.#moment('sign:opened');
    let epoch = await this.chain.claim(chief, taskId);
    if (await this.#moment('sign:claimed')) epoch = await this.chain.claim(chief, taskId);
    let handoverId = await this.#freeze(chief, taskId, epoch);
    if (await this.#moment('sign:frozen')) {
      epoch = await this.chain.claim(chief, taskId);
      handoverId = await this.#freeze(chief, taskId, epoch);
    }
    const manifest = await this.chain.text(chief, `/handovers/${handoverId}/manifest`);
    const signature = await this.chain.signature('truongca', manifest);
    const answer = await chief.post(`/handovers/${handoverId}/signature`, { epoch, signature });
    expect(answer).toMatchObject({ status: 200, body: { handover: { state: 'offered' } } });
    if (round > 1 || !(await this.#moment('sign:offered'))) return round;
    return this.#sign(scope, 2);
  }

  async #freeze(chief: Caller, taskId: string, epoch: number): Promise<string> {
    const frozen = await chief.post<{ handover: { id: string } }>(`/tasks/${taskId}/freeze`, { epoch });
    expect(frozen).toMatchObject({ status: 200 });
    return frozen.body.handover.id;
  }

  async #receive(scope: string, first: number): Promise<void> {
    const { station } = this.chain.officers;
    let round = first;
    let taskId = await this.#open('receive', scope, round);
    const merged = async (moment: MergeMoment): Promise<boolean> => {
      if (!(await this.#moment(moment))) return false;
      // The offer named the old offices: it was taken back, and the police sign anew.
      round = await this.#sign(scope, 2);
      taskId = await this.#open('receive', scope, round);
      return true;
    };
    await merged('receive:opened');
    let epoch = await this.chain.claim(station, taskId);
    if (await merged('receive:claimed')) epoch = await this.chain.claim(station, taskId);
    const draft = async () => {
      const answer = await station.post<{ receipt: string }>(`/tasks/${taskId}/receipt`, {
        epoch,
        refused: [],
      });
      expect(answer).toMatchObject({ status: 200 });
      return answer.body.receipt;
    };
    let receipt = await draft();
    if (await merged('receive:worked')) {
      epoch = await this.chain.claim(station, taskId);
      receipt = await draft();
    }
    const signature = await this.chain.signature('tramyte1', receipt);
    const answer = await station.post(`/tasks/${taskId}/receive`, { epoch, signature });
    expect(answer).toMatchObject({ status: 200, body: { state: 'completed' } });
  }

  async #uploaded(taskId: string, epoch: number): Promise<void> {
    const { station } = this.chain.officers;
    expect(await station.post(`/tasks/${taskId}/start`, { epoch })).toMatchObject({ status: 200 });
    await this.chain.owner.query(
      `update jobs set state = 'done' where list_id = $1 and kind = 'platform_update'`,
      [this.listId],
    );
  }

  async #scopeAt(stage: string): Promise<string> {
    const { rows } = await this.chain.owner.query<{ scope: string }>(
      `select scope from parcels where list_id = $1 and stage = $2`,
      [this.listId, stage],
    );
    return rows[0]?.scope ?? '';
  }
}
