import type { PlatformValues } from './damage.ts';
import { numberState } from './identity.ts';
import { birthKey, nameKey, sameBirth } from './keys.ts';
import type { Person } from './people.ts';

export type Field = 'fullName' | 'dateOfBirth' | 'gender' | 'idNumber' | 'passportNumber' | 'nationality';
export type DefectGroup = 'missing' | 'bad_format' | 'wrong_info';

/** The fields in which the platform's values are not this person's. A citizen's old nine-digit number counts as right. */
export function wrongFields(values: PlatformValues, person: Person): Field[] {
  const wrong: Field[] = [];
  if (nameKey(values.fullName) !== nameKey(person.fullName)) wrong.push('fullName');
  if (!sameBirth(person.dateOfBirth, birthKey(values.dateOfBirth))) wrong.push('dateOfBirth');
  if (values.gender !== person.gender) wrong.push('gender');
  if (person.nationality === 'VN') {
    const numbers = [person.idNumber, person.cmnd].filter((one) => one !== null);
    if (values.idNumber === null || !numbers.includes(values.idNumber)) wrong.push('idNumber');
    if (values.nationality && values.nationality !== 'VN') wrong.push('nationality');
  } else {
    if (values.passportNumber !== person.passportNumber) wrong.push('passportNumber');
    if (values.nationality && values.nationality !== person.nationality) wrong.push('nationality');
  }
  return wrong;
}

/** The platform's own group for these values, or undefined when it finds nothing wrong. */
export function defectGroup(values: PlatformValues, person: Person): DefectGroup | undefined {
  const state = numberState(values.nationality, values.idNumber, values.passportNumber);
  if (state !== 'ok') return state;
  const foreign = values.nationality !== null && values.nationality !== 'VN' && values.nationality !== '';
  return !foreign && wrongFields(values, person).length > 0 ? 'wrong_info' : undefined;
}
