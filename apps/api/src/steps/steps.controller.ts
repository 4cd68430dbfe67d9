import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '#domain/errors';
import { toRanges } from '#domain/handovers/record-numbers';
import type { Idempotency } from '#persistence/act';
import { additionsOf, requestAdditions, type AdditionView } from '#persistence/repositories/additions';
import { unclearCount } from '#persistence/repositories/forwarding';
import type { TaskView } from '#persistence/repositories/inbox';
import type { Evidence } from '#persistence/repositories/manifests';
import { assignVillages, excludeRecords } from '#persistence/repositories/placements';
import { getWork } from '#persistence/repositories/records';
import { claimedTask } from '#persistence/repositories/tasks';
import { coveredParcel, workOf } from '#persistence/repositories/work';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { Fresh, May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import { EVIDENCE } from '../handovers/evidence.provider.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { decodeCursor, pageOf, PageQuery, USUAL_LIMIT, type Page } from '../http/paging.ts';
import { UuidPipe } from '../http/validation.pipe.ts';
import { returnToVillages } from './returning.ts';
import { AdditionsBody, AssignmentsBody, CompleteBody, EpochBody, NamedRecordsBody } from './steps.bodies.ts';
import { StepsService } from './steps.service.ts';

@ApiTags('steps')
@Controller('tasks/:id')
export class StepsController {
  constructor(
    @Inject(ActsService) private readonly acts: ActsService,
    @Inject(StepsService) private readonly steps: StepsService,
    @Inject(EVIDENCE) private readonly evidence: Evidence,
  ) {}

  /** Ends the step with its usual outcome, or returns the work with a reason. */
  @May('task.complete')
  @Post('complete')
  @Fresh('attested')
  complete(
    @Param('id', UuidPipe) id: string,
    @Body() body: CompleteBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<TaskView>> {
    return this.acts.onTask(id, { actor, idempotency }, (act) => this.steps.complete(act, id, body));
  }

  /** Starts the platform update, or starts it again for what failed. */
  @May('task.start')
  @Post('start')
  start(
    @Param('id', UuidPipe) id: string,
    @Body() { epoch }: EpochBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<TaskView>> {
    return this.acts.onTask(id, { actor, idempotency }, (act) => this.steps.start(act, id, epoch));
  }

  /** Step 3: gives records to villages, by number, from another village, or all that are unclear. */
  @May('record.assign')
  @Post('assignments')
  assign(
    @Param('id', UuidPipe) id: string,
    @Body() { epoch, assignments }: AssignmentsBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ assigned: number; withoutVillage: number }>> {
    return this.acts.onTask(id, { actor, idempotency }, async (act) => {
      const work = workOf(await claimedTask(act, id, epoch, 'assign'));
      const assigned = await assignVillages(act, work, assignments);
      await act.event(work.listId, {
        type: 'records.assigned',
        taskId: id,
        payload: { count: assigned },
        changes: true,
      });
      return { assigned, withoutVillage: await unclearCount(act, work) };
    });
  }

  /** Step 2: takes records out of the list that do not belong into it. */
  @May('record.exclude')
  @Post('exclusions')
  exclude(
    @Param('id', UuidPipe) id: string,
    @Body() { epoch, recordNos, reason }: NamedRecordsBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ excluded: number }>> {
    return this.acts.onTask(id, { actor, idempotency }, async (act) => {
      const task = await claimedTask(act, id, epoch, 'compile');
      if (task.preparing) throw new DomainError('task_preparing', { taskId: id });
      const work = workOf(task);
      const { custodianOfficeId } = await coveredParcel(act, work);
      return { excluded: await excludeRecords(act, work, toRanges(recordNos), reason, custodianOfficeId) };
    });
  }

  /** Step 2: asks for residents the platform does not list; the answer to each stands under `additions` a moment later. */
  @May('record.add')
  @Post('additions')
  add(
    @Param('id', UuidPipe) id: string,
    @Body() { epoch, subjectIds, reason }: AdditionsBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ runNo: number; requested: number }>> {
    return this.acts.onTask(id, { actor, idempotency }, async (act) => {
      const task = await claimedTask(act, id, epoch, 'compile');
      if (task.preparing) throw new DomainError('task_preparing', { taskId: id });
      const work = workOf(task);
      const requested = new Set(subjectIds).size;
      const runNo = await requestAdditions(act, work, subjectIds, reason);
      await act.event(work.listId, {
        ...{ type: 'records.addition_requested', taskId: id, payload: { runNo, count: requested } },
      });
      await act.tell('cleanList', work.listId);
      return { runNo, requested };
    });
  }

  /** What the station asked to add, and what became of each. */
  @May('task.read')
  @Get('additions')
  async additions(
    @Param('id', UuidPipe) id: string,
    @Query() { cursor, limit = USUAL_LIMIT }: PageQuery,
    @Capacity() actor: ActingCapacity,
  ): Promise<Page<AdditionView>> {
    const at = decodeCursor(cursor, ['number', 'text']);
    const after = at === undefined ? null : { runNo: at[0], subjectId: at[1] };
    const rows = await this.acts.read(actor, async (sql) =>
      additionsOf(sql, await getWork(sql, id), after, limit + 1),
    );
    return pageOf(rows, limit, ({ runNo, subjectId }) => [runNo, subjectId]);
  }

  /** Step 6: sends single records back to their villages; they follow in a later parcel. */
  @May('record.return')
  @Post('returns')
  @Fresh('attested')
  return(
    @Param('id', UuidPipe) id: string,
    @Body() { epoch, recordNos, reason }: NamedRecordsBody,
    @Capacity() actor: ActingCapacity,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<{ returned: number }>> {
    return this.acts.onTask(id, { actor, idempotency }, async (act) => {
      const work = workOf(await claimedTask(act, id, epoch, 'verify'));
      const returned = await returnToVillages(act, work, this.evidence, toRanges(recordNos), reason);
      await act.tell('cleanList', work.listId);
      return { returned };
    });
  }
}
