import { POLICE_OUTCOMES } from '#domain/process/outcomes';
import {
  FlagField,
  NestedField,
  NestedListField,
  SomeOfField,
  TextField,
  WholeField,
  WholeListField,
} from '../http/fields.ts';
import { EpochBody } from '../steps/steps.bodies.ts';

/** Corrected values as a person typed them; null clears a value. */
export class ValuesBody {
  @TextField({ optional: true, min: 0, max: 200 })
  readonly fullName?: string | null;

  @TextField({ optional: true, min: 0, max: 30, description: 'YYYY-MM-DD, YYYY-MM, YYYY or dd/mm/yyyy' })
  readonly dateOfBirth?: string | null;

  @TextField({ optional: true, min: 0, max: 20, description: 'Nam, Nữ' })
  readonly gender?: string | null;

  @TextField({ optional: true, min: 0, max: 60 })
  readonly idNumber?: string | null;

  @TextField({ optional: true, min: 0, max: 30 })
  readonly passportNumber?: string | null;

  @TextField({ optional: true, min: 0, max: 60 })
  readonly nationality?: string | null;
}

class DecisionFields extends EpochBody {
  @TextField({ max: 40, description: 'An outcome of the step' })
  readonly outcome!: string;

  @NestedField(() => ValuesBody, { optional: true })
  readonly values?: ValuesBody;

  @TextField({ optional: true, min: 0, max: 1_000 })
  readonly note?: string;
}

export class OneDecisionBody extends DecisionFields {
  @WholeField({ optional: true, min: 1, description: 'The version that was seen; another one is refused' })
  readonly version?: number;
}

export class DecisionItemBody {
  @WholeField({ min: 1 })
  readonly recordNo!: number;

  @TextField({ max: 40, description: 'An outcome of the step' })
  readonly outcome!: string;

  @NestedField(() => ValuesBody, { optional: true })
  readonly values?: ValuesBody;

  @TextField({ optional: true, min: 0, max: 1_000 })
  readonly note?: string;

  @WholeField({ optional: true, min: 1 })
  readonly version?: number;
}

export class DecisionsBody extends EpochBody {
  @NestedListField(() => DecisionItemBody, { max: 200 })
  readonly decisions!: DecisionItemBody[];
}

export class UndoBody extends EpochBody {
  @WholeListField({ min: 1, max: 200 })
  readonly recordNos!: number[];
}

export class AcceptProposalsBody extends EpochBody {
  @SomeOfField(POLICE_OUTCOMES, { optional: true })
  readonly outcomes?: string[];

  @WholeListField({ optional: true, min: 0, max: 20_000 })
  readonly recordNos?: number[];
}

export class RecordsQuery {
  @TextField({ optional: true, max: 1_000 })
  readonly cursor?: string;

  @WholeField({ optional: true, min: 1, max: 500 })
  readonly limit?: number;

  @WholeField({
    optional: true,
    min: 1,
    description: 'The first record number wanted; a cursor goes before it',
  })
  readonly from?: number;

  @FlagField({ optional: true })
  readonly undecided?: boolean;

  @TextField({ optional: true, max: 40 })
  readonly outcome?: string;

  @TextField({
    optional: true,
    min: 10,
    max: 300,
    description:
      'Mục đích xem đầy đủ, được ghi nhật ký / why whole numbers and birth dates are needed; it is logged',
  })
  readonly unmask?: string;
}

export class ListRecordsQuery extends RecordsQuery {
  @WholeField({ optional: true, min: 1 })
  readonly parcelNo?: number;

  @TextField({ optional: true, max: 20, description: 'A village, or unclear' })
  readonly villageCode?: string;
}

export class TaskRecordsQuery extends RecordsQuery {
  @TextField({ optional: true, max: 20, description: 'A village, or unclear' })
  readonly village?: string;
}
