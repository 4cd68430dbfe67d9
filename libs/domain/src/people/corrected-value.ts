import { parseBirthDate } from './dates.ts';
import { parseGender } from './gender.ts';
import { classifyIdNumber } from './identity-numbers.ts';
import { nameDisplay } from './names.ts';
import { isVietnamese } from './nationality.ts';

interface CorrectedRule {
  /** The value as it is stored, or undefined when it breaks the rule. `latestYear` is the present one. */
  readonly read: (raw: string, latestYear: number) => string | undefined;
  readonly vi: string;
  readonly en: string;
}

/** What a value that people correct must be, on a form and in a file alike. */
export const CORRECTED_VALUES = {
  fullName: {
    read: (raw) => {
      const name = nameDisplay(raw);
      return name.length >= 2 && !/[\d<>]/.test(name) ? name : undefined;
    },
    vi: 'Họ và tên bằng chữ, từ 2 ký tự',
    en: 'A name in letters of at least 2 characters',
  },
  dateOfBirth: {
    read: (raw, latestYear) => {
      const value = parseBirthDate(raw)?.value;
      return value !== undefined && Number(value.slice(0, 4)) <= latestYear ? value : undefined;
    },
    vi: 'dd/mm/yyyy, mm/yyyy hoặc yyyy, không ở tương lai',
    en: 'YYYY-MM-DD, YYYY-MM, YYYY or dd/mm/yyyy, not ahead',
  },
  gender: { read: (raw) => parseGender(raw), vi: 'Nam hoặc Nữ', en: 'Nam or Nữ' },
  idNumber: {
    read: (raw) => {
      const { kind, cleaned } = classifyIdNumber(raw);
      return (kind === 'cccd' || kind === 'cmnd') && cleaned !== null ? cleaned : undefined;
    },
    vi: 'Số định danh 12 chữ số đúng mã tỉnh và thế kỷ, hoặc CMND 9 chữ số',
    en: 'A 12-digit number with known province and century, or a 9-digit one',
  },
  passportNumber: {
    read: (raw) => {
      const number = raw.replace(/\s/g, '').toUpperCase();
      return /^[A-Z0-9]{5,12}$/.test(number) ? number : undefined;
    },
    vi: '5 đến 12 chữ cái hoặc chữ số',
    en: '5 to 12 letters or digits',
  },
  nationality: {
    read: (raw) => {
      const text = raw.trim();
      if (isVietnamese(text)) return 'VN';
      return /^[\p{L} .'-]{2,60}$/u.test(text) ? text : undefined;
    },
    vi: 'Mã hoặc tên nước',
    en: 'Code or name of a country',
  },
} as const satisfies Record<string, CorrectedRule>;

export type CorrectedField = keyof typeof CORRECTED_VALUES;
export const CORRECTED_FIELDS = Object.keys(CORRECTED_VALUES) as CorrectedField[];

/** A corrected value as it is stored, or undefined when it breaks its rule. */
export function readCorrected(field: CorrectedField, raw: string, latestYear: number): string | undefined {
  return (CORRECTED_VALUES[field] as CorrectedRule).read(raw, latestYear);
}
