import type { Columns } from './columns.ts';

const RECORD_NO = { title: 'Số hồ sơ', aliases: ['Mã hồ sơ'], width: 9 };
const SUBJECT = {
  title: 'Mã đối tượng',
  aliases: ['Mã đối tượng tiêm', 'Subject code', 'subjectId'],
  width: 14,
};
const KEY = { title: 'Mã kiểm tra', aliases: ['Mã kiểm tra (không sửa)'], width: 12, hidden: true };
const PERSON = {
  fullName: { title: 'Họ và tên', width: 26 },
  dateOfBirth: { title: 'Ngày, tháng, năm sinh', aliases: ['Ngày sinh'], width: 13 },
  gender: { title: 'Giới tính', width: 9 },
  idNumber: { title: 'Số CCCD/CMND', aliases: ['Số CCCD/CMND hiện có'], width: 16 },
} as const;
const NOTE = { title: 'Ghi chú', aliases: ['Ý kiến'], width: 26, open: true };

/** The check file that the police take to their machine, and bring back with what the population database says. */
export const CHECK_COLUMNS = {
  recordNo: RECORD_NO,
  ...PERSON,
  result: { title: 'Kết quả tra cứu', aliases: ['Kết quả'], width: 16, open: true },
  by: { title: 'Tìm theo', width: 12, open: true },
  foundIdNumber: { title: 'CSDLQGDC: Số định danh', width: 16, open: true },
  foundFullName: { title: 'CSDLQGDC: Họ và tên', width: 26, open: true },
  foundDateOfBirth: { title: 'CSDLQGDC: Ngày sinh', width: 13, open: true },
  foundGender: { title: 'CSDLQGDC: Giới tính', width: 9, open: true },
  foundCommune: { title: 'CSDLQGDC: Mã xã thường trú', width: 12, open: true },
  foundDeceased: { title: 'CSDLQGDC: Đã chết', width: 9, open: true },
  foundPersonId: { title: 'CSDLQGDC: Mã công dân', width: 16, open: true },
  key: KEY,
} as const satisfies Columns;

/** What the police correct in the population database themselves. */
export const POPULATION_UPDATE_COLUMNS = {
  recordNo: RECORD_NO,
  action: { title: 'Việc cần làm', width: 26 },
  ...PERSON,
  personId: { title: 'CSDLQGDC: Mã công dân', width: 16 },
  knownIdNumber: { title: 'CSDLQGDC: Số định danh', width: 16 },
  result: { title: 'Kết quả cập nhật', aliases: ['Kết quả'], width: 20, open: true },
  note: NOTE,
  key: KEY,
} as const satisfies Columns;

/** The platform's own template of its import function; its order and headings are not ours to change. */
export const PLATFORM_IMPORT_HEADINGS = [
  'Mã đối tượng',
  'Họ và tên',
  'Ngày sinh',
  'Giới tính',
  'Số CMND/CCCD/hộ chiếu',
] as const;

/** What the platform reports of an import, and what the station ticks off of its direct edits. */
export const PLATFORM_UPDATE_COLUMNS = {
  recordNo: RECORD_NO,
  subjectId: SUBJECT,
  ...PERSON,
  result: { title: 'Kết quả', aliases: ['Kết quả cập nhật', 'Trạng thái', 'result'], width: 18, open: true },
  note: { title: 'Lỗi', aliases: ['Ghi chú', 'Mã lỗi', 'code'], width: 26, open: true },
  key: KEY,
} as const satisfies Columns;

/** The platform's verification list. */
export const VERIFICATION_COLUMNS = {
  recordNo: RECORD_NO,
  subjectId: SUBJECT,
  result: {
    title: 'Kết quả xác minh',
    aliases: ['Kết quả', 'Trạng thái xác minh', 'result'],
    width: 24,
    open: true,
  },
  key: KEY,
} as const satisfies Columns;
