import { TASK_OUTCOMES, type TaskOutcome } from '#domain/process/steps';
import {
  FlagField,
  MomentField,
  NestedListField,
  OneOfField,
  TextField,
  UuidField,
  WholeField,
} from '../http/fields.ts';
import { EpochInput } from '../inbox/inbox.inputs.ts';

export class DelegateInput extends EpochInput {
  @UuidField({ description: 'A colleague of the same office and role' })
  readonly personId!: string;

  @TextField({ max: 1_000 })
  readonly reason!: string;
}

export class NotedInput extends EpochInput {
  @TextField({ optional: true, max: 1_000 })
  readonly note?: string;
}

export class ForwardInput extends EpochInput {
  @TextField({
    max: 100,
    description: 'The superior office, or one of the same kind that may see what the task covers',
  })
  readonly officeId!: string;

  @TextField({ max: 1_000 })
  readonly reason!: string;
}

export class ReassignInput {
  @UuidField({
    optional: true,
    description: 'An officer of the task’s office and role; absent: back to the whole office',
  })
  readonly personId?: string;

  @TextField({ max: 1_000 })
  readonly reason!: string;
}

export class PriorityInput {
  @WholeField({ min: 0, max: 9, description: 'Higher goes first; urgent lists stand above' })
  readonly priority!: number;

  @TextField({ max: 1_000 })
  readonly reason!: string;
}

export class CommentInput {
  @TextField({ max: 4_000 })
  readonly text!: string;
}

export class CheckInput {
  @TextField({ optional: true, max: 1_000 })
  readonly note?: string;
}

export class ChangesInput {
  @TextField({ max: 1_000 })
  readonly note!: string;
}

export const BULK_ACTS = [
  'claim',
  'release',
  'hold',
  'unhold',
  'split',
  'complete',
  'delegate',
  'return',
  'recall',
  'forward',
  'reassign',
  'priority',
  'submit',
  'withdraw',
  'approve',
  'changes',
  'comment',
  'read',
  'unread',
] as const;
export type BulkAct = (typeof BULK_ACTS)[number];

export class BulkItem {
  @UuidField()
  readonly taskId!: string;

  @WholeField({ optional: true, min: 1, description: 'claimEpoch of the claim, for acts of its holder' })
  readonly epoch?: number;
}

/** One act on many tasks. What the single form needs besides the epoch stands once, for all of them. */
export class BulkInput {
  @OneOfField(BULK_ACTS)
  readonly act!: BulkAct;

  @NestedListField(() => BulkItem, { max: 200 })
  readonly items!: BulkItem[];

  @FlagField({ optional: true, description: 'Says for each item what would happen, and changes nothing' })
  readonly dryRun?: boolean;

  @TextField({ optional: true, max: 1_000 })
  readonly reason?: string;

  @TextField({ optional: true, max: 4_000 })
  readonly note?: string;

  @UuidField({ optional: true })
  readonly personId?: string;

  @TextField({ optional: true, max: 100 })
  readonly officeId?: string;

  @WholeField({ optional: true, min: 0, max: 9 })
  readonly priority?: number;

  @MomentField({ optional: true })
  readonly until?: string;

  @WholeField({ optional: true, min: 2, max: 20 })
  readonly parts?: number;

  @OneOfField(TASK_OUTCOMES, { optional: true })
  readonly outcome?: TaskOutcome;
}
