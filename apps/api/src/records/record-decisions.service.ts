import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '#domain/errors';
import { BATCH_KINDS } from '#domain/files/row-states';
import { keepApplied } from '#persistence/files/batches';
import type { Act } from '#persistence/act';
import {
  acceptProposals,
  decideRecord,
  decideRecords,
  type Decision,
} from '#persistence/repositories/decisions';
import type { RecordView } from '#persistence/repositories/records';
import { valuesBefore } from '#persistence/repositories/undoing';
import { claimedTask, type Task } from '#persistence/repositories/tasks';
import { undecidedCount, workOf, type Work } from '#persistence/repositories/work';
import { correctedValues } from './corrected-values.ts';
import { DECIDABLE } from './decidable.ts';
import type { AcceptProposalsBody, DecisionItemBody } from './records.bodies.ts';

export interface Decided {
  readonly decided: number;
  /** How many of them had no outcome of this step before. */
  readonly first: number;
  /** The batch they form, which can be taken back as a whole. */
  readonly batchId: string;
}

/** Deciding records of a claimed task, in the caller's act. */
@Injectable()
export class RecordDecisionsService {
  async decideOne(act: Act, taskId: string, epoch: number, decision: DecisionItemBody): Promise<RecordView> {
    const { work, decisions } = await this.#read(act, taskId, epoch, [decision], true);
    return decideRecord(act, work, decisions[0] as Decision);
  }

  async decideMany(
    act: Act,
    taskId: string,
    epoch: number,
    items: readonly DecisionItemBody[],
  ): Promise<Decided> {
    const { task, work, decisions } = await this.#read(act, taskId, epoch, items, false);
    const batchId = randomUUID();
    const first = await decideRecords(act, work, decisions, { batchId });
    await keepApplied(act, task, work, {
      ...{ batchId, kind: 'decisions', name: BATCH_KINDS.decisions.vi, count: decisions.length },
    });
    return { decided: decisions.length, first, batchId };
  }

  /** Makes records undecided again. What they were before this task may break the rules for new values, so nobody has to send it. */
  async undo(
    act: Act,
    taskId: string,
    epoch: number,
    recordNos: readonly number[],
  ): Promise<{ undone: number }> {
    const { work } = await this.#claimed(act, taskId, epoch);
    const before = await valuesBefore(act, work, recordNos);
    await decideRecords(
      act,
      work,
      recordNos.map((recordNo): Decision => {
        return { recordNo, outcome: null, values: before.get(recordNo) ?? {} };
      }),
    );
    return { undone: recordNos.length };
  }

  async acceptProposals(act: Act, taskId: string, { epoch, outcomes, recordNos }: AcceptProposalsBody) {
    const task = await claimedTask(act, taskId, epoch, 'verify');
    if (task.preparing) throw new DomainError('task_preparing', { taskId, step: task.step });
    const work = workOf(task);
    const batchId = randomUUID();
    const filter = {
      ...(outcomes === undefined ? {} : { outcomes }),
      ...(recordNos === undefined ? {} : { recordNos }),
    };
    const accepted = await acceptProposals(act, work, filter, { batchId });
    const batch = { batchId, kind: 'proposals' as const, name: BATCH_KINDS.proposals.vi, count: accepted };
    if (accepted > 0) await keepApplied(act, task, work, batch);
    return {
      ...{ accepted, batchId: accepted > 0 ? batchId : null },
      undecidedCount: await undecidedCount(act, work),
    };
  }

  /** What is to be decided, on whose task, with normalised values. */
  async #read(
    act: Act,
    taskId: string,
    epoch: number,
    items: readonly DecisionItemBody[],
    single: boolean,
  ): Promise<{ task: Task; work: Work; decisions: Decision[] }> {
    const { task, work } = await this.#claimed(act, taskId, epoch);
    const allowed: readonly string[] = DECIDABLE[work.step as keyof typeof DECIDABLE];
    const unknown = items.findIndex(({ outcome }) => !allowed.includes(outcome));
    if (unknown >= 0) {
      throw new DomainError('unknown_outcome', {
        ...(single ? {} : { index: unknown }),
        ...{ recordNo: items[unknown]?.recordNo, allowed },
      });
    }
    const values = correctedValues(items, single);
    const decisions = items.map(({ recordNo, outcome, note, version }, i): Decision => {
      return { recordNo, outcome, values: values[i] ?? {}, note: note ?? null, version: version ?? null };
    });
    return { task, work, decisions };
  }

  async #claimed(act: Act, taskId: string, epoch: number): Promise<{ task: Task; work: Work }> {
    const task = await claimedTask(act, taskId, epoch, ['review', 'verify']);
    if (task.preparing) throw new DomainError('task_preparing', { taskId, step: task.step });
    return { task, work: workOf(task) };
  }
}
