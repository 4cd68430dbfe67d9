import { classify, type PersonValues } from '../records/classification.ts';
import { compareWithPopulation } from '../records/comparison.ts';

/** A right record of a made-up person, for tests that spoil it. */
export const RIGHT = {
  fullName: 'Trần Thị Đức',
  dateOfBirth: '05/03/1987',
  gender: 'Nữ',
  idNumber: '060187001234',
  passportNumber: null,
  nationality: 'VN',
};
export const PERSON = { personId: 'p', ...RIGHT, dateOfBirth: '1987-03-05' };

export const hits = (changes: PersonValues) => classify({ ...RIGHT, ...changes }).hints;
export const rules = (changes: PersonValues) => hits(changes).map(({ rule }) => rule as string);
export const repair = (changes: PersonValues) =>
  hits(changes).find((one) => one.repair !== undefined)?.repair;
export const number = (idNumber: string | null, more: PersonValues = {}) => rules({ idNumber, ...more });
export const name = (fullName: string) => rules({ fullName });
export const born = (dateOfBirth: string | null) => rules({ dateOfBirth });
export const reasons = (changes: PersonValues) =>
  compareWithPopulation({ ...RIGHT, ...changes }, { status: 'found', by: 'number', persons: [PERSON] })
    .scores;
