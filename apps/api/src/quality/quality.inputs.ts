import { OUTCOME_PERIODS, type OutcomePeriod } from '#persistence/repositories/rule-outcomes';
import { OneOfField, TextField, WholeField } from '../http/fields.ts';

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

export class OutcomesQuery {
  @TextField({ optional: true, pattern: DAY, description: 'từ ngày / from this day, YYYY-MM-DD' })
  readonly from?: string;

  @TextField({ optional: true, pattern: DAY, description: 'đến ngày / to this day, YYYY-MM-DD' })
  readonly to?: string;

  @OneOfField(OUTCOME_PERIODS, { optional: true, description: 'month by default' })
  readonly period?: OutcomePeriod;
}

export class OutcomesFileQuery extends OutcomesQuery {
  @OneOfField(['csv', 'xlsx'])
  readonly format!: 'csv' | 'xlsx';
}

/** Thresholds in hundredths, so that no rounding comes between. */
export class ThresholdsBody {
  @WholeField({
    min: 30,
    max: 100,
    description: 'độ giống tối thiểu của một trường / how alike a field must be, hundredths',
  })
  readonly alike!: number;

  @WholeField({
    min: 50,
    max: 100,
    description: 'độ giống tối thiểu của một cặp trùng / how alike a pair must be, hundredths',
  })
  readonly duplicate!: number;
}

export class SetThresholdsBody extends ThresholdsBody {
  @TextField({ min: 10, max: 500, description: 'lý do / why' })
  readonly reason!: string;

  @WholeField({ min: 0, description: 'phiên bản đã xem / the version that was seen' })
  readonly version!: number;
}
