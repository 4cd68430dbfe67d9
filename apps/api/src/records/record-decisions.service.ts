import { Injectable } from '@nestjs/common';
import { DomainError } from '#domain/errors';
import { POLICE_OUTCOMES, VILLAGE_OUTCOMES } from '#domain/process/outcomes';
import type { Act } from '#persistence/act';
import {
  acceptProposals,
  decideRecord,
  decideRecords,
  type Decision,
} from '#persistence/repositories/decisions';
import type { RecordView } from '#persistence/repositories/records';
import { valuesBefore } from '#persistence/repositories/undoing';
import { claimedTask } from '#persistence/repositories/tasks';
import { undecidedCount, workOf, type Work } from '#persistence/repositories/work';
import { correctedValues } from './corrected-values.ts';
import type { AcceptProposalsBody, DecisionItemBody } from './records.bodies.ts';

/** `exempt` is the system's word for foreigners, no officer's finding. */
const OUTCOMES = {
  review: VILLAGE_OUTCOMES,
  verify: POLICE_OUTCOMES.filter((outcome) => outcome !== 'exempt'),
} as const;

export interface Decided {
  readonly decided: number;
  /** How many of them had no outcome of this step before. */
  readonly first: number;
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
    const { work, decisions } = await this.#read(act, taskId, epoch, items, false);
    const first = await decideRecords(act, work, decisions);
    return { decided: decisions.length, first };
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
    const accepted = await acceptProposals(act, work, {
      ...(outcomes === undefined ? {} : { outcomes }),
      ...(recordNos === undefined ? {} : { recordNos }),
    });
    return { accepted, undecidedCount: await undecidedCount(act, work) };
  }

  /** What is to be decided, on whose task, with normalised values. */
  async #read(
    act: Act,
    taskId: string,
    epoch: number,
    items: readonly DecisionItemBody[],
    single: boolean,
  ): Promise<{ work: Work; decisions: Decision[] }> {
    const { work } = await this.#claimed(act, taskId, epoch);
    const allowed: readonly string[] = OUTCOMES[work.step as keyof typeof OUTCOMES];
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
    return { work, decisions };
  }

  async #claimed(act: Act, taskId: string, epoch: number): Promise<{ work: Work }> {
    const task = await claimedTask(act, taskId, epoch, ['review', 'verify']);
    if (task.preparing) throw new DomainError('task_preparing', { taskId, step: task.step });
    return { work: workOf(task) };
  }
}
