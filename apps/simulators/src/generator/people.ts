import { drawAddress } from './addresses.ts';
import { drawCmnd, drawPassport, drawPhone, type IdentityNumbers } from './identity.ts';
import {
  FOREIGN_NATIONALITIES,
  drawForeignName,
  drawMinority,
  drawMinorityName,
  drawName,
  drawSurname,
  type Gender,
} from './names.ts';
import type { Random } from './random.ts';
import { Weighted } from './random.ts';
import { provinceCodes, type Commune } from './units.ts';

/** A person as he or she really is. Dates are `YYYY-MM-DD`, or `YYYY` when nobody knows more. */
export interface Person {
  personId: string;
  household: number;
  village: number;
  fullName: string;
  dateOfBirth: string;
  birthYear: number;
  gender: Gender;
  idNumber: string | null;
  /** The nine-digit number of people old enough to have had one; accepted like the new one. */
  cmnd: string | null;
  passportNumber: string | null;
  nationality: string;
  phone: string | null;
  address: string;
}

let provinces: Weighted<string> | undefined;

/** Where the birth was registered: mostly here; otherwise anywhere, the two great cities more often. */
function birthProvince(random: Random, commune: Commune): string {
  if (random.chance(0.87)) return commune.provinceCode;
  provinces ??= new Weighted(
    provinceCodes().map((code) => [code, code === '01' || code === '79' ? 8 : 1] as const),
  );
  return provinces.draw(random);
}

/** Makes households until there are `count` people of Vietnamese nationality. Ages 5 to 95: those who were vaccinated by spring 2022. */
export function drawResidents(
  random: Random,
  commune: Commune,
  numbers: IdentityNumbers,
  villages: number,
  count: number,
): Person[] {
  const people: Person[] = [];
  for (let household = 1; people.length < count; household++) {
    const village = random.between(1, villages);
    const phone = drawPhone(random);
    const address = drawAddress(random, commune, village, villages);
    const minority = drawMinority(random, commune.provinceCode);
    const surname = drawSurname(random, commune.provinceCode);
    for (const member of drawMembers(random)) {
      if (people.length >= count) break;
      const born = birthProvince(random, commune);
      const ownSurname = member.marriedIn ? drawSurname(random, commune.provinceCode) : surname;
      people.push({
        personId: `DC${commune.code}${String(people.length + 1).padStart(6, '0')}`,
        household,
        village,
        fullName:
          minority === undefined
            ? drawName(random, ownSurname, member.gender, member.birthYear)
            : drawMinorityName(random, minority, member.gender),
        dateOfBirth: drawBirthDate(random, member.birthYear),
        birthYear: member.birthYear,
        gender: member.gender,
        idNumber: numbers.next(born, member.gender, member.birthYear),
        cmnd: member.birthYear <= 2001 && random.chance(0.9) ? drawCmnd(random, born) : null,
        passportNumber: random.chance(0.06) ? drawPassport(random, 'VN') : null,
        nationality: 'VN',
        phone:
          member.birthYear > 2006 || random.chance(0.25)
            ? phone
            : random.chance(0.1)
              ? null
              : drawPhone(random),
        address,
      });
    }
  }
  return people;
}

/** Foreigners living here: passport, no Vietnamese number. */
export function drawForeigners(random: Random, commune: Commune, villages: number, count: number): Person[] {
  return Array.from({ length: count }, (_, i) => {
    const nationality = random.pick(FOREIGN_NATIONALITIES);
    const birthYear = random.between(1955, 2003);
    const village = random.between(1, villages);
    return {
      personId: `NN${commune.code}${String(i + 1).padStart(6, '0')}`,
      household: 0,
      village,
      fullName: drawForeignName(random, nationality),
      dateOfBirth: fullDate(random, birthYear),
      birthYear,
      gender: random.chance(0.6) ? 'Nam' : 'Nữ',
      idNumber: null,
      cmnd: null,
      passportNumber: drawPassport(random, nationality),
      nationality,
      phone: drawPhone(random),
      address: drawAddress(random, commune, village, villages),
    };
  });
}

interface Member {
  gender: Gender;
  birthYear: number;
  marriedIn: boolean;
}

function drawMembers(random: Random): Member[] {
  const head = Math.round(1972 + (random.next() + random.next() + random.next() - 1.5) * 26);
  const spouse = head + random.between(-3, 6);
  const members: Member[] = [{ gender: 'Nam', birthYear: head, marriedIn: false }];
  if (random.chance(0.8)) members.push({ gender: 'Nữ', birthYear: spouse, marriedIn: true });
  const children = random.below(4);
  for (let i = 0; i < children; i++) {
    const birthYear = spouse + random.between(20, 36);
    if (birthYear <= 2016)
      members.push({ gender: random.chance(0.51) ? 'Nam' : 'Nữ', birthYear, marriedIn: false });
  }
  if (random.chance(0.25)) {
    const gender: Gender = random.chance(0.35) ? 'Nam' : 'Nữ';
    members.push({
      gender,
      birthYear: Math.max(1927, head - random.between(20, 35)),
      marriedIn: gender === 'Nữ',
    });
  }
  return members;
}

function drawBirthDate(random: Random, year: number): string {
  const yearOnly = year < 1955 ? 0.35 : year < 1975 ? 0.1 : 0;
  return random.chance(yearOnly) ? String(year) : fullDate(random, year);
}

function fullDate(random: Random, year: number): string {
  return new Date(Date.UTC(year, 0, 1 + random.below(365))).toISOString().slice(0, 10);
}
