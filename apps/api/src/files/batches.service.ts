import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '#domain/errors';
import { BATCH_KINDS, type BatchKind } from '#domain/files/row-states';
import { stepRule } from '#domain/process/steps';
import type { Act, Idempotency } from '#persistence/act';
import {
  beginBatch,
  countRows,
  lockBatch,
  markApplied,
  numberBatch,
  readBatch,
  type BatchView,
} from '#persistence/files/batches';
import { stageRows } from '#persistence/files/batch-rows';
import { stageProposals } from '#persistence/files/decision-batches';
import { waitingRun } from '#persistence/files/carried-batches';
import { markUndone, refuseUndo } from '#persistence/files/undoing';
import { claimedTask, type Task } from '#persistence/repositories/tasks';
import { workOf, type Work } from '#persistence/repositories/work';
import type { ActingCapacity } from '../auth/capacity.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { correctedValues } from '../records/corrected-values.ts';
import { DECIDABLE } from '../records/decidable.ts';
import type { DecisionItemBody } from '../records/records.bodies.ts';
import { BatchKinds } from './batch-kinds.service.ts';
import type { TicksBody } from './files.bodies.ts';

interface Request {
  readonly actor: ActingCapacity;
  readonly idempotency: Idempotency;
  readonly status?: number;
}

export interface NewDecisions {
  readonly epoch: number;
  readonly name?: string | undefined;
  readonly decisions?: readonly DecisionItemBody[] | undefined;
  readonly proposals?:
    { readonly outcomes?: string[] | undefined; readonly recordNos?: number[] | undefined } | undefined;
}

/** Batches: previewed, applied and taken back as a whole. */
@Injectable()
export class BatchesService {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(BatchKinds) private readonly kinds: BatchKinds,
  ) {}

  /** Decisions, or the system's proposals, as a batch that changes nothing yet. @throws what `claimedTask` throws; `invalid_value`. */
  propose(taskId: string, body: NewDecisions, request: Request): Promise<ActAnswer<BatchView>> {
    return this.acts.onTask(taskId, { ...request, status: 201 }, async (act) => {
      const kind = body.decisions === undefined ? 'proposals' : 'decisions';
      const task = await this.#claimed(act, taskId, body.epoch, kind);
      const work = workOf(task);
      const batchId = await this.begin(act, task, work, kind, body.name);
      if (body.decisions === undefined) await stageProposals(act, work, batchId, body.proposals ?? {});
      else await this.#stage(act, work, batchId, body.decisions);
      return this.#shown(act, work, batchId, kind, 1);
    });
  }

  /** Ticks off what the station has done on the platform itself, as a batch that changes nothing yet. @throws what `claimedTask` throws; `act_not_allowed`. */
  tick(taskId: string, { epoch, name, ticks }: TicksBody, request: Request): Promise<ActAnswer<BatchView>> {
    return this.acts.onTask(taskId, { ...request, status: 201 }, async (act) => {
      const task = await this.#claimed(act, taskId, epoch, 'platform_update');
      const work = workOf(task);
      const runNo = await waitingRun(act, work, 'platform_update');
      const batchId = await this.begin(act, task, work, 'platform_update', name, runNo);
      const rows = ticks.map(({ recordNo, result, code }, i) => ({
        ...{
          rowNo: i + 1,
          recordNo,
          subjectId: null,
          exportId: null,
          version: null,
          state: 'change' as const,
          cells: null,
          problems: [],
        },
        decision: {
          word: result,
          result,
          failure: result === 'done' ? null : `platform_${code ?? 'refused_by_hand'}`,
        },
      }));
      await stageRows(act, batchId, rows);
      return this.#shown(act, work, batchId, 'platform_update', runNo);
    });
  }

  async #shown(act: Act, work: Work, batchId: string, kind: BatchKind, runNo: number): Promise<BatchView> {
    await this.kinds.of(kind).compare(act, work, { id: batchId, runNo });
    await countRows(act, batchId);
    const batch = await readBatch(act, act.actor, batchId);
    const payload = { batchId, batchNo: batch.no, kind, counts: batch.counts };
    await act.event(work.listId, { type: 'batch.checked', taskId: work.id, payload });
    return batch;
  }

  /** Begins and numbers a batch that comes in no file. */
  async begin(
    act: Act,
    task: Task,
    work: Work,
    kind: BatchKind,
    name: string | undefined,
    runNo = 1,
  ): Promise<string> {
    const { provinceCode, communeCode, listId } = work;
    const batchId = await beginBatch(act, act.actor, {
      ...{
        provinceCode,
        communeCode,
        villageCode: task.villageCode,
        listId,
        taskId: task.id,
        kind,
        runNo,
      },
      ...{ name: name ?? BATCH_KINDS[kind].vi, file: null },
    });
    await numberBatch(act, batchId, { format: null, headings: null, warnings: [] });
    return batchId;
  }

  /** Applies the rows that still change something; what is wrong or overtaken stays with the batch. @throws `act_not_allowed`, what `claimedTask` throws. */
  async apply(batchId: string, epoch: number, request: Request): Promise<ActAnswer<BatchView>> {
    const { taskId, kind } = await this.acts.read(request.actor, (sql) =>
      readBatch(sql, request.actor, batchId),
    );
    return this.acts.onTask(taskId, request, async (act) => {
      const work = workOf(await this.#claimed(act, taskId, epoch, kind));
      const batch = await lockBatch(act, batchId);
      if (batch.state !== 'checked')
        throw new DomainError('act_not_allowed', { batchId, state: batch.state, allowed: ['checked'] });
      const { applied, eventNo } = await this.kinds.of(kind).apply(act, work, batch);
      if (applied === 0)
        await act.event(work.listId, {
          type: 'batch.applied',
          taskId,
          payload: { batchId, batchNo: batch.no, kind, count: 0 },
        });
      await markApplied(act, batchId, eventNo);
      await countRows(act, batchId);
      return readBatch(act, act.actor, batchId);
    });
  }

  /**
   * Takes an applied batch back, exactly, while its step is at work and nobody has changed its records since.
   * @throws DomainError `batch_not_undoable` with the reason; what `claimedTask` throws.
   */
  async undo(
    batchId: string,
    { epoch, reason }: { epoch: number; reason: string },
    request: Request,
  ): Promise<ActAnswer<BatchView>> {
    const seen = await this.acts.read(request.actor, (sql) => readBatch(sql, request.actor, batchId));
    return this.acts.onTask(seen.taskId, request, async (act) => {
      const task = await this.#stillAtWork(act, seen, epoch);
      const batch = await lockBatch(act, batchId);
      if (batch.state !== 'applied') refuseUndo(batch, 'not_applied', { state: batch.state });
      const work = workOf(task);
      const eventNo = await this.kinds.of(batch.kind).undo(act, work, batch, reason);
      await markUndone(act, batchId, eventNo, reason);
      await countRows(act, batchId);
      return readBatch(act, act.actor, batchId);
    });
  }

  /** A completed step is the reason people need, not that the task is gone. */
  async #stillAtWork(act: Act, seen: BatchView, epoch: number): Promise<Task> {
    try {
      return await this.#claimed(act, seen.taskId, epoch, seen.kind);
    } catch (error) {
      const state =
        error instanceof DomainError && error.code === 'act_not_allowed' ? error.details['state'] : undefined;
      if (state === 'completed' || state === 'cancelled')
        refuseUndo({ id: seen.id, no: seen.no ?? 0 }, 'step_completed', { state });
      throw error;
    }
  }

  async #claimed(act: Act, taskId: string, epoch: number, kind: BatchKind): Promise<Task> {
    const task = await claimedTask(act, taskId, epoch, [...BATCH_KINDS[kind].steps]);
    if (stepRule(task.step).decides && task.preparing) {
      if (!BATCH_KINDS[kind].file || kind === 'review')
        throw new DomainError('task_preparing', { taskId, step: task.step });
    }
    return task;
  }

  async #stage(act: Act, work: Work, batchId: string, decisions: readonly DecisionItemBody[]): Promise<void> {
    const allowed = DECIDABLE[work.step as keyof typeof DECIDABLE] as readonly string[];
    const unknown = decisions.findIndex(({ outcome }) => !allowed.includes(outcome));
    if (unknown >= 0)
      throw new DomainError('unknown_outcome', {
        index: unknown,
        recordNo: decisions[unknown]?.recordNo,
        allowed,
      });
    const values = correctedValues(decisions, false);
    await stageRows(
      act,
      batchId,
      decisions.map(({ recordNo, outcome, note, version }, i) => ({
        ...{ rowNo: i + 1, recordNo, subjectId: null, exportId: null, version: version ?? null },
        ...{ state: 'change' as const, cells: null, problems: [] },
        decision: { outcome, values: values[i] ?? {}, note: note ?? null },
      })),
    );
  }
}
