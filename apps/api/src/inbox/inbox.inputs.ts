import { IntersectionType } from '@nestjs/swagger';
import { TASK_STEPS, type TaskStep } from '#domain/process/steps';
import { MomentField, OneOfField, TextField, WholeField } from '../http/fields.ts';
import { PageQuery } from '../http/paging.ts';
import { QueueFilterInput } from './queues.inputs.ts';

/** Without `queue`, `sort` or one of the further filters: everything of the own post, urgent first. */
export class TasksQuery extends IntersectionType(PageQuery, QueueFilterInput) {}

export class NextInput {
  @OneOfField(TASK_STEPS, { optional: true })
  readonly step?: TaskStep;
}

/** Every write on a claimed task carries the epoch its claim was answered with. */
export class EpochInput {
  @WholeField({ min: 1, description: 'claimEpoch of the claim' })
  readonly epoch!: number;
}

export class HoldInput extends EpochInput {
  @MomentField()
  readonly until!: string;

  @TextField({ max: 1_000 })
  readonly reason!: string;
}

export class ExtendInput {
  @MomentField({ description: 'later than the present deadline' })
  readonly dueAt!: string;

  @TextField({ max: 1_000 })
  readonly reason!: string;
}

export class SplitInput extends EpochInput {
  @WholeField({ min: 2, max: 20 })
  readonly parts!: number;
}
