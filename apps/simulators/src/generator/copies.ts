import type { Field } from './checking.ts';
import type { Neighbours, PlatformValues } from './damage.ts';
import { WRONG_DATES, date } from './damage-dates.ts';
import { harmlessVariation, WRONG_NAMES } from './damage-names.ts';
import { birthKey, nameKey, otherTonePlace, platformDate } from './keys.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';

/** What a resident shows at the door. Dates as printed: dd/mm/yyyy, or the year alone. */
export interface Papers {
  fullName: string;
  dateOfBirth: string;
  gender: string;
  idNumber: string | null;
  passportNumber: string | null;
  nationality: string;
  phone: string | null;
}

/** The population database's own entry. Dates as it stores them: `YYYY-MM-DD` or `YYYY`. */
export interface PopulationEntry {
  fullName: string;
  dateOfBirth: string;
  gender: string;
}

/** The platform's values of somebody whose data are right; written by many hands, but nothing that counts differs. */
export function rightValues(person: Person, random: Random): PlatformValues {
  const citizen = person.nationality === 'VN';
  const old = person.cmnd !== null && person.birthYear < 1990 && random.chance(0.15);
  return {
    fullName: person.fullName,
    dateOfBirth: typedDate(person.dateOfBirth, random),
    gender: person.gender,
    idNumber: citizen ? (old ? person.cmnd : person.idNumber) : null,
    passportNumber: citizen ? null : person.passportNumber,
    nationality: citizen && random.chance(0.05) ? null : person.nationality,
  };
}

/** Case, spaces, Unicode form and tone place vary as typed; only for a name that is right. */
export function asTyped(values: PlatformValues, person: Person, random: Random): PlatformValues {
  if (values.fullName !== person.fullName) return values;
  return { ...values, fullName: harmlessVariation(values.fullName, random, otherTonePlace) };
}

function typedDate(iso: string, random: Random): string {
  const [year, month, day] = iso.split('-').map(Number);
  if (month === undefined || day === undefined) return random.chance(0.8) ? `01/01/${iso}` : iso;
  return random.chance(0.06)
    ? `${String(day).padStart(2, '0')}/${month}/${year}`
    : date(day, month, year ?? 0);
}

/** The papers at home; a share of 20 % of older people still show the nine-digit card. */
export function drawPapers(person: Person, random: Random): Papers {
  const oldCard = person.cmnd !== null && person.birthYear < 1965 && random.chance(0.2);
  return {
    fullName: person.fullName,
    dateOfBirth: platformDate(person.dateOfBirth),
    gender: person.gender,
    idNumber: oldCard ? person.cmnd : person.idNumber,
    passportNumber: person.nationality === 'VN' ? null : person.passportNumber,
    nationality: person.nationality,
    phone: person.phone,
  };
}

/** Spoils one value of the papers; answers which. */
export function spoilPapers(papers: Papers, person: Person, random: Random, near: Neighbours): Field {
  if (papers.idNumber !== null && random.chance(0.35)) {
    const at = papers.idNumber.length - 1 - random.below(4);
    const digit = (Number(papers.idNumber.charAt(at)) + 1 + random.below(9)) % 10;
    papers.idNumber = papers.idNumber.slice(0, at) + digit + papers.idNumber.slice(at + 1);
    return 'idNumber';
  }
  const spoiled = otherNameOrDate(person, random, near);
  if (spoiled.field === 'fullName') papers.fullName = spoiled.value;
  else papers.dateOfBirth = platformDate(spoiled.value);
  return spoiled.field;
}

/** Spoils one field of the population database's entry; answers which. */
export function spoilEntry(entry: PopulationEntry, person: Person, random: Random, near: Neighbours): Field {
  if (random.chance(0.12)) {
    entry.gender = person.gender === 'Nam' ? 'Nữ' : 'Nam';
    return 'gender';
  }
  const spoiled = otherNameOrDate(person, random, near);
  entry[spoiled.field] = spoiled.value;
  return spoiled.field;
}

const NAME_SLIPS = ['one_tone_wrong', 'one_letter_wrong', 'surname_variant', 'middle_name_missing'];
const DATE_SLIPS = ['day_wrong', 'month_wrong', 'year_wrong', 'day_and_month_swapped'];

/** A plausible clerical slip: still a name, still a date, but not the person's. The date is ISO. */
function otherNameOrDate(
  person: Person,
  random: Random,
  near: Neighbours,
): { field: 'fullName' | 'dateOfBirth'; value: string } {
  const values: PlatformValues = { ...person, dateOfBirth: platformDate(person.dateOfBirth) };
  for (let tries = 0; tries < 8; tries++) {
    const onName = random.chance(0.55);
    const slip = random.pick(onName ? NAME_SLIPS : DATE_SLIPS);
    const pattern = (onName ? WRONG_NAMES : WRONG_DATES).find((one) => one.id === slip);
    if (!pattern || (pattern.can && !pattern.can(person, near))) continue;
    const copy = { ...values };
    pattern.damage(copy, person, random, near);
    if (onName && nameKey(copy.fullName) !== nameKey(person.fullName))
      return { field: 'fullName', value: copy.fullName };
    const iso = birthKey(copy.dateOfBirth);
    if (!onName && iso && iso !== person.dateOfBirth) return { field: 'dateOfBirth', value: iso };
  }
  return { field: 'fullName', value: `${person.fullName} A` };
}
