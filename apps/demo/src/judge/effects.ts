type Values = Readonly<Record<string, unknown>>;

/** What a simulator wrote down about one write that reached it (see the simulators' README). */
export interface Effect {
  readonly seq: number;
  readonly kind: string;
  /** The platform's subject or the population's person. */
  readonly subject: string;
  readonly reference: string | null;
  readonly oldValues: Values | null;
  readonly values: Values | null;
  readonly applied: boolean;
}

export interface EffectVerdict {
  readonly createdTwice: number;
  readonly appliedTwice: number;
  readonly olderOverNewer: number;
}

/**
 * Replays the effects of one simulator in the order of its log.
 * - `createdTwice`: a subject that the platform's import created (everybody in a list is there already), or a person
 *   supplemented a second time under the same reference or number.
 * - `appliedTwice`: an applied edit of which every value is what the subject already has, after an earlier applied effect of the run
 *   wrote that value: the same edit executed again.
 * - `olderOverNewer`: an applied edit that gives a field back a value which an earlier effect of the run had replaced.
 */
export function judgeEffects(effects: readonly Effect[]): EffectVerdict {
  const subjects = new Map<string, Subject>();
  const created = new Set<string>();
  const verdict = { createdTwice: 0, appliedTwice: 0, olderOverNewer: 0 };
  for (const effect of [...effects].sort((a, b) => a.seq - b.seq)) {
    if (!effect.applied) continue;
    if (CREATIONS.has(effect.kind)) {
      const keys = [
        `reference ${effect.reference ?? effect.seq}`,
        `number ${String(effect.values?.['idNumber'])}`,
      ];
      if (effect.kind === 'import_created' || keys.some((key) => created.has(key))) verdict.createdTwice++;
      for (const key of keys) created.add(key);
    }
    const subject = subjects.get(effect.subject) ?? new Subject(effect.oldValues ?? {});
    subjects.set(effect.subject, subject);
    const { repeated, older } = subject.apply(effect.values ?? {});
    if (repeated) verdict.appliedTwice++;
    if (older) verdict.olderOverNewer++;
  }
  return verdict;
}

const CREATIONS: ReadonlySet<string> = new Set(['import_created', 'person_supplement']);

/** One subject's values through the run. */
class Subject {
  readonly #now: Map<string, unknown>;
  /** Values each field had before the run replaced them. */
  readonly #replaced = new Map<string, Set<unknown>>();
  readonly #written = new Set<string>();

  constructor(before: Values) {
    this.#now = new Map(Object.entries(before));
  }

  apply(values: Values): { repeated: boolean; older: boolean } {
    const entries = Object.entries(values);
    const repeated =
      entries.length > 0 &&
      entries.every(([field, value]) => this.#written.has(field) && this.#now.get(field) === value);
    let older = false;
    for (const [field, value] of entries) {
      const was = this.#now.get(field) ?? null;
      if (was === value) continue;
      const replaced = this.#replaced.get(field) ?? new Set();
      if (replaced.has(value)) older = true;
      this.#replaced.set(field, replaced.add(was));
      this.#now.set(field, value);
      this.#written.add(field);
    }
    return { repeated, older };
  }
}
