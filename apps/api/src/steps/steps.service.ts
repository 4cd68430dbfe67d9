import { Inject, Injectable } from '@nestjs/common';
import { dutyOfStep } from '#domain/authority/duties';
import { DomainError } from '#domain/errors';
import type { Step, TaskOutcome } from '#domain/process/steps';
import { stepRule } from '#domain/process/steps';
import type { Act } from '#persistence/act';
import { acceptOffered } from '#persistence/repositories/attested-handovers';
import { noteDuty, refuseOwnWork } from '#persistence/repositories/duties';
import { changedTask, type TaskView } from '#persistence/repositories/inbox';
import type { Evidence } from '#persistence/repositories/manifests';
import { campaignOpened, listOpened } from '#persistence/repositories/openings';
import { checkReady } from '#persistence/repositories/readiness';
import { requestUpdate } from '#persistence/repositories/station-jobs';
import { claimedTask, completeTask, type Task } from '#persistence/repositories/tasks';
import { workOf, type Work } from '#persistence/repositories/work';
import { EVIDENCE } from '../handovers/evidence.provider.ts';
import { ASSIGN } from './assign.completion.ts';
import { COMPILE } from './compile.completion.ts';
import { FORWARD } from './forward.completion.ts';
import { REVIEW } from './review.completion.ts';
import { SIGN } from './sign.completion.ts';
import { CHECK, RECEIVE, UPDATE } from './station.completions.ts';
import type { StepCompletion } from './step-completion.ts';
import type { CompleteBody } from './steps.bodies.ts';
import { VERIFY } from './verify.completion.ts';

const COMPLETIONS = {
  compile: COMPILE,
  assign: ASSIGN,
  review: REVIEW,
  forward: FORWARD,
  verify: VERIFY,
  sign: SIGN,
  receive: RECEIVE,
  update: UPDATE,
  check: CHECK,
} as const satisfies Record<Exclude<Step, 'open'>, StepCompletion>;

/** Ends steps: the task, its parcels, the handovers and the events that prove them, in the caller's act. */
@Injectable()
export class StepsService {
  constructor(@Inject(EVIDENCE) private readonly evidence: Evidence) {}

  /** @throws DomainError what `claimedTask` throws; `task_preparing`, `task_incomplete`, `unknown_outcome`, and what the step refuses. */
  async complete(act: Act, taskId: string, body: CompleteBody): Promise<TaskView> {
    const task = await claimedTask(act, taskId, body.epoch, 'any', 'complete');
    const { outcomes } = stepRule(task.step);
    if (body.outcome !== undefined && !outcomes.includes(body.outcome)) {
      throw new DomainError('unknown_outcome', { outcome: body.outcome, allowed: outcomes });
    }
    if (task.preparing) throw new DomainError('task_preparing', { taskId, step: task.step });
    if (task.step === 'direct' || task.step === 'open') await this.#completeOpening(act, task);
    else await this.#completeStep(act, task, COMPLETIONS[task.step], body);
    return changedTask(act, taskId);
  }

  /** Step 9: asks for the next run of the platform update. */
  async start(act: Act, taskId: string, epoch: number): Promise<TaskView> {
    const task = await claimedTask(act, taskId, epoch, 'update', 'start');
    const work = workOf(task);
    const runNo = await requestUpdate(act, work);
    await act.event(work.listId, { type: 'update.started', taskId, payload: { scope: work.scope, runNo } });
    await act.tell('cleanList', work.listId);
    return changedTask(act, taskId);
  }

  async #completeOpening(act: Act, task: Task): Promise<void> {
    if (task.step === 'direct') {
      await checkReady(act, task.campaignId);
      await completeTask(act, task, 'directed');
      await campaignOpened(act, task.campaignId);
    } else if (task.listId !== null) {
      await completeTask(act, task, 'opened');
      await listOpened(act, task.listId, task.id);
    }
  }

  /** Who completes a step answers for it later; at review and verification that was noted with each decision. */
  async #answerFor(act: Act, task: Task, work: Work): Promise<void> {
    const duty = dutyOfStep(task.step);
    if (duty === undefined || stepRule(task.step).decides) return;
    await refuseOwnWork(act, task);
    await noteDuty(act, work, duty);
  }

  async #completeStep(act: Act, task: Task, step: StepCompletion, body: CompleteBody): Promise<void> {
    const work = workOf(task);
    const whole = { ...work, records: null };
    const context = { act, task, work, whole, body, evidence: this.evidence };
    // What arrived after the claim was offered to this office, too, and goes on with the rest.
    const checked = step.check(context);
    const [outcome]: [TaskOutcome, unknown] = await Promise.all([
      checked,
      acceptOffered(act, whole, this.evidence, checked),
    ]);
    if (outcome !== 'returned') await this.#answerFor(act, task, work);
    const { stepEnded } = await completeTask(act, task, outcome, body.reason ?? null);
    if (stepEnded) await step.apply(context, outcome);
    else
      await act.event(work.listId, {
        type: 'task.part_completed',
        taskId: task.id,
        payload: { part: task.partNo },
      });
    await act.tell('cleanList', work.listId);
  }
}
