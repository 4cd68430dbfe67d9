import { defectGroup } from './checking.ts';
import type { PlatformValues } from './damage.ts';
import type { Damaged } from './damage-plan.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';

/** Foreigners as clerks typed them: passport in the wrong field, in small letters, absent, or not marked as foreign at all. */
export function damageForeigners(people: readonly Person[], random: Random): Damaged[] {
  return people.map((person, nth) => {
    const passport = person.passportNumber ?? '';
    const values: PlatformValues = {
      fullName: random.chance(0.3) ? givenNameFirst(person.fullName) : person.fullName,
      dateOfBirth: person.dateOfBirth.split('-').reverse().join('/'),
      gender: person.gender,
      idNumber: null,
      passportNumber: passport,
      nationality: person.nationality,
    };
    const pattern = FOREIGN_PATTERNS[nth % FOREIGN_PATTERNS.length] ?? 'passport_absent';
    switch (pattern) {
      case 'passport_in_number_field':
        Object.assign(values, { idNumber: passport, passportNumber: null });
        break;
      case 'passport_badly_typed':
        values.passportNumber = `${passport.slice(0, 2).toLowerCase()} ${passport.slice(2)}`;
        break;
      case 'passport_absent':
        values.passportNumber = null;
        break;
      case 'foreigner_not_marked':
        Object.assign(values, { idNumber: passport, passportNumber: null, nationality: null });
        break;
    }
    const group = defectGroup(values, person);
    if (group !== 'missing' && group !== 'bad_format')
      throw new Error(`foreigner pattern ${pattern} had no effect`);
    return { person, values, group, patterns: [pattern] };
  });
}

export const FOREIGN_PATTERNS = [
  'passport_in_number_field',
  'passport_badly_typed',
  'foreigner_not_marked',
  'passport_absent',
] as const;

function givenNameFirst(name: string): string {
  const at = name.indexOf(' ');
  return at < 0 ? name : `${name.slice(at + 1)} ${name.slice(0, at)}`;
}
