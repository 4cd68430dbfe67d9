import { parseBirthDate } from '../people/dates.ts';
import { nameDisplay } from '../people/names.ts';
import { isVietnamese } from '../people/nationality.ts';

/** A vaccinated person as the platform's feed has him: texts as they were typed there. */
export interface FeedPerson {
  readonly subjectId: string;
  readonly version: number;
  readonly communeCode: string;
  readonly fullName: string | null;
  readonly dateOfBirth: string | null;
  readonly gender: string | null;
  readonly idNumber: string | null;
  readonly passportNumber: string | null;
  readonly nationality: string | null;
  readonly phone: string | null;
  readonly verification: 'right' | 'wrong' | 'unverified';
  /** The office that changed him last, where the platform knows it. */
  readonly changedBy: string | null;
  readonly doses: readonly FeedDose[];
}

export interface FeedDose {
  readonly doseNo: number;
  readonly date: string | null;
  readonly vaccine: string | null;
  readonly manufacturer: string | null;
  readonly lot: string | null;
  readonly facilityId: string;
}

/** The same person in the forms the product keeps: ISO dates, names in NFC, `VN` for a Vietnamese. */
export function normalisedVaccinee(person: FeedPerson): FeedPerson {
  return {
    ...person,
    fullName: nameDisplay(person.fullName) || null,
    dateOfBirth: parseBirthDate(person.dateOfBirth)?.value ?? null,
    idNumber: tidy(person.idNumber),
    passportNumber: tidy(person.passportNumber)?.toUpperCase() ?? null,
    nationality: isVietnamese(person.nationality) ? 'VN' : tidy(person.nationality),
    doses: person.doses.map((dose) => ({ ...dose, date: doseDate(dose.date) })),
  };
}

/** `dd/mm/yyyy` as `YYYY-MM-DD`. A text that is no such date stays as it is: eligibility names it, and the facility must see what is wrong. */
export function doseDate(text: string | null): string | null {
  const [, day, month, year] = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})\s*$/.exec(text ?? '') ?? [];
  if (day === undefined || month === undefined) return tidy(text);
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function tidy(text: string | null): string | null {
  const plain = (text ?? '').replace(/\s+/g, ' ').trim();
  return plain === '' ? null : plain;
}
