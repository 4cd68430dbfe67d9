import type { Chance } from './chance.ts';
import type { Truth } from './people.ts';

/** A record as the platform has it. */
export interface Typed {
  fullName: string;
  dateOfBirth: string;
  gender: string;
  idNumber: string;
}

export type Field = keyof Typed;

/**
 * One kind of damage, written from the domain notes and from what else happens to data, without looking at the code that finds it.
 * `spoil` answers undefined when the damage has no effect on this value.
 */
export interface Damage {
  readonly kind: string;
  readonly field: Field;
  /** Share among the damages of its field, as a weight. */
  readonly weight: number;
  readonly spoil: (value: string, chance: Chance, truth: Truth, other: Truth) => string | undefined;
  /** Ids of rules, or reasons of a comparison (`=reason`), of which one must be given for the damage to count as found. */
  readonly found: readonly string[];
}

/** A damage that rewrites a value it can be applied to. */
export function damage(
  field: Field,
  kind: string,
  weight: number,
  found: readonly string[],
  spoil: Damage['spoil'],
): Damage {
  return { kind, field, weight, found, spoil };
}
