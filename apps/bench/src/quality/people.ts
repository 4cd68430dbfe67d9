import { readFileSync } from 'node:fs';
import { weighted, type Chance } from './chance.ts';

/** What is really so about one person. */
export interface Truth {
  readonly fullName: string;
  /** `YYYY-MM-DD`, or `YYYY` for those of whom no paper knows the day. */
  readonly dateOfBirth: string;
  readonly gender: 'Nam' | 'Nữ';
  readonly idNumber: string;
  readonly cmnd: string | null;
}

interface Table {
  readonly middle: readonly { name: string; w: readonly number[] }[];
  readonly given: readonly { name: string; w: readonly number[] }[];
}
interface NameFile {
  readonly surnames: readonly { name: string; w: number }[];
  readonly male: Table;
  readonly female: Table;
  readonly minority_patterns: readonly {
    male: string[];
    female: string[];
    g_male: string[];
    g_female: string[];
  }[];
}

/** Two-digit province codes of 2022 (domain notes §1.2). */
const PROVINCES = (
  '01 02 04 06 08 10 11 12 14 15 17 19 20 22 24 25 26 27 30 31 33 34 35 36 37 38 40 42 44 45 46 48 49 51 52 54 56 58 60 62 64 66 67 68 ' +
  '70 72 74 75 77 79 80 82 83 84 86 87 89 91 92 93 94 95 96'
).split(' ');

/** Draws people: names by the shares of names.json, ages like a campaign's, one in thirty of a minority, the old partly without a birth day. */
export function peopleDrawer(file: string): (chance: Chance) => Truth {
  const names = JSON.parse(readFileSync(file, 'utf8').normalize('NFC')) as NameFile;
  const surname = weighted(names.surnames.map(({ name, w }) => [name, w] as const));
  const byCohort = (rows: Table['given']) =>
    [0, 1, 2].map((cohort) => weighted(rows.map(({ name, w }) => [name, w[cohort] ?? 0] as const)));
  const tables = {
    Nam: { middle: byCohort(names.male.middle), given: byCohort(names.male.given) },
    Nữ: { middle: byCohort(names.female.middle), given: byCohort(names.female.given) },
  };
  const minority = (chance: Chance, gender: Truth['gender']): string => {
    const pattern = chance.one(names.minority_patterns);
    const [forms, given] =
      gender === 'Nam' ? [pattern.male, pattern.g_male] : [pattern.female, pattern.g_female];
    return chance.one(forms).replace('{g}', chance.one(given)).normalize('NFC');
  };
  return (chance) => {
    const gender = chance.happens(0.49) ? 'Nam' : 'Nữ';
    const year = chance.happens(0.08) ? chance.between(1925, 1949) : chance.between(1950, 2016);
    const cohort = year < 1975 ? 0 : year < 1995 ? 1 : 2;
    const { middle, given } = tables[gender];
    const fullName = chance.happens(0.03)
      ? minority(chance, gender)
      : [
          surname(chance),
          ...(chance.happens(0.01) ? [] : [(middle[cohort] as (c: Chance) => string)(chance)]),
          (given[cohort] as (c: Chance) => string)(chance),
        ].join(' ');
    const yearOnly = chance.happens(year < 1955 ? 0.3 : year < 1975 ? 0.08 : 0);
    const day = new Date(Date.UTC(year, 0, 1 + chance.below(365))).toISOString().slice(0, 10);
    const province = chance.one(PROVINCES);
    const century = (year < 2000 ? 0 : 2) + (gender === 'Nam' ? 0 : 1);
    return {
      fullName,
      dateOfBirth: yearOnly ? String(year) : day,
      gender,
      idNumber: `0${province}${century}${String(year % 100).padStart(2, '0')}${chance.digits(6)}`,
      cmnd:
        year < 2003 && chance.happens(0.7)
          ? `${chance.one(['01', '02', '11', '13', '16', '18', '21', '23', '26', '30', '35'])}${chance.digits(7)}`
          : null,
    };
  };
}
