import type { FindingCode } from './texts.ts';

/** The steps of a verification in their order. */
export const STEPS = [
  'archive',
  'statement',
  'files',
  'events',
  'changes',
  'sets',
  'state',
  'handovers',
  'records',
  'custody',
  'papers',
  'history',
] as const;
export type Step = (typeof STEPS)[number];

/** `ok`: checked and right; `fail`: wrong; `note`: cannot be checked from what is there, or must be known to read the verdict. */
export type Level = 'ok' | 'fail' | 'note';

export type Params = Readonly<Record<string, string | number>>;

export interface Finding {
  readonly step: Step;
  readonly level: Level;
  readonly code: FindingCode;
  readonly params: Params;
}

/** A list of thousands wrong lines tells no more than its beginning. */
const MOST_ALIKE = 20;

/** What a verification found. */
export class Report {
  readonly #findings: Finding[] = [];
  readonly #alike = new Map<string, number>();

  get findings(): readonly Finding[] {
    return this.#findings;
  }

  get failed(): boolean {
    return this.#findings.some(({ level }) => level === 'fail');
  }

  failedAt(step: Step): boolean {
    return this.#findings.some((finding) => finding.step === step && finding.level === 'fail');
  }

  ok(step: Step, code: FindingCode, params: Params = {}): void {
    this.#add({ step, level: 'ok', code, params });
  }

  fail(step: Step, code: FindingCode, params: Params = {}): void {
    this.#add({ step, level: 'fail', code, params });
  }

  note(step: Step, code: FindingCode, params: Params = {}): void {
    this.#add({ step, level: 'note', code, params });
  }

  #add(finding: Finding): void {
    const key = `${finding.step} ${finding.code}`;
    const alike = (this.#alike.get(key) ?? 0) + 1;
    this.#alike.set(key, alike);
    if (finding.level === 'ok' || alike <= MOST_ALIKE) this.#findings.push(finding);
  }
}
