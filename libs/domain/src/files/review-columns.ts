import type { CorrectedField } from '../people/corrected-value.ts';
import type { Columns } from './columns.ts';

/** The list a village fills in, after the list for review that domain notes §3.3 propose; the key stands last and hidden. */
export const REVIEW_COLUMNS = {
  no: { title: 'STT', aliases: ['TT', 'Số TT', 'Số thứ tự', 'No'], width: 6 },
  recordNo: { title: 'Số hồ sơ', aliases: ['Mã hồ sơ', 'Record'], width: 9 },
  subjectId: {
    title: 'Mã đối tượng',
    aliases: ['Mã đối tượng tiêm', 'Mã ĐT', 'Subject code'],
    width: 14,
  },
  fullName: { title: 'Họ và tên', aliases: ['Họ tên', 'Họ, chữ đệm và tên', 'Full name'], width: 26 },
  dateOfBirth: {
    title: 'Ngày, tháng, năm sinh',
    aliases: ['Ngày sinh', 'Ngày tháng năm sinh', 'Date of birth'],
    width: 13,
  },
  gender: { title: 'Giới tính', aliases: ['Nam/Nữ', 'Gender'], width: 9 },
  idNumber: {
    title: 'Số CCCD/CMND hiện có',
    aliases: ['Số CCCD/CMND', 'CCCD/CMND', 'CCCD', 'Số CCCD', 'Số CMND', 'Số CMND/CCCD', 'Số định danh'],
    width: 16,
  },
  phone: { title: 'Số điện thoại', aliases: ['Điện thoại', 'SĐT', 'Phone'], width: 13 },
  address: { title: 'Địa chỉ', aliases: ['Địa chỉ thường trú', 'Nơi thường trú', 'Address'], width: 30 },
  defects: { title: 'Loại sai', aliases: ['Lỗi dữ liệu', 'Defects'], width: 22 },
  outcome: {
    title: 'Kết quả rà soát',
    aliases: ['Kết quả', 'Kết quả xác minh', 'Outcome'],
    width: 24,
    open: true,
  },
  newFullName: {
    title: 'Họ và tên điều chỉnh',
    aliases: ['Họ tên điều chỉnh', 'Họ và tên đúng', 'Họ tên đúng', 'Họ tên sửa'],
    width: 26,
    open: true,
  },
  newDateOfBirth: {
    title: 'Ngày sinh điều chỉnh',
    aliases: ['Ngày sinh đúng', 'Ngày sinh sửa', 'Ngày, tháng, năm sinh điều chỉnh'],
    width: 13,
    open: true,
  },
  newGender: {
    title: 'Giới tính điều chỉnh',
    aliases: ['Giới tính đúng', 'Giới tính sửa'],
    width: 9,
    open: true,
  },
  newIdNumber: {
    title: 'Số CCCD/CMND điều chỉnh',
    aliases: [
      'Số CCCD/CMND đúng',
      'CCCD điều chỉnh',
      'CCCD đúng',
      'Số CCCD đúng',
      'Số CCCD bổ sung',
      'CCCD bổ sung',
    ],
    width: 16,
    open: true,
  },
  newPassportNumber: { title: 'Số hộ chiếu', aliases: ['Hộ chiếu', 'Passport'], width: 13, open: true },
  newNationality: { title: 'Quốc tịch', aliases: ['Nationality'], width: 13, open: true },
  note: { title: 'Ghi chú', aliases: ['Ý kiến', 'Note'], width: 26, open: true },
  key: {
    title: 'Mã kiểm tra',
    aliases: ['Mã kiểm tra (không sửa)', 'Check code'],
    width: 12,
    hidden: true,
  },
} as const satisfies Columns;
export type ReviewColumn = keyof typeof REVIEW_COLUMNS;

/** Which stored value each column of corrections means. */
export const CORRECTION_OF = {
  newFullName: 'fullName',
  newDateOfBirth: 'dateOfBirth',
  newGender: 'gender',
  newIdNumber: 'idNumber',
  newPassportNumber: 'passportNumber',
  newNationality: 'nationality',
} as const satisfies Partial<Record<ReviewColumn, CorrectedField>>;

/** Columns that result files add; they are passed over when the file comes back. */
export const RESULT_COLUMNS = {
  state: { title: 'Kết quả kiểm tra tệp', width: 20 },
  problems: { title: 'Lỗi và lưu ý', width: 60 },
} as const satisfies Columns;
