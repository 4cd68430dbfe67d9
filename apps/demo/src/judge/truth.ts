import { Http } from '../connection/http.ts';
import type { Effect } from './effects.ts';

export interface SubjectValues {
  readonly fullName: string | null;
  readonly dateOfBirth: string | null;
  readonly gender: string | null;
  readonly idNumber: string | null;
  readonly passportNumber: string | null;
  readonly nationality: string | null;
}

/** What the simulators know of one of the platform's subjects (see their README, `/admin/truth`). */
export interface TruthItem {
  readonly subjectId: string;
  readonly personId: string;
  readonly situation:
    'resident' | 'moved_away' | 'resides_elsewhere' | 'deceased' | 'duplicate' | 'foreigner';
  readonly foreigner: boolean;
  readonly truth: SubjectValues & { readonly cmnd: string | null };
  readonly papers: Partial<SubjectValues> | null;
  readonly papersWrong: string | null;
  readonly populationState: 'right' | 'wrong_field' | 'missing' | null;
  readonly resolvableBy: readonly ('papers' | 'population')[];
  /** Null for a subject that was right before the run. */
  readonly damageGroup: 'missing' | 'bad_format' | 'wrong_info' | null;
  readonly original: SubjectValues;
  readonly now: SubjectValues;
  readonly wrongFields: readonly string[];
  readonly right: boolean;
}

/** Reads the simulators' truth and logs. */
export class Simulated {
  readonly #http: Http;

  constructor(baseUrl: string) {
    this.#http = new Http({ baseUrl, connections: 2, patienceMs: 60_000 });
  }

  async truth(communeCode: string): Promise<TruthItem[]> {
    const all: TruthItem[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const path: string = `/admin/truth?communeCode=${communeCode}&limit=25000&cursor=${encodeURIComponent(cursor)}`;
      const page: { items: TruthItem[]; nextCursor: string | null } = await this.#get<{
        items: TruthItem[];
        nextCursor: string | null;
      }>(path);
      all.push(...page.items);
      cursor = page.nextCursor;
    }
    return all;
  }

  effects(after: number): Promise<Effect[]> {
    return this.#log<Effect>('/admin/effects?limit=10000', after);
  }

  /** Queries to the population database that can only concern a foreigner. */
  async foreignersAsked(after: number): Promise<number> {
    return (await this.#log('/admin/requests?foreigners=true&limit=10000', after)).length;
  }

  /** The number of the newest entry of the effect or request log. */
  async newest(log: 'effects' | 'requests'): Promise<number> {
    let newest = 0;
    for (;;) {
      const path = `/admin/${log}?limit=10000&after=${newest}`;
      const { items } = await this.#get<{ items: { seq: number }[] }>(path);
      const last = items.at(-1);
      if (last === undefined) return newest;
      newest = last.seq;
    }
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async #log<T>(path: string, after: number): Promise<T[]> {
    const all: T[] = [];
    for (let next: number | null = after; next !== null;) {
      const page: { items: T[]; nextAfter: number | null } = await this.#get(`${path}&after=${next}`);
      all.push(...page.items);
      next = page.nextAfter;
    }
    return all;
  }

  async #get<T>(path: string): Promise<T> {
    return (await this.#http.send<T>({ method: 'GET', path })).body;
  }
}
