import { TASK_STATES } from '#domain/process/states';
import { TASK_STEPS, type TaskStep } from '#domain/process/steps';
import { QUEUES, SORTS, type Queue, type Sort } from '#persistence/repositories/inbox-queues';
import {
  FlagField,
  MomentField,
  NestedField,
  OneOfField,
  SomeOfField,
  TextField,
  UuidField,
  WholeField,
} from '../http/fields.ts';

/** Filters of a queue, joined by "and". Values only: nothing is evaluated. */
export class QueueFilterInput {
  @OneOfField(QUEUES, { optional: true, description: 'role by default' })
  readonly queue?: Queue;

  @OneOfField(SORTS, { optional: true, description: 'priority by default' })
  readonly sort?: Sort;

  @SomeOfField(TASK_STATES, { optional: true, description: 'open,claimed,held by default' })
  readonly state?: string[];

  @OneOfField(TASK_STEPS, { optional: true })
  readonly step?: TaskStep;

  @UuidField({ optional: true })
  readonly listId?: string;

  @UuidField({ optional: true })
  readonly campaignId?: string;

  @TextField({ optional: true, max: 20 })
  readonly communeCode?: string;

  @TextField({ optional: true, max: 20 })
  readonly villageCode?: string;

  @WholeField({ optional: true, max: 10, description: '10: urgent lists alone' })
  readonly minPriority?: number;

  @FlagField({ optional: true })
  readonly overdue?: boolean;

  @MomentField({ optional: true })
  readonly dueBefore?: string;

  @UuidField({ optional: true, description: 'The person who holds the task' })
  readonly holder?: string;

  @FlagField({ optional: true, description: 'Read by the person who asks' })
  readonly read?: boolean;

  @TextField({
    optional: true,
    min: 2,
    max: 100,
    description: 'Names of units and campaigns, notes, comments; without marks',
  })
  readonly text?: string;
}

export class SavedFilterInput {
  @TextField({ max: 100 })
  readonly name!: string;

  @FlagField({ optional: true, description: 'Seen by the whole office' })
  readonly shared?: boolean;

  @NestedField(() => QueueFilterInput)
  readonly filter!: QueueFilterInput;
}
