import type { MembershipView } from '../api/views.ts';
import type { Level, ProgressRow } from './views.ts';

/** One step of the way down, from the widest area one may see. */
export interface Crumb {
  /** Null: everything one may see. */
  readonly code: string | null;
  readonly name: string | null;
  /** What is listed inside. */
  readonly level: Level;
}

const BELOW: Readonly<Partial<Record<Level, Level>>> = {
  nation: 'province',
  province: 'district',
  district: 'commune',
  commune: 'village',
};

/** The level below a row of this one; undefined where nothing is. */
export function below(level: Level): Level | undefined {
  return BELOW[level];
}

/** Where a post begins: who sees one province begins in it, who sees one commune with its villages. */
export function beginning({ communeCode }: MembershipView): Crumb {
  if (communeCode !== null) return { code: communeCode, name: null, level: 'village' };
  return { code: null, name: null, level: 'province' };
}

/** The way down by one row. */
export function down(way: readonly Crumb[], row: ProgressRow): readonly Crumb[] {
  const here = way.at(-1);
  const level = here === undefined ? undefined : below(here.level);
  return level === undefined || row.key === null ? way : [...way, { code: row.key, name: row.name, level }];
}
