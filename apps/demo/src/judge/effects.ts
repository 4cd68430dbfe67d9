/** What a simulator wrote down about one write that reached it. */
export interface Effect {
  readonly seq: number;
  readonly kind: string;
  /** The platform's subject or the population's person. */
  readonly subject: string;
  readonly values: Readonly<Record<string, string | null>>;
  readonly applied: boolean;
}

export interface EffectVerdict {
  readonly createdTwice: number;
  readonly appliedTwice: number;
  readonly olderOverNewer: number;
}

/**
 * Replays the effects of one simulator on the values its subjects had before the run.
 * - `createdTwice`: an applied creation of a subject that was there already or was created before.
 * - `appliedTwice`: an applied edit of which every value is what the subject already has, after an earlier applied effect of the run
 *   wrote that same value: the same edit executed again.
 * - `olderOverNewer`: an applied edit that gives a field back a value which an earlier effect of the run had replaced.
 *
 * @param before values of each subject before the run; a subject that is missing was not there
 */
export function judgeEffects(
  effects: readonly Effect[],
  before: ReadonlyMap<string, Readonly<Record<string, string | null>>>,
): EffectVerdict {
  const now = new Map<string, Map<string, string | null>>();
  const replaced = new Map<string, Map<string, Set<string | null>>>();
  const written = new Map<string, Set<string>>();
  const verdict = { createdTwice: 0, appliedTwice: 0, olderOverNewer: 0 };
  for (const { kind, subject, values, applied } of [...effects].sort((a, b) => a.seq - b.seq)) {
    if (!applied) continue;
    const known = now.get(subject) ?? startOf(before.get(subject));
    const isNew = known === undefined;
    if (isCreation(kind) && !isNew) verdict.createdTwice++;
    const fields = known ?? new Map<string, string | null>();
    now.set(subject, fields);
    const own = written.get(subject) ?? new Set<string>();
    written.set(subject, own);
    const old = replaced.get(subject) ?? new Map<string, Set<string | null>>();
    replaced.set(subject, old);
    const entries = Object.entries(values);
    const repeats = entries.filter(([field, value]) => fields.get(field) === value && own.has(field));
    if (!isNew && entries.length > 0 && repeats.length === entries.length) verdict.appliedTwice++;
    let older = false;
    for (const [field, value] of entries) {
      const was = fields.get(field) ?? null;
      if (was === value) continue;
      if (old.get(field)?.has(value)) older = true;
      if (!isNew) old.set(field, (old.get(field) ?? new Set()).add(was));
      fields.set(field, value);
      own.add(field);
    }
    if (older) verdict.olderOverNewer++;
  }
  return verdict;
}

function isCreation(kind: string): boolean {
  return /creat|supplement|insert/i.test(kind);
}

function startOf(
  values: Readonly<Record<string, string | null>> | undefined,
): Map<string, string | null> | undefined {
  return values === undefined ? undefined : new Map(Object.entries(values));
}
