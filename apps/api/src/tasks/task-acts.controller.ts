import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Act, Idempotency } from '#persistence/act';
import type { TaskView } from '#persistence/repositories/inbox';
import { checkTask, submitTask, withdrawTask } from '#persistence/repositories/task-checks';
import { commentTask, readComments, type CommentView } from '#persistence/repositories/task-comments';
import {
  delegateTask,
  forwardTask,
  prioritiseTask,
  reassignTask,
  recallTask,
  returnTask,
} from '#persistence/repositories/task-handing';
import { markTask, type ReadMark } from '#persistence/repositories/task-reads';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, PageQuery, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { EpochInput } from '../inbox/inbox.inputs.ts';
import { BulkService, type BulkAnswer } from './bulk.service.ts';
import {
  BulkInput,
  ChangesInput,
  CheckInput,
  CommentInput,
  DelegateInput,
  ForwardInput,
  NotedInput,
  PriorityInput,
  ReassignInput,
} from './task-acts.inputs.ts';

/** Acts that change whose turn it is, or what is known about a task; working on it is elsewhere. */
@ApiTags('tasks')
@Controller('tasks')
export class TaskActsController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(BulkService) private readonly bulk: BulkService,
  ) {}

  /** One act on many tasks: 207 with the result of each. With `dryRun` nothing is changed. The right to the act itself is checked inside. */
  @May('inbox.read')
  @HttpCode(207)
  @Post('bulk')
  many(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Body() input: BulkInput,
  ): Promise<ActAnswer<BulkAnswer>> {
    return this.bulk.run(actor, idempotency, input);
  }

  @May('task.delegate')
  @Post(':id/delegate')
  delegate(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() input: DelegateInput,
  ): Promise<ActAnswer<TaskView>> {
    return this.#on(id, actor, idempotency, (act) => delegateTask(act, id, input));
  }

  /** Back to whoever delegated the task. */
  @May('task.return')
  @Post(':id/return')
  return(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { epoch, note }: NotedInput,
  ): Promise<ActAnswer<TaskView>> {
    return this.#on(id, actor, idempotency, (act) => returnTask(act, id, { epoch, note }));
  }

  /** Takes back what was delegated, or done by a substitute. */
  @May('task.delegate')
  @Post(':id/recall')
  recall(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
  ): Promise<ActAnswer<TaskView>> {
    return this.#on(id, actor, idempotency, (act) => recallTask(act, id));
  }

  @May('task.forward')
  @Post(':id/forward')
  forward(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() input: ForwardInput,
  ): Promise<ActAnswer<TaskView>> {
    return this.#on(id, actor, idempotency, (act) => forwardTask(act, id, input));
  }

  @May('task.reassign')
  @Post(':id/reassign')
  reassign(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { personId = undefined, reason }: ReassignInput,
  ): Promise<ActAnswer<TaskView>> {
    return this.#on(id, actor, idempotency, (act) =>
      reassignTask(act, id, { personId: personId ?? null, reason }),
    );
  }

  @May('task.prioritise')
  @Put(':id/priority')
  prioritise(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() input: PriorityInput,
  ): Promise<ActAnswer<TaskView>> {
    return this.#on(id, actor, idempotency, (act) => prioritiseTask(act, id, input));
  }

  /** Asks for a colleague's check. */
  @May('task.submit')
  @Post(':id/submit')
  submit(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { epoch, note }: NotedInput,
  ): Promise<ActAnswer<TaskView>> {
    return this.#on(id, actor, idempotency, (act) => submitTask(act, id, { epoch, note }));
  }

  @May('task.submit')
  @Post(':id/withdraw')
  withdraw(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { epoch }: EpochInput,
  ): Promise<ActAnswer<TaskView>> {
    return this.#on(id, actor, idempotency, (act) => withdrawTask(act, id, epoch));
  }

  @May('task.check')
  @Post(':id/approve')
  approve(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { note }: CheckInput,
  ): Promise<ActAnswer<TaskView>> {
    return this.#on(id, actor, idempotency, (act) => checkTask(act, id, 'approve', note));
  }

  @May('task.check')
  @Post(':id/changes')
  requestChanges(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { note }: ChangesInput,
  ): Promise<ActAnswer<TaskView>> {
    return this.#on(id, actor, idempotency, (act) => checkTask(act, id, 'requestChanges', note));
  }

  @May('task.comment')
  @HttpCode(201)
  @Post(':id/comments')
  comment(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { text }: CommentInput,
  ): Promise<ActAnswer<CommentView>> {
    return this.acts.onTask(id, { actor, idempotency, status: 201 }, (act) => commentTask(act, id, text));
  }

  @May('task.read')
  @Get(':id/comments')
  async comments(
    @Capacity() actor: ActingCapacity,
    @Param('id', UuidPipe) id: string,
    @Query() { cursor, limit = USUAL_LIMIT }: PageQuery,
  ): Promise<Page<CommentView>> {
    const [after] = decodeCursor(cursor, ['number']) ?? [0];
    const rows = await this.acts.read(actor, (sql) => readComments(sql, actor, id, after, limit));
    return pageOf(rows, limit, ({ no }) => [no]);
  }

  @May('inbox.read')
  @Put(':id/read')
  read(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
  ): Promise<ActAnswer<ReadMark>> {
    return this.acts.run({ actor, idempotency }, (act) => markTask(act, id, true));
  }

  @May('inbox.read')
  @Delete(':id/read')
  unread(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
  ): Promise<ActAnswer<ReadMark>> {
    return this.acts.run({ actor, idempotency }, (act) => markTask(act, id, false));
  }

  #on(
    id: string,
    actor: ActingCapacity,
    idempotency: Idempotency,
    work: (act: Act) => Promise<TaskView>,
  ): Promise<ActAnswer<TaskView>> {
    return this.acts.onTask(id, { actor, idempotency }, work);
  }
}
