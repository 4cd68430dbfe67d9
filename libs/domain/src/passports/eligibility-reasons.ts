/**
 * Why a person gets no certificate now, and who can change it. Sources: Decision 5772/QĐ-BYT (verified against the population database,
 * "đủ mũi", eight vaccines), Công văn 2262/BYT-CNTT (confirmation on the platform), Công văn 8938 and 9438 (foreigners by passport).
 */
export const ELIGIBILITY_REASONS = {
  number_missing: {
    mends: 'commune',
    vi: 'Chưa có số định danh cá nhân/CCCD nên chưa xác thực được với CSDL quốc gia về dân cư.',
    en: 'There is no identity number, so nothing can be verified against the population database.',
  },
  passport_only: {
    mends: 'commune',
    vi: 'Công dân Việt Nam chỉ có số hộ chiếu; cần bổ sung số định danh cá nhân/CCCD.',
    en: 'A Vietnamese citizen with a passport number only; the identity number is needed.',
  },
  not_verified: {
    mends: 'police',
    vi: 'Thông tin chưa được xác thực với CSDL quốc gia về dân cư.',
    en: 'The data has not been verified against the population database.',
  },
  not_confirmed: {
    mends: 'station',
    vi: 'Thông tin đã xác thực nhưng chưa được xác nhận trên Nền tảng.',
    en: 'The verified data is not yet confirmed on the platform.',
  },
  passport_missing: {
    mends: 'facility',
    vi: 'Người nước ngoài chưa có số hộ chiếu.',
    en: 'A foreigner without a passport number.',
  },
  responsibility_unsigned: {
    mends: 'facility',
    vi: 'Cơ sở tiêm chủng chưa ký chịu trách nhiệm về thông tin của người nước ngoài.',
    en: "The facility has not signed for the foreigner's data.",
  },
  nationality_unclear: {
    mends: 'commune',
    vi: 'Quốc tịch trên Nền tảng khác kết quả rà soát; cần xác định trước khi cấp.',
    en: 'The nationality differs between platform and review; it must be settled first.',
  },
  open_correction: {
    mends: 'holder_of_record',
    vi: 'Hồ sơ đang được điều chỉnh.',
    en: 'A correction of the record is open.',
  },
  deceased: { mends: 'nobody', vi: 'Đối tượng đã chết.', en: 'The person is deceased.' },
  duplicate: {
    mends: 'station',
    vi: 'Hồ sơ trùng lặp, đang chờ hợp nhất.',
    en: 'The record is a duplicate and waits to be merged.',
  },
  set_aside: {
    mends: 'facility',
    vi: 'Cơ sở tiêm chủng tạm để lại, có nêu lý do.',
    en: 'The facility set the person aside, with a reason.',
  },
  name_unusable: {
    mends: 'station',
    vi: 'Họ tên không chuyển được sang chữ cái La-tinh; cần dòng tên trong hộ chiếu.',
    en: 'The name has no Latin form; the name line of the passport is needed.',
  },
  birth_date_missing: {
    mends: 'station',
    vi: 'Thiếu hoặc sai ngày, tháng, năm sinh.',
    en: 'The date of birth is missing or wrong.',
  },
  no_dose: { mends: 'facility', vi: 'Không có mũi tiêm nào.', en: 'There is no dose.' },
  doses_incomplete: {
    mends: 'nobody',
    vi: 'Chưa tiêm đủ mũi cơ bản.',
    en: 'The first series of doses is not complete.',
  },
  dose_vaccine_unknown: {
    mends: 'facility',
    vi: 'Có mũi tiêm ghi vắc xin không có trong danh mục được cấp.',
    en: 'A dose has a vaccine that certificates are not issued for.',
  },
  dose_date_wrong: {
    mends: 'facility',
    vi: 'Có mũi tiêm thiếu ngày, ngày không tồn tại, trước khi bắt đầu tiêm chủng hoặc sau hôm nay.',
    en: 'A dose has no date, an impossible one, one before vaccination began or one after today.',
  },
  dose_before_birth: {
    mends: 'facility',
    vi: 'Có mũi tiêm trước ngày sinh.',
    en: 'A dose is dated before the birth.',
  },
  doses_too_close: {
    mends: 'facility',
    vi: 'Hai mũi tiêm cùng ngày hoặc quá gần nhau; có thể bị ghi trùng.',
    en: 'Two doses on one day or too close together; one may be recorded twice.',
  },
  dose_unsigned: {
    mends: 'facility',
    vi: 'Có mũi tiêm chưa được cơ sở tiêm chủng ký xác nhận.',
    en: 'A dose is not signed by its facility.',
  },
} as const satisfies Record<
  string,
  {
    readonly mends: 'commune' | 'police' | 'station' | 'facility' | 'holder_of_record' | 'nobody';
    readonly vi: string;
    readonly en: string;
  }
>;
export type EligibilityReason = keyof typeof ELIGIBILITY_REASONS;
