export const UNIT_LEVELS = ['province', 'district', 'commune', 'village'] as const;
export type UnitLevel = (typeof UNIT_LEVELS)[number];

/** An administrative unit with its time of validity: `validTo` is its first day out of force. Days are `YYYY-MM-DD`. */
export interface Unit {
  readonly code: string;
  readonly level: UnitLevel;
  readonly name: string;
  readonly parentCode: string | null;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly successorCode: string | null;
}
export type UnitsByCode = ReadonlyMap<string, Unit>;

/** Whether a unit is in force on a day. */
export function isValidOn(unit: Pick<Unit, 'validFrom' | 'validTo'>, day: string): boolean {
  return unit.validFrom <= day && (unit.validTo === null || day < unit.validTo);
}

/**
 * The unit that stands for `code` on a day: itself, or the first of its successors in force then. Undefined when there is none
 * (unknown code, no successor, a day before the unit existed, or successors in a circle).
 */
export function unitOn(units: UnitsByCode, code: string, day: string): Unit | undefined {
  const seen = new Set<string>();
  let unit = units.get(code);
  while (unit !== undefined && !seen.has(unit.code)) {
    if (isValidOn(unit, day)) return unit;
    if (day < unit.validFrom || unit.successorCode === null) return undefined;
    seen.add(unit.code);
    unit = units.get(unit.successorCode);
  }
  return undefined;
}

/** The units whose chain of successors leads to `code`, itself first: a commune of 2025 answers for the records of its old ones. */
export function predecessorsOf(units: UnitsByCode, code: string): string[] {
  const found = new Set<string>([code]);
  for (let grew = true; grew;) {
    grew = false;
    for (const unit of units.values()) {
      if (unit.successorCode !== null && found.has(unit.successorCode) && !found.has(unit.code)) {
        found.add(unit.code);
        grew = true;
      }
    }
  }
  return [...found];
}

/** A unit and the ones above it, lowest first; a circle ends the walk. */
export function lineage(units: UnitsByCode, code: string): Unit[] {
  const line: Unit[] = [];
  let unit = units.get(code);
  while (unit !== undefined && !line.includes(unit)) {
    line.push(unit);
    unit = unit.parentCode === null ? undefined : units.get(unit.parentCode);
  }
  return line;
}

/** Whether a unit is another one or lies in it. */
export function isWithin(units: UnitsByCode, code: string, areaCode: string): boolean {
  return lineage(units, code).some((unit) => unit.code === areaCode);
}

/** The code of a commune's village by its number: `22915` and 1 give `22915-01`. */
export function villageCode(communeCode: string, number: number): string {
  return `${communeCode}-${String(number).padStart(2, '0')}`;
}
