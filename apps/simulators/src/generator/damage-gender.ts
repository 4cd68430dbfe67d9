import type { DamagePattern } from './damage.ts';

const CODES = { Nam: ['1', '0', 'M', 'male', 'nam'], Nữ: ['0', '2', 'F', 'nu', 'Nư~'] } as const;

/** The other gender, or a code whose meaning differs by template. */
export const WRONG_GENDERS: readonly DamagePattern[] = [
  {
    id: 'gender_opposite',
    weight: 70,
    damage: (values, person) => {
      values.gender = person.gender === 'Nam' ? 'Nữ' : 'Nam';
    },
  },
  {
    id: 'gender_code',
    weight: 25,
    damage: (values, person, random) => {
      values.gender = random.pick(CODES[person.gender]);
    },
  },
  {
    id: 'gender_empty',
    weight: 5,
    damage: (values) => {
      values.gender = null;
    },
  },
];
