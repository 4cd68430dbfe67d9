import type { Pool } from 'pg';
import { Random } from '../generator/random.ts';
import { Refusal } from './answers.ts';

/** How an outside system misbehaves. Shares are probabilities per call, drawn from a seeded sequence. */
export interface Settings {
  /** Extra milliseconds, for this share of the calls. */
  slowMs: number;
  slowShare: number;
  /** Fails before doing anything: 500, 503 or a reset connection. */
  failShare: number;
  /** Does the work, then cuts the connection or answers 504. */
  failAfterShare: number;
  /** Answers 504 at once or hangs, and does the work `lateMs` later. */
  lateShare: number;
  lateMs: number;
  /** Does the work twice, one after the other. */
  twiceShare: number;
  seed: number;
  /** Names of the calls concerned (as in README); empty = all. */
  only: string[];
  /** The rest is ordinary speed, in milliseconds, and the population database's limit of calls per second. */
  lookupMs: number;
  editMs: number;
  importMs: number;
  importRowMs: number;
  rateLimitPerSecond: number;
}

export const NO_FAULTS: Settings = {
  slowMs: 0,
  slowShare: 0,
  failShare: 0,
  failAfterShare: 0,
  lateShare: 0,
  lateMs: 1000,
  twiceShare: 0,
  seed: 1,
  only: [],
  lookupMs: 100,
  editMs: 2,
  importMs: 200,
  importRowMs: 1,
  rateLimitPerSecond: 200,
};

export type FailureKind = 'error_500' | 'error_503' | 'reset';

/** What happens to one call. */
export interface Fate {
  delayMs: number;
  failBefore: FailureKind | undefined;
  failAfter: 'cut' | 'timeout_504' | undefined;
  late: 'hang' | 'timeout_504' | undefined;
  twice: boolean;
}

/** The settings of one system, kept in the database so that a restart does not end a fault; and the fates drawn from them. */
export class Faults {
  private current = NO_FAULTS;
  private random = new Random('1');

  constructor(
    private readonly system: string,
    private readonly pool: Pool,
  ) {}

  get settings(): Settings {
    return this.current;
  }

  async load(): Promise<void> {
    const { rows } = await this.pool.query<{ value: Partial<Settings> }>(
      'select value from settings where system = $1',
      [this.system],
    );
    this.use({ ...NO_FAULTS, ...rows[0]?.value });
  }

  /** What is not given goes back to its default, so `{}` ends all faults. Throws Refusal 422 for an unknown name or a wrong value. */
  async change(value: unknown): Promise<Settings> {
    const settings = parse(value);
    await this.pool.query(
      'insert into settings (system, value) values ($1, $2) on conflict (system) do update set value = excluded.value',
      [this.system, settings],
    );
    this.use(settings);
    return settings;
  }

  draw(call: string, effect: boolean): Fate {
    const { current: s, random } = this;
    const on = s.only.length === 0 || s.only.includes(call);
    const happens = (share: number): boolean => on && share > 0 && random.chance(share);
    const delayMs = happens(s.slowShare) ? s.slowMs : 0;
    const failBefore = happens(s.failShare)
      ? random.pick(['error_500', 'error_503', 'reset'] as const)
      : undefined;
    const late = happens(s.lateShare) ? random.pick(['hang', 'timeout_504'] as const) : undefined;
    const failAfter = happens(s.failAfterShare) ? random.pick(['cut', 'timeout_504'] as const) : undefined;
    return { delayMs, failBefore, late, failAfter, twice: effect && happens(s.twiceShare) };
  }

  private use(settings: Settings): void {
    this.current = settings;
    this.random = new Random(`${this.system}|${settings.seed}`);
  }
}

function parse(value: unknown): Settings {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(422, { code: 'invalid_settings', expected: 'an object' });
  }
  for (const [name, given] of Object.entries(value)) {
    if (!(name in NO_FAULTS)) throw new Refusal(422, { code: 'unknown_setting', name });
    const fits =
      name === 'only'
        ? Array.isArray(given) && given.every((one) => typeof one === 'string')
        : typeof given === 'number' && given >= 0 && (!name.endsWith('Share') || given <= 1);
    if (!fits) throw new Refusal(422, { code: 'invalid_setting', name });
  }
  return { ...NO_FAULTS, ...(value as Partial<Settings>) };
}
