import { DomainError } from '#domain/errors';
import { parseBirthDate } from '#domain/people/dates';
import { parseGender } from '#domain/people/gender';
import { classifyIdNumber } from '#domain/people/identity-numbers';
import { nameDisplay } from '#domain/people/names';
import { isVietnamese } from '#domain/people/nationality';
import type { RecordValues } from '#persistence/repositories/decisions';
import { inBoth, bothTexts } from '../http/validation-texts.ts';
import type { ValuesBody } from './records.bodies.ts';

interface Rule {
  /** The value as it is stored, or undefined when it breaks the rule. */
  readonly read: (raw: string, others: ValuesBody) => string | undefined;
  readonly expected: string;
}

/** What each value must be. An absent value stays, null clears it. */
const RULES = {
  fullName: {
    read: (raw) => {
      const name = nameDisplay(raw);
      return name.length >= 2 && !/[\d<>]/.test(name) ? name : undefined;
    },
    expected: inBoth('Họ và tên bằng chữ, từ 2 ký tự', 'A name in letters of at least 2 characters'),
  },
  dateOfBirth: {
    read: (raw) => {
      const value = parseBirthDate(raw)?.value;
      const latest = new Date().getUTCFullYear();
      return value !== undefined && Number(value.slice(0, 4)) <= latest ? value : undefined;
    },
    expected: inBoth(
      'dd/mm/yyyy, mm/yyyy hoặc yyyy, không ở tương lai',
      'YYYY-MM-DD, YYYY-MM, YYYY or dd/mm/yyyy, not ahead',
    ),
  },
  gender: { read: (raw) => parseGender(raw), expected: inBoth('Nam hoặc Nữ', 'Nam or Nữ') },
  idNumber: {
    read: (raw) => {
      const { kind, cleaned } = classifyIdNumber(raw);
      return (kind === 'cccd' || kind === 'cmnd') && cleaned !== null ? cleaned : undefined;
    },
    expected: inBoth(
      'Số định danh 12 chữ số đúng mã tỉnh và thế kỷ, hoặc CMND 9 chữ số',
      'A 12-digit number with known province and century, or a 9-digit one',
    ),
  },
  passportNumber: {
    read: (raw) => {
      const number = raw.replace(/\s/g, '').toUpperCase();
      return /^[A-Z0-9]{5,12}$/.test(number) ? number : undefined;
    },
    expected: inBoth('5 đến 12 chữ cái hoặc chữ số', '5 to 12 letters or digits'),
  },
  nationality: {
    read: (raw) => {
      const text = raw.trim();
      if (isVietnamese(text)) return 'VN';
      return /^[\p{L} .'-]{2,60}$/u.test(text) ? text : undefined;
    },
    expected: inBoth('Mã hoặc tên nước', 'Code or name of a country'),
  },
} as const satisfies Record<keyof ValuesBody, Rule>;

export type ValueField = keyof typeof RULES;
export const VALUE_FIELDS = Object.keys(RULES) as ValueField[];

interface ValueError {
  readonly field: string;
  readonly index?: number;
  readonly message: string;
  readonly messageEn: string;
}

/** A decision's values, normalised; errors name the field and what is expected, never the value. */
function readValues(values: ValuesBody, index: number | undefined, errors: ValueError[]): RecordValues {
  const read: { -readonly [F in ValueField]?: string | null } = {};
  for (const field of VALUE_FIELDS) {
    const raw = values[field];
    if (raw === undefined) continue;
    if (raw === null || raw.trim() === '') {
      // A record without nationality would leave open whether the population database may be asked.
      if (field !== 'nationality') read[field] = null;
      continue;
    }
    const value = (RULES[field] as Rule).read(raw, values);
    if (value !== undefined) read[field] = value;
    else
      errors.push({
        field: `values.${field}`,
        ...(index === undefined ? {} : { index }),
        ...bothTexts('', RULES[field].expected),
      });
  }
  return read;
}

/**
 * The values of every decision, normalised.
 * @throws DomainError `invalid_value` with one entry per wrong value: index, field and what is expected.
 */
export function correctedValues(
  decisions: readonly { readonly values?: ValuesBody }[],
  single: boolean,
): RecordValues[] {
  const errors: ValueError[] = [];
  const read = decisions.map(({ values }, i) => readValues(values ?? {}, single ? undefined : i, errors));
  const [first] = errors;
  if (first !== undefined) {
    const { field, index, messageEn } = first;
    throw new DomainError('invalid_value', {
      field,
      ...(index === undefined ? {} : { index }),
      expected: messageEn,
      errors,
    });
  }
  return read;
}
