import {
  FlagField,
  NestedListField,
  OneOfField,
  TextField,
  TextListField,
  WholeField,
} from '../http/fields.ts';

export class HoursInput {
  @WholeField({ max: 6, description: '0: Chủ nhật / Sunday' })
  readonly weekday!: number;

  @WholeField({ max: 1_439, description: 'phút sau nửa đêm / minutes after local midnight' })
  readonly fromMinute!: number;

  @WholeField({ min: 1, max: 1_440 })
  readonly toMinute!: number;
}

export class DayInput {
  @TextField({ max: 10, pattern: /^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/ })
  readonly day!: string;

  @OneOfField(['off', 'work'], { description: 'off: ngày nghỉ / day off; work: ngày làm bù / swap day' })
  readonly kind!: 'off' | 'work';

  @TextField({ max: 200 })
  readonly name!: string;
}

export class CalendarInput {
  @TextField({ max: 200 })
  readonly name!: string;

  @NestedListField(() => HoursInput, {
    optional: true,
    min: 1,
    max: 42,
    description: 'giờ làm việc riêng; bỏ trống: theo lịch gốc / own hours; absent: those of the base',
  })
  readonly hours?: HoursInput[];

  @NestedListField(() => DayInput, { min: 0, max: 1_000 })
  readonly days!: DayInput[];
}

export class NewCalendarInput extends CalendarInput {
  @TextField({ min: 2, max: 40, pattern: /^[a-z0-9-]+$/ })
  readonly id!: string;

  @TextField({ optional: true, max: 40, description: 'vn by default' })
  readonly baseId?: string;
}

export class AssignInput {
  @TextField({ max: 40 })
  readonly calendarId!: string;

  @TextListField({ max: 5_000 })
  readonly officeIds!: string[];
}

export class PreviewQuery {
  @FlagField({ optional: true, description: 'chỉ xem trước / only what would happen' })
  readonly preview?: boolean;
}
