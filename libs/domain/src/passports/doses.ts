import { PRIMARY_DOSES, type Vaccine } from './vaccines.ts';

export interface DoseEvent {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly vaccine: Vaccine;
}

export interface DoseNumbers {
  /** Which dose this is. */
  readonly dn: number;
  /** How many doses the series has, as the EU counts them. */
  readonly sd: number;
}

/**
 * Numbers of a person's doses in their order (Decision (EU) 2021/2301, EU press release of 21 December 2021). After a first series of two
 * or three a booster is 3/3, then 4/4; after a single-dose vaccine it is 2/1, then 3/1: never 3/2, and never 2/2 for a
 * booster after Janssen. The first dose's vaccine says how long the first series is.
 */
export function doseNumbers(doses: readonly Pick<DoseEvent, 'vaccine'>[]): DoseNumbers[] {
  const first = doses[0];
  const primary: number = first === undefined ? 0 : PRIMARY_DOSES[first.vaccine];
  return doses.map((_, index) => {
    const dn = index + 1;
    return { dn, sd: primary === 1 ? 1 : Math.max(primary, dn) };
  });
}

/** Whether the first series is complete ("đủ mũi"). */
export function isPrimaryComplete(doses: readonly Pick<DoseEvent, 'vaccine'>[]): boolean {
  const first = doses[0];
  return first !== undefined && doses.length >= PRIMARY_DOSES[first.vaccine];
}
