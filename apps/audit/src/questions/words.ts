import { OUTCOME_WORDS } from '#domain/papers/outcome-words';
import type { TaskStep } from '#domain/process/steps';

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
type Words = readonly [vi: string, en: string];

const of = (words: Words, language: Language): string => words[language === 'vi' ? 0 : 1];

const STEPS = {
  direct: ['chỉ đạo đợt', 'direct the campaign'],
  open: ['mở danh sách', 'open the list'],
  compile: ['lập danh sách', 'compile'],
  assign: ['giao việc', 'assign'],
  review: ['rà soát', 'review'],
  forward: ['chuyển xử lý', 'forward'],
  verify: ['xác minh', 'verify'],
  sign: ['ký số', 'sign'],
  receive: ['tiếp nhận', 'receive'],
  update: ['cập nhật Nền tảng', 'update the platform'],
  check: ['kiểm tra kết quả', 'check'],
} as const satisfies Record<TaskStep, Words>;

const FIELDS: Readonly<Record<string, Words>> = {
  id_number: ['số CCCD/CMND', 'identity number'],
  full_name: ['họ và tên', 'name'],
  date_of_birth: ['ngày sinh', 'birth date'],
  gender: ['giới tính', 'gender'],
  passport_number: ['số hộ chiếu', 'passport number'],
  nationality: ['quốc tịch', 'nationality'],
  village_code: ['thôn/ấp', 'village'],
  village_outcome: ['kết quả rà soát của thôn/ấp', 'the village’s outcome'],
  police_outcome: ['kết quả xác minh của Công an', 'the police’s outcome'],
  village_note: ['ghi chú của thôn/ấp', 'the village’s note'],
  police_note: ['ghi chú của Công an', 'the police’s note'],
  parcel_no: ['lần bàn giao', 'parcel'],
  update_state: ['tình trạng cập nhật Nền tảng', 'state of the platform update'],
  verification_result: ['kết quả trên Nền tảng', 'result on the platform'],
};

const STATES: Readonly<Record<string, Words>> = {
  open: ['chưa nhận', 'open'],
  claimed: ['đã nhận', 'claimed'],
  held: ['tạm dừng', 'on hold'],
  completed: ['hoàn thành', 'completed'],
  cancelled: ['đã hủy', 'cancelled'],
};

const found = (
  table: Readonly<Record<string, Words>>,
  code: string,
  language: Language,
): string | undefined => {
  const words = table[code];
  return words === undefined ? undefined : of(words, language);
};

export const stepWord = (step: string, language: Language): string => found(STEPS, step, language) ?? step;
export const fieldWord = (field: string, language: Language): string =>
  found(FIELDS, field, language) ?? field;
export const stateWord = (state: string, language: Language): string =>
  found(STATES, state, language) ?? state;

/** Values that are codes are said in words; every other value of a resident is as it stands. */
export function valueWord(field: string, value: string | null, language: Language): string {
  if (value === null) return language === 'vi' ? '(trống)' : '(empty)';
  if (language === 'vi' && /_outcome$/.test(field) && Object.hasOwn(OUTCOME_WORDS, value))
    return OUTCOME_WORDS[value as keyof typeof OUTCOME_WORDS];
  return value;
}

/** Time in Vietnam, to the second: `14:03:20 ngày 27/11/2026`. */
export function moment(at: Date | string, language: Language): string {
  const there = new Date(new Date(at).getTime() + 7 * 3_600_000).toISOString();
  const [day = '', time = ''] = there.split('T');
  const date = day.split('-').reverse().join('/');
  return language === 'vi' ? `${time.slice(0, 8)} ngày ${date}` : `${day} ${time.slice(0, 8)} (UTC+7)`;
}

/** `text` in one of the two languages. */
export const say = (language: Language, vi: string, en: string): string => of([vi, en], language);
