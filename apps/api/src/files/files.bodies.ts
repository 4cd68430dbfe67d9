import { BATCH_KIND_NAMES, ROW_STATE_NAMES } from '#domain/files/row-states';
import { POLICE_OUTCOMES } from '#domain/process/outcomes';
import {
  NestedField,
  NestedListField,
  ObjectField,
  OneOfField,
  SomeOfField,
  TextField,
  TextListField,
  WholeField,
  WholeListField,
} from '../http/fields.ts';
import { PageQuery } from '../http/paging.ts';
import { DecisionItemBody } from '../records/records.bodies.ts';
import { EXPORT_KINDS } from './exports.service.ts';
import { EpochBody } from '../steps/steps.bodies.ts';

export class ExportBody extends EpochBody {
  @OneOfField(EXPORT_KINDS, {
    optional: true,
    description: 'Mặc định: tệp duy nhất của bước / by default the one file of the step',
  })
  readonly kind?: string;
}

export class TickBody {
  @WholeField({ min: 1 })
  readonly recordNo!: number;

  @OneOfField(['done', 'failed'])
  readonly result!: string;

  @TextField({
    optional: true,
    max: 60,
    pattern: /^[a-z][a-z0-9_]*$/,
    description: 'Mã lỗi / a code, no free text',
  })
  readonly code?: string;
}

export class TicksBody extends EpochBody {
  @TextField({ optional: true, max: 200 })
  readonly name?: string;

  @NestedListField(() => TickBody, { max: 5_000 })
  readonly ticks!: TickBody[];
}

/** Decisions staged at once: what an office can look through. */
const MOST_DECISIONS = 5_000;

export class UploadQuery {
  @WholeField({ min: 1, description: 'claimEpoch của công việc đang giữ / of the claimed task' })
  readonly epoch!: number;

  @TextField({ optional: true, max: 200, description: 'Tên lô; mặc định là tên tệp / name of the batch' })
  readonly name?: string;
}

export class ProposalsChoice {
  @SomeOfField(POLICE_OUTCOMES, { optional: true })
  readonly outcomes?: string[];

  @WholeListField({ optional: true, min: 0, max: 20_000 })
  readonly recordNos?: number[];
}

export class DecisionBatchBody extends EpochBody {
  @TextField({ optional: true, max: 200 })
  readonly name?: string;

  @NestedListField(() => DecisionItemBody, { optional: true, max: MOST_DECISIONS })
  readonly decisions?: DecisionItemBody[];

  @NestedField(() => ProposalsChoice, { optional: true })
  readonly proposals?: ProposalsChoice;
}

export class UndoBody extends EpochBody {
  @TextField({ min: 5, max: 500, description: 'Lý do hoàn tác / why it is taken back' })
  readonly reason!: string;
}

export class BatchRowsQuery extends PageQuery {
  @SomeOfField(ROW_STATE_NAMES, { optional: true })
  readonly state?: string[];
}

export class TemplatesQuery {
  @OneOfField(BATCH_KIND_NAMES, { optional: true })
  readonly kind?: string;
}

export class TemplateBody {
  @OneOfField(BATCH_KIND_NAMES)
  readonly kind!: string;

  @TextField({ max: 200, description: 'Tên mẫu của đơn vị / the template’s name' })
  readonly name!: string;

  @TextListField({ max: 200, description: 'Dòng tiêu đề của mẫu, từ cột A / the heading row from column A' })
  readonly headings!: string[];

  @ObjectField({ description: 'Cột của hệ thống → tiêu đề trong mẫu / our column to the template’s heading' })
  readonly columns!: Record<string, string>;

  @ObjectField({
    optional: true,
    description: 'Nghĩa của các mã trong mẫu, theo cột / what the template’s codes mean, per column',
  })
  readonly values?: Record<string, Record<string, string>>;
}
