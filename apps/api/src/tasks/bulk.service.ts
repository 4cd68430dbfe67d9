import { Inject, Injectable } from '@nestjs/common';
import type { ActName } from '#domain/authority/acts';
import { reachOf } from '#domain/authority/acts';
import { SUBSTITUTED_ACTS } from '#domain/authority/substitution';
import { DomainError } from '#domain/errors';
import type { Uuid } from '#domain/formats';
import type { TaskView } from '#persistence/repositories/inbox';
import type { Act, Idempotency } from '#persistence/act';
import { checkTask, submitTask, withdrawTask } from '#persistence/repositories/task-checks';
import { holdTask, releaseTask, splitTask, unholdTask } from '#persistence/repositories/task-claims';
import { commentTask, type CommentView } from '#persistence/repositories/task-comments';
import {
  delegateTask,
  forwardTask,
  prioritiseTask,
  reassignTask,
  recallTask,
  returnTask,
} from '#persistence/repositories/task-handing';
import { markTask, type ReadMark } from '#persistence/repositories/task-reads';
import type { ActingCapacity } from '../auth/capacity.ts';
import { ActsService } from '../database/acts.service.ts';
import { ActAnswer } from '../http/act-answer.ts';
import { itemOf } from '../http/idempotency.ts';
import { refusalOf } from '../http/postgres-refusals.ts';
import { problem, type Problem } from '../http/problem.filter.ts';
import { ClaimsService } from '../inbox/claims.service.ts';
import { StepsService } from '../steps/steps.service.ts';
import type { BulkAct, BulkInput, BulkItem } from './task-acts.inputs.ts';

export interface BulkResult {
  readonly taskId: Uuid;
  readonly status: number;
  readonly result?: Done;
  readonly problem?: Problem;
}

/** What the single act answers. */
type Done = TaskView | { readonly items: readonly TaskView[] } | CommentView | ReadMark;

export interface BulkAnswer {
  readonly dryRun: boolean;
  readonly done: number;
  readonly refused: number;
  readonly items: readonly BulkResult[];
}

type Work = (act: Act, item: BulkItem, input: BulkInput) => Promise<Done>;

/** Ends an act whose changes must not stay, with its answer. */
class NothingKept extends Error {
  constructor(readonly answer: Done) {
    super('dry run');
  }
}

/**
 * One act on many tasks, each in its own transaction: what is refused for one does not hold up the others. Each item has a key of its own
 * made of the request's, so a request that broke off in the middle is simply sent again.
 */
@Injectable()
export class BulkService {
  readonly #works: Readonly<Record<BulkAct, { readonly may: ActName; readonly work: Work }>>;

  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(ClaimsService) claims: ClaimsService,
    @Inject(StepsService) steps: StepsService,
  ) {
    this.#works = {
      claim: { may: 'task.claim', work: (act, { taskId }) => claims.take(act, taskId) },
      release: { may: 'task.release', work: (act, item) => releaseTask(act, item.taskId, epochOf(item)) },
      hold: {
        may: 'task.hold',
        work: (act, item, input) =>
          holdTask(act, item.taskId, {
            ...{
              epoch: epochOf(item),
              until: new Date(needed(input, 'until')),
              reason: needed(input, 'reason'),
            },
          }),
      },
      unhold: { may: 'task.hold', work: (act, item) => unholdTask(act, item.taskId, epochOf(item)) },
      split: {
        may: 'task.split',
        work: async (act, item, input) => ({
          items: await splitTask(act, item.taskId, epochOf(item), needed(input, 'parts')),
        }),
      },
      complete: {
        may: 'task.complete',
        work: (act, item, { outcome, reason }) =>
          steps.complete(act, item.taskId, {
            epoch: epochOf(item),
            ...(outcome === undefined ? {} : { outcome }),
            ...(reason === undefined ? {} : { reason }),
          }),
      },
      delegate: {
        may: 'task.delegate',
        work: (act, item, input) =>
          delegateTask(act, item.taskId, {
            ...{ epoch: epochOf(item), personId: needed(input, 'personId'), reason: needed(input, 'reason') },
          }),
      },
      return: {
        may: 'task.return',
        work: (act, item, { note }) => returnTask(act, item.taskId, { epoch: epochOf(item), note }),
      },
      recall: { may: 'task.delegate', work: (act, { taskId }) => recallTask(act, taskId) },
      forward: {
        may: 'task.forward',
        work: (act, item, input) =>
          forwardTask(act, item.taskId, {
            ...{ epoch: epochOf(item), officeId: needed(input, 'officeId'), reason: needed(input, 'reason') },
          }),
      },
      reassign: {
        may: 'task.reassign',
        work: (act, { taskId }, input) =>
          reassignTask(act, taskId, { personId: input.personId ?? null, reason: needed(input, 'reason') }),
      },
      priority: {
        may: 'task.prioritise',
        work: (act, { taskId }, input) =>
          prioritiseTask(act, taskId, {
            priority: needed(input, 'priority'),
            reason: needed(input, 'reason'),
          }),
      },
      submit: {
        may: 'task.submit',
        work: (act, item, { note }) => submitTask(act, item.taskId, { epoch: epochOf(item), note }),
      },
      withdraw: { may: 'task.submit', work: (act, item) => withdrawTask(act, item.taskId, epochOf(item)) },
      approve: {
        may: 'task.check',
        work: (act, { taskId }, { note }) => checkTask(act, taskId, 'approve', note),
      },
      changes: {
        may: 'task.check',
        work: (act, { taskId }, input) => checkTask(act, taskId, 'requestChanges', needed(input, 'note')),
      },
      comment: {
        may: 'task.comment',
        work: (act, { taskId }, input) => commentTask(act, taskId, needed(input, 'note')),
      },
      read: { may: 'inbox.read', work: (act, { taskId }) => markTask(act, taskId, true) },
      unread: { may: 'inbox.read', work: (act, { taskId }) => markTask(act, taskId, false) },
    };
  }

  /** @throws DomainError `no_permission` when the role may not do this act at all, `invalid_input` when a task is named twice or a field is missing. */
  async run(
    actor: ActingCapacity,
    idempotency: Idempotency,
    input: BulkInput,
  ): Promise<ActAnswer<BulkAnswer>> {
    const { may, work } = this.#works[input.act];
    if (
      reachOf(may, actor.role) === undefined ||
      (actor.onBehalfOf !== undefined && !SUBSTITUTED_ACTS.has(may))
    )
      throw new DomainError('no_permission', { act: may, role: actor.role });
    if (new Set(input.items.map(({ taskId }) => taskId)).size !== input.items.length)
      throw new DomainError('invalid_input', { field: 'items', reason: 'task_twice' });
    const items: BulkResult[] = [];
    for (const item of input.items)
      items.push(await this.#one(actor, itemOf(idempotency, item.taskId), input, item, work));
    const refused = items.filter((item) => item.problem !== undefined).length;
    const answer = { dryRun: input.dryRun ?? false, done: items.length - refused, refused, items };
    return new ActAnswer({ answer, status: 207, repeated: false });
  }

  async #one(
    actor: ActingCapacity,
    idempotency: Idempotency,
    input: BulkInput,
    item: BulkItem,
    work: Work,
  ): Promise<BulkResult> {
    const { taskId } = item;
    try {
      const { answer, status } = await this.acts.onTask(taskId, { actor, idempotency }, async (act) => {
        const result = await work(act, item, input);
        if (input.dryRun) throw new NothingKept(result);
        return result;
      });
      return { taskId, status, result: answer };
    } catch (error) {
      if (error instanceof NothingKept) return { taskId, status: 200, result: error.answer };
      const refusal = error instanceof DomainError ? error : refusalOf(error);
      if (
        refusal === undefined ||
        refusal.code === 'invalid_input' ||
        refusal.code === 'idempotency_key_reused'
      )
        throw error;
      const told = problem(refusal, { url: `/tasks/${taskId}` });
      return { taskId, status: told.status, problem: told };
    }
  }
}

function epochOf({ epoch, taskId }: BulkItem): number {
  if (epoch === undefined) throw missing('items.epoch', { taskId });
  return epoch;
}

function needed<K extends 'reason' | 'note' | 'until' | 'personId' | 'officeId' | 'priority' | 'parts'>(
  input: BulkInput,
  field: K,
): NonNullable<BulkInput[K]> {
  const value = input[field];
  if (value === undefined || value === null) throw missing(field);
  return value;
}

function missing(field: string, details: Readonly<Record<string, unknown>> = {}): DomainError {
  return new DomainError('invalid_input', {
    ...details,
    errors: [{ field, message: 'Bắt buộc nhập', messageEn: 'Must not be empty' }],
  });
}
