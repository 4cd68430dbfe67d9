import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Weighted, type Random } from './random.ts';

export type Gender = 'Nam' | 'Nữ';

interface NameData {
  surnames: { name: string; w: number; ncs?: [number, number, number] }[];
  male: NameTable;
  female: NameTable;
  minority_patterns: {
    provinces_2022: string[];
    male: string[];
    female: string[];
    g_male: string[];
    g_female: string[];
  }[];
}
interface NameTable {
  middle: { name: string; w: number[] }[];
  given: { name: string; w: number[] }[];
}
interface Tables {
  surnames: Weighted<string>[];
  middle: Record<Gender, Weighted<string>[]>;
  given: Record<Gender, Weighted<string>[]>;
  patterns: NameData['minority_patterns'];
}

let tables: Tables | undefined;

/** A surname by region (north, centre, south) as the 2005 and large-sample shares give it. */
export function drawSurname(random: Random, provinceCode: string): string {
  return at(nameTables().surnames, region(provinceCode)).draw(random);
}

/** Surname, middle and given name in NFC; frequencies depend on the birth year (three cohorts). */
export function drawName(random: Random, surname: string, gender: Gender, birthYear: number): string {
  const cohort = birthYear < 1975 ? 0 : birthYear < 1995 ? 1 : 2;
  const given = at(nameTables().given[gender], cohort).draw(random);
  if (random.chance(gender === 'Nam' ? 0.01 : 0.002)) return `${surname} ${given}`;
  return `${surname} ${at(nameTables().middle[gender], cohort).draw(random)} ${given}`;
}

/** Whether a household belongs to a minority whose names are written by a pattern; the pattern's number or undefined. */
export function drawMinority(random: Random, provinceCode: string): number | undefined {
  const patterns = nameTables().patterns;
  if (random.chance(0.007)) return random.below(patterns.length);
  const local = patterns.flatMap((one, index) => (one.provinces_2022.includes(provinceCode) ? [index] : []));
  return local.length > 0 && random.chance(0.25) ? random.pick(local) : undefined;
}

export function drawMinorityName(random: Random, pattern: number, gender: Gender): string {
  const one = at(nameTables().patterns, pattern);
  const [forms, given] = gender === 'Nam' ? [one.male, one.g_male] : [one.female, one.g_female];
  return random.pick(forms).replace('{g}', random.pick(given)).normalize('NFC');
}

const FOREIGN: Record<string, { surnames: string[]; given: string[] }> = {
  KR: {
    surnames: ['KIM', 'LEE', 'PARK', 'CHOI', 'JUNG'],
    given: ['MIN JUN', 'SEO YEON', 'JI HOON', 'HYUN WOO'],
  },
  CN: { surnames: ['WANG', 'LI', 'ZHANG', 'CHEN', 'LIU'], given: ['WEI', 'XIAOMING', 'JING', 'HAO'] },
  JP: { surnames: ['SATO', 'SUZUKI', 'TANAKA', 'ITO'], given: ['HIROSHI', 'YUKO', 'KENJI', 'SAKURA'] },
  RU: { surnames: ['IVANOV', 'PETROVA', 'SMIRNOV'], given: ['SERGEI', 'ANNA', 'DMITRII', 'OLGA'] },
  FR: { surnames: ['MARTIN', 'BERNARD', 'DUBOIS'], given: ['JEAN PIERRE', 'CLAIRE', 'LUC'] },
  IN: { surnames: ['SHARMA', 'PATEL', 'KUMAR'], given: ['RAJESH', 'PRIYA', 'ANIL KUMAR'] },
};

/** A foreigner's name as in the passport: capitals, no diacritics, surname first; single names exist. */
export function drawForeignName(random: Random, nationality: string): string {
  const table = FOREIGN[nationality];
  if (!table) throw new Error(`no names for nationality ${nationality}`);
  if (nationality === 'IN' && random.chance(0.2)) return random.pick(table.given);
  return `${random.pick(table.surnames)} ${random.pick(table.given)}`;
}

export const FOREIGN_NATIONALITIES = Object.keys(FOREIGN);

function region(provinceCode: string): number {
  const code = Number(provinceCode);
  return code <= 37 ? 0 : code <= 68 ? 1 : 2;
}

function nameTables(): Tables {
  tables ??= load();
  return tables;
}

function load(): Tables {
  const file = join(process.cwd(), 'apps/simulators/data/names.json');
  const data = JSON.parse(readFileSync(file, 'utf8').normalize('NFC')) as NameData;
  const byCohort = (rows: { name: string; w: number[] }[]): Weighted<string>[] =>
    [0, 1, 2].map((cohort) => new Weighted(rows.map((row) => [row.name, row.w[cohort] ?? 0] as const)));
  return {
    surnames: [0, 1, 2].map(
      (zone) => new Weighted(data.surnames.map((row) => [row.name, row.w * (row.ncs?.[zone] ?? 1)] as const)),
    ),
    middle: { Nam: byCohort(data.male.middle), Nữ: byCohort(data.female.middle) },
    given: { Nam: byCohort(data.male.given), Nữ: byCohort(data.female.given) },
    patterns: data.minority_patterns,
  };
}

function at<T>(list: readonly T[], index: number): T {
  const one = list[index];
  if (one === undefined) throw new Error(`no entry ${index}`);
  return one;
}
