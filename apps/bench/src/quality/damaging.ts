import { weighted, type Chance } from './chance.ts';
import type { Damage, Field, Typed } from './damage.ts';
import { NAMES, NAME_FORMS } from './name-damages.ts';
import { BAD, DIRTY, FOREIGN_NUMBER, MISSING } from './number-damages.ts';
import { DATES, DATE_FORMS, GENDERS, GENDER_FORMS } from './other-damages.ts';
import type { Truth } from './people.ts';

/** Bình Thuận, spring 2022 (domain notes §4): people without a usable number, and people whose information was wrong. */
const UNUSABLE_NUMBERS = 53_364;
const WRONG_INFORMATION = 306_725;
/** Of all people on the platform, 26.0 % were wrong and 3.5 % not checked in 03/2022, and 4.6 % had no usable number (§4). */
const SHARE_DAMAGED = 0.32;
/** How many damaged records have a second damage, and of these a third; no source, a guess. */
const SHARE_SECOND = 0.12;
const SHARE_THIRD = 0.15;
/** Harmless forms that come on top, in right and wrong records alike. */
const SHARE_FORM = 0.05;

const family = (damages: readonly Damage[], share: number): (readonly [Damage, number])[] => {
  const sum = damages.reduce((total, { weight }) => total + weight, 0);
  return damages.map((one) => [one, (one.weight * share) / sum] as const);
};

const wrongShare = WRONG_INFORMATION / (UNUSABLE_NUMBERS + WRONG_INFORMATION);
const drawFirst = weighted([
  ...family(MISSING, (1 - wrongShare) * 0.6),
  ...family(BAD, (1 - wrongShare) * 0.4),
  ...family(FOREIGN_NUMBER, wrongShare * 0.3),
  ...family(NAMES, wrongShare * 0.36),
  ...family(DATES, wrongShare * 0.28),
  ...family(GENDERS, wrongShare * 0.06),
]);
const drawAny = weighted([
  ...family(MISSING, 5),
  ...family(BAD, 15),
  ...family(FOREIGN_NUMBER, 15),
  ...family(NAMES, 35),
  ...family(DATES, 25),
  ...family(GENDERS, 5),
]);
const drawForm = weighted([
  ...family(DIRTY, 30),
  ...family(NAME_FORMS, 35),
  ...family(DATE_FORMS, 30),
  ...family(GENDER_FORMS, 5),
]);

export const DAMAGES: readonly Damage[] = [
  ...[...MISSING, ...BAD, ...FOREIGN_NUMBER, ...DIRTY, ...NAMES, ...NAME_FORMS],
  ...[...DATES, ...DATE_FORMS, ...GENDERS, ...GENDER_FORMS],
];

export interface Damaged {
  readonly typed: Typed;
  readonly damages: readonly Damage[];
}

/** The values as they are typed when nothing goes wrong: capitals or not, the date as on papers. */
export function clean(truth: Truth, chance: Chance): Typed {
  return {
    fullName: chance.happens(0.4) ? truth.fullName.toUpperCase() : truth.fullName,
    dateOfBirth: truth.dateOfBirth.split('-').reverse().join('/'),
    gender: truth.gender,
    idNumber: truth.idNumber,
  };
}

/** Damages a person's values, or not: what was done is the known truth. Two damages may fall on the same value, one after the other. */
export function damageRecord(truth: Truth, other: Truth, chance: Chance): Damaged {
  const typed = clean(truth, chance);
  const damages: Damage[] = [];
  const apply = (draw: (chance: Chance) => Damage): void => {
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const one = draw(chance);
      const spoilt = one.spoil(typed[one.field], chance, truth, other);
      if (spoilt === undefined || spoilt === typed[one.field]) continue;
      typed[one.field] = spoilt;
      damages.push(one);
      return;
    }
  };
  if (chance.happens(SHARE_DAMAGED)) {
    apply(drawFirst);
    if (chance.happens(SHARE_SECOND)) {
      apply(drawAny);
      if (chance.happens(SHARE_THIRD)) apply(drawAny);
    }
  }
  if (chance.happens(SHARE_FORM)) apply(drawForm);
  return { typed, damages };
}

/** Fields with two damages or more: what the first did may be hidden under the second. */
export function mixedFields(damages: readonly Damage[]): ReadonlySet<Field> {
  return new Set(damages.map(({ field }) => field).filter((field, i, all) => all.indexOf(field) !== i));
}
