import { Injectable } from '@nestjs/common';
import { DomainError } from '#domain/errors';
import { POLICE_OUTCOMES, VILLAGE_OUTCOMES } from '#domain/process/outcomes';
import type { Act } from '#persistence/act';
import { acceptProposals, decideRecords, type Decision } from '#persistence/repositories/decisions';
import { valuesBefore } from '#persistence/repositories/undoing';
import { readDecided, type RecordView } from '#persistence/repositories/records';
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
    const { work } = await this.#decide(act, taskId, epoch, [decision], true);
    const [record] = await readDecided(act, work, [decision.recordNo], act.actor.role);
    if (record === undefined) throw new DomainError('record_not_found', { recordNo: decision.recordNo });
    return record;
  }

  async decideMany(
    act: Act,
    taskId: string,
    epoch: number,
    decisions: readonly DecisionItemBody[],
  ): Promise<Decided> {
    const { first } = await this.#decide(act, taskId, epoch, decisions, false);
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

  async #decide(
    act: Act,
    taskId: string,
    epoch: number,
    items: readonly DecisionItemBody[],
    single: boolean,
  ): Promise<{ work: Work; first: number }> {
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
    const first = await decideRecords(
      act,
      work,
      items.map(({ recordNo, outcome, note, version }, i): Decision => {
        return { recordNo, outcome, values: values[i] ?? {}, note: note ?? null, version: version ?? null };
      }),
    );
    return { work, first };
  }

  async #claimed(act: Act, taskId: string, epoch: number): Promise<{ work: Work }> {
    const task = await claimedTask(act, taskId, epoch, ['review', 'verify']);
    if (task.preparing) throw new DomainError('task_preparing', { taskId, step: task.step });
    return { work: workOf(task) };
  }
}
