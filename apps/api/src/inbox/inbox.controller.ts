import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Act, Idempotency } from '#persistence/act';
import {
  countInbox,
  readInbox,
  readTask,
  type InboxCount,
  type TaskView,
} from '#persistence/repositories/inbox';
import {
  countQueues,
  hasQueue,
  QUEUES,
  readQueue,
  type QueueCount,
} from '#persistence/repositories/inbox-queues';
import { extendTask } from '#persistence/repositories/extending';
import { holdTask, releaseTask, splitTask, unholdTask } from '#persistence/repositories/task-claims';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { ClaimsService } from './claims.service.ts';
import { EpochInput, ExtendInput, HoldInput, NextInput, SplitInput, TasksQuery } from './inbox.inputs.ts';

const UNFINISHED = ['open', 'claimed', 'held'];

const isAbsent = (value: unknown): boolean => value === undefined;

@ApiTags('tasks')
@Controller('tasks')
export class InboxController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(ClaimsService) private readonly claims: ClaimsService,
  ) {}

  /** The tasks this post may work on, urgent ones first, then by deadline. */
  @May('inbox.read')
  @Get()
  async list(
    @Capacity() actor: ActingCapacity,
    @Query() { cursor, limit = USUAL_LIMIT, ...wanted }: TasksQuery,
  ): Promise<Page<TaskView>> {
    const after = decodeCursor(cursor, ['number', 'moment', 'uuid']);
    const {
      state: states = UNFINISHED,
      queue = 'role',
      sort = 'priority',
      dueBefore,
      step,
      listId,
      ...more
    } = wanted;
    const plain =
      queue === 'role' && sort === 'priority' && [dueBefore, ...Object.values(more)].every(isAbsent);
    const due = dueBefore === undefined ? {} : { dueBefore: new Date(dueBefore) };
    const rows = await this.acts.read(
      actor,
      (sql) =>
        plain
          ? readInbox(sql, actor, { states, step, listId }, after, limit)
          : readQueue(sql, actor, queue, { states, step, listId, ...more, ...due }, { sort, after, limit }),
      { byKeys: plain },
    );
    const { items, nextCursor } = pageOf(rows, limit, ({ key }) => key);
    const tasks = items.map(({ view }) => view);
    this.acts.remember(tasks);
    return { items: tasks, nextCursor };
  }

  @May('inbox.read')
  @Get('counts')
  async counts(@Capacity() actor: ActingCapacity): Promise<{ items: InboxCount[] }> {
    return { items: await this.acts.read(actor, (sql) => countInbox(sql, actor)) };
  }

  /** Exact counts of every queue the post has, as of one moment. */
  @May('inbox.read')
  @Get('queues')
  async queues(@Capacity() actor: ActingCapacity): Promise<{ items: QueueCount[] }> {
    const own = QUEUES.filter((queue) => hasQueue(queue, actor));
    return { items: await this.acts.read(actor, (sql) => countQueues(sql, actor, own)) };
  }

  @May('task.read')
  @Get(':id')
  read(@Capacity() actor: ActingCapacity, @Param('id', UuidPipe) id: string): Promise<TaskView> {
    return this.acts.read(actor, (sql) => readTask(sql, actor, id), { byKeys: true });
  }

  @May('task.claim')
  @Post('next')
  next(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Body() { step }: NextInput,
  ): Promise<ActAnswer<TaskView>> {
    return this.claims.next(actor, idempotency, step);
  }

  @May('task.claim')
  @Post(':id/claim')
  claim(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
  ): Promise<ActAnswer<TaskView>> {
    return this.claims.claim(actor, idempotency, id);
  }

  @May('task.release')
  @Post(':id/release')
  release(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { epoch }: EpochInput,
  ): Promise<ActAnswer<TaskView>> {
    return this.acts.onTask(id, { actor, idempotency }, (act) => releaseTask(act, id, epoch));
  }

  @May('task.hold')
  @Post(':id/hold')
  hold(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { epoch, until, reason }: HoldInput,
  ): Promise<ActAnswer<TaskView>> {
    return this.acts.onTask(id, { actor, idempotency }, (act) =>
      holdTask(act, id, { epoch, until: new Date(until), reason }),
    );
  }

  @May('task.hold')
  @Post(':id/unhold')
  unhold(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { epoch }: EpochInput,
  ): Promise<ActAnswer<TaskView>> {
    return this.acts.onTask(id, { actor, idempotency }, (act) => unholdTask(act, id, epoch));
  }

  /** A later deadline, given by an office above with a reason; reminder and escalations move along. */
  @May('task.extend')
  @Post(':id/extend')
  extend(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { dueAt, reason }: ExtendInput,
  ): Promise<ActAnswer<TaskView>> {
    return this.acts.onTask(id, { actor, idempotency }, (act) =>
      extendTask(act, id, { dueAt: new Date(dueAt), reason }),
    );
  }

  /** Answers the parts. */
  @May('task.split')
  @Post(':id/split')
  split(
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
    @Param('id', UuidPipe) id: string,
    @Body() { epoch, parts }: SplitInput,
  ): Promise<ActAnswer<{ items: TaskView[] }>> {
    return this.acts.onTask(id, { actor, idempotency }, async (act: Act) => ({
      items: await splitTask(act, id, epoch, parts),
    }));
  }
}
