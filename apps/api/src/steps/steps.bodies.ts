import { TASK_OUTCOMES, type TaskOutcome } from '#domain/process/steps';
import {
  FlagField,
  NestedListField,
  OneOfField,
  TextField,
  TextListField,
  WholeField,
  WholeListField,
} from '../http/fields.ts';

/** Everything of the longest list may be named in one request. */
const ALL_RECORDS = 20_000;

export class EpochBody {
  @WholeField({ description: 'claimEpoch of the task as it was claimed' })
  readonly epoch!: number;
}

export class ReturnItemBody {
  @WholeListField({ optional: true, max: ALL_RECORDS })
  readonly recordNos?: number[];

  @TextField({ optional: true, max: 20 })
  readonly villageCode?: string;

  @TextField({ min: 3, max: 300 })
  readonly reason!: string;
}

export class MoveBody {
  @WholeListField({ max: ALL_RECORDS })
  readonly recordNos!: number[];

  @TextField({ max: 20 })
  readonly villageCode!: string;
}

export class CompleteBody extends EpochBody {
  @OneOfField(TASK_OUTCOMES, { optional: true, description: 'The usual outcome of the step by default' })
  readonly outcome?: TaskOutcome;

  @TextField({ optional: true, min: 3, max: 300 })
  readonly reason?: string;

  @NestedListField(() => ReturnItemBody, {
    optional: true,
    description: 'Step forward: what goes back to villages',
  })
  readonly returns?: ReturnItemBody[];

  @NestedListField(() => MoveBody, {
    optional: true,
    description: 'Step forward: records of another village',
  })
  readonly moves?: MoveBody[];

  @TextListField({ optional: true, description: 'Step forward: villages left behind at the deadline' })
  readonly withoutVillages?: string[];
}

export class AssignmentBody {
  @TextField({ max: 20 })
  readonly villageCode!: string;

  @WholeListField({ optional: true, max: ALL_RECORDS })
  readonly recordNos?: number[];

  @TextField({ optional: true, max: 20 })
  readonly fromVillage?: string;

  @FlagField({ optional: true, description: 'All records without a village' })
  readonly unclear?: boolean;
}

export class AssignmentsBody extends EpochBody {
  @NestedListField(() => AssignmentBody, { max: 500 })
  readonly assignments!: AssignmentBody[];
}

export class AdditionsBody extends EpochBody {
  @TextListField({
    max: 500,
    pattern: /^[A-Za-z0-9._-]{1,40}$/,
    description: 'Codes of the platform (Mã đối tượng) of residents to be added',
  })
  readonly subjectIds!: string[];

  @TextField({ min: 3, max: 300 })
  readonly reason!: string;
}

export class NamedRecordsBody extends EpochBody {
  @WholeListField({ max: ALL_RECORDS })
  readonly recordNos!: number[];

  @TextField({ min: 3, max: 300 })
  readonly reason!: string;
}
