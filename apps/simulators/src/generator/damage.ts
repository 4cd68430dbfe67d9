import type { Person } from './people.ts';
import type { Random } from './random.ts';

/** What the platform holds about a person, as typed: dates as text, numbers as text. */
export interface PlatformValues {
  fullName: string;
  dateOfBirth: string;
  gender: string | null;
  idNumber: string | null;
  passportNumber: string | null;
  nationality: string | null;
}

/** What a mistake may take from: the household, and anybody of the commune. */
export interface Neighbours {
  household(of: Person): readonly Person[];
  anybody(): Person;
}

/**
 * One way data went wrong (domain notes §1.4 and §2). `can` tells whether it fits the person; `damage` changes the
 * values in place. Whether the result is really wrong is checked by the caller, who tries again if not.
 */
export interface DamagePattern {
  id: string;
  weight: number;
  can?: (person: Person, neighbours: Neighbours) => boolean;
  damage: (values: PlatformValues, person: Person, random: Random, neighbours: Neighbours) => void;
}

/** A pattern that replaces the identity number by a text made from the true one. */
export function number(
  id: string,
  weight: number,
  make: (random: Random, person: Person, neighbours: Neighbours) => string | null,
  can?: (person: Person, neighbours: Neighbours) => boolean,
): DamagePattern {
  return {
    id,
    weight,
    can: (person, neighbours) => person.idNumber !== null && (can?.(person, neighbours) ?? true),
    damage: (values, person, random, neighbours) => {
      values.idNumber = make(random, person, neighbours);
    },
  };
}

/** A pattern that rewrites the name; `make` may answer undefined when it cannot. */
export function name(
  id: string,
  weight: number,
  make: (name: string, random: Random, person: Person, neighbours: Neighbours) => string | undefined,
): DamagePattern {
  return {
    id,
    weight,
    damage: (values, person, random, neighbours) => {
      values.fullName = make(values.fullName, random, person, neighbours) ?? values.fullName;
    },
  };
}

/** A pattern that writes the birth date otherwise; only for people whose full date is known unless told. */
export function birth(
  id: string,
  weight: number,
  make: (date: { year: number; month: number; day: number }, random: Random) => string,
  can: (person: Person) => boolean = (person) => person.dateOfBirth.length === 10,
): DamagePattern {
  return {
    id,
    weight,
    can,
    damage: (values, person, random) => {
      const [year, month, day] = person.dateOfBirth.split('-').map(Number);
      values.dateOfBirth = make({ year: year ?? 0, month: month ?? 1, day: day ?? 1 }, random);
    },
  };
}
