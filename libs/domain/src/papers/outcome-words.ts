import type { PoliceOutcome, VillageOutcome } from '../process/outcomes.ts';

/** Outcomes in the words of the ministry's reports, as they stand in official papers. */
export const OUTCOME_WORDS = {
  corrected: 'Đã rà soát, sửa thông tin',
  confirmed: 'Đã rà soát, xác nhận đúng thông tin',
  resides_elsewhere: 'Thường trú nơi khác',
  moved_away: 'Đã chuyển đi',
  deceased: 'Đã chết',
  unreachable: 'Không liên hệ được',
  duplicate: 'Trùng lặp',
  foreigner: 'Người nước ngoài',
  matches: 'Đúng thông tin',
  list_corrected: 'Đã điều chỉnh thông tin trong danh sách',
  number_supplied: 'Đã bổ sung số định danh cá nhân/CCCD',
  population_corrected: 'Đã cập nhật CSDL quốc gia về dân cư',
  supplemented: 'Đã bổ sung vào CSDL quốc gia về dân cư',
  not_in_population: 'Không có trong CSDL quốc gia về dân cư',
  cannot_verify: 'Không xác minh được',
  exempt: 'Người nước ngoài, không phải xác thực dân cư',
  none: 'Chưa có kết quả',
} as const satisfies Record<VillageOutcome | PoliceOutcome | 'none', string>;

/** The order in which outcomes are listed. */
export const OUTCOME_ORDER = Object.keys(OUTCOME_WORDS) as (keyof typeof OUTCOME_WORDS)[];
