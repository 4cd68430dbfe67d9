import type { Damage, Field } from './damage.ts';

/** What was found on one record: rule ids, and reasons of the comparison as `=reason`, by field. */
export type Findings = ReadonlyMap<Field, ReadonlySet<string>>;

interface KindTally {
  damaged: number;
  found: number;
}

/** Counts per kind: how many were damaged and found, and of everything an id said, how much was so. */
export class Tally {
  readonly #kinds = new Map<string, KindTally>();
  readonly #said = new Map<string, { all: number; right: number }>();

  constructor(private readonly damages: readonly Damage[]) {}

  /** `excused`: ids that are right without a damage, such as a year alone of whom nobody knows the day. */
  add(damages: readonly Damage[], findings: Findings, excused: ReadonlySet<string>): void {
    damages.forEach((one, nth) => {
      // Under a later damage of the same value the earlier one may be invisible; the mixture counts by itself.
      const last = damages.findLastIndex(({ field }) => field === one.field) === nth;
      const mixed = damages.some((other, i) => i !== nth && other.field === one.field);
      if (!last) return;
      const found = findings.get(one.field);
      const seen = mixed ? (found?.size ?? 0) > 0 : one.found.some((id) => found?.has(id) === true);
      const tally = this.#kind(mixed ? 'mixture_in_one_value' : one.kind);
      tally.damaged += 1;
      if (seen) tally.found += 1;
    });
    for (const [field, ids] of findings) {
      const here = damages.filter((one) => one.field === field);
      for (const id of ids) {
        const key = `${field} ${id}`;
        const said = this.#said.get(key) ?? { all: 0, right: 0 };
        said.all += 1;
        if (
          excused.has(id) ||
          here.length > 1 ||
          here.some((one) => id.startsWith('=') || one.found.includes(id)) ||
          crossField(id, damages)
        )
          said.right += 1;
        this.#said.set(key, said);
      }
    }
  }

  recall(): Record<string, number> {
    return Object.fromEntries(
      [...this.#kinds].sort().map(([kind, { damaged, found }]) => [kind, rounded(found / damaged)]),
    );
  }

  /** Of all that a kind's ids said, how much was so; absent where nothing was said. */
  precision(): Record<string, number> {
    const result: Record<string, number> = {};
    for (const { kind, field, found } of this.damages) {
      const said = found.map((id) => this.#said.get(`${field} ${id}`)).filter((one) => one !== undefined);
      const all = said.reduce((sum, one) => sum + one.all, 0);
      if (all > 0) result[kind] = rounded(said.reduce((sum, one) => sum + one.right, 0) / all);
    }
    return Object.fromEntries(Object.entries(result).sort());
  }

  /** What was said most often without a damage that it is about. */
  saidInVain(): [string, number][] {
    return [...this.#said]
      .map(([key, { all, right }]): [string, number] => [key, all - right])
      .filter(([, times]) => times > 0)
      .sort(([, a], [, b]) => b - a);
  }

  counts(): ReadonlyMap<string, Readonly<KindTally>> {
    return this.#kinds;
  }

  #kind(kind: string): KindTally {
    const known = this.#kinds.get(kind) ?? { damaged: 0, found: 0 };
    this.#kinds.set(kind, known);
    return known;
  }
}

/** Year and gender are said of the number, whichever of the two values was damaged. */
function crossField(id: string, damages: readonly Damage[]): boolean {
  return (
    ['id_year_mismatch', 'id_gender_mismatch', 'gender_name_mismatch'].includes(id) &&
    damages.some(({ found }) => found.includes(id))
  );
}

function rounded(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
