import { validUntil } from '#domain/passports/validity';
import { normalisedVaccinee, type FeedPerson } from '#domain/passports/vaccinee';
import type { IssuingState, Stored, StoredKey } from '#persistence/process/passports/issuing';
import type { FeedPage } from '#persistence/process/passports/feed';
import type { Judged, Lines } from '#persistence/process/passports/people';
import { Unavailable } from './failures.ts';
import type { KeyChain } from './passports/key-chain.ts';
import type { PagePool } from './passports/page-pool.ts';
import type { Progress } from './ports.ts';

/** The facts of vaccine passports, as the activities need them. Times are given: nothing here reads a clock of its own. */
export interface PassportStore {
  feedCursor(): Promise<string>;
  storeFeed(page: FeedPage, at: Date): Promise<boolean>;
  takeOverFromLists(): Promise<void>;
  unjudged(after: Lines['last'] | undefined, limit: number): Promise<Lines | undefined>;
  storeJudged(judged: readonly Judged[], at: Date): Promise<void>;
  openDay(day: string, at: Date, dueAt: Date): Promise<number>;
  closeDay(day: string, at: Date): Promise<number>;
  issuingState(): Promise<IssuingState>;
  keys(): Promise<readonly StoredKey[]>;
  wanted(at: Date, after: Lines['last'] | undefined, limit: number): Promise<Lines | undefined>;
  storeMade(rows: string, officeId: string): Promise<Stored>;
  orderRenewals(at: Date): Promise<{ ordered: number; failing: number }>;
  checkAll(day: string, at: Date): Promise<{ certificates: number; disagreeing: number }>;
}

export interface PlatformFeed {
  vaccinees(
    after: string,
    signal: AbortSignal,
  ): Promise<{ items: readonly FeedPerson[]; nextCursor: string; more: boolean }>;
}

export interface Issued {
  readonly issued: number;
  readonly paused: boolean;
}

export type PassportActivities = {
  /** Reads the platform's feed to its end, then judges whom it touched. */
  readVaccinees(): Promise<void>;
  /** Opens the day (`YYYY-MM-DD`) for every facility with vaccinees, also with nobody to sign; answers how many. */
  openFacilityDay(day: string, dueAt: string): Promise<number>;
  /** Names the facilities that have not confirmed to the province; answers how many. */
  closeFacilityDay(day: string): Promise<number>;
  /** Makes all certificates that are ordered and allowed. */
  issueWanted(): Promise<Issued>;
  /** Orders what falls due in the window, and tells of what cannot be renewed. */
  orderRenewals(): Promise<{ ordered: number; failing: number }>;
  /** Compares every certificate with its record and keeps the result of the day. */
  checkPassports(day: string): Promise<{ certificates: number; disagreeing: number }>;
};

export interface PassportTools {
  readonly pool: PagePool;
  readonly keyChain: KeyChain;
  readonly issuerName: string;
  readonly clock: () => Date;
  /** People per page. */
  readonly page?: number;
}

const PAGE = 4_000;

export function createPassportActivities(
  store: PassportStore,
  platform: PlatformFeed,
  progress: () => Progress,
  { pool, keyChain, issuerName, clock, page = PAGE }: PassportTools,
): PassportActivities {
  const judge = async (alive: () => void): Promise<void> => {
    for (let after: Lines['last'] | undefined; ;) {
      const lines = await store.unjudged(after, page);
      if (lines === undefined) return;
      const done = await pool.run({ do: 'judge', lines: lines.lines, at: clock().toISOString() });
      if ('judged' in done) await store.storeJudged(done.judged, clock());
      after = lines.last;
      alive();
    }
  };

  return {
    async readVaccinees() {
      const { heartbeat, signal } = progress();
      let done = 0;
      for (let after = await store.feedCursor(), more = true; more;) {
        const answer = await platform.vaccinees(after, signal);
        const people = answer.items.map(normalisedVaccinee);
        await store.storeFeed({ after, nextCursor: answer.nextCursor, people }, clock());
        done += people.length;
        heartbeat({ done });
        ({ more, nextCursor: after } = answer);
      }
      await store.takeOverFromLists();
      await judge(() => heartbeat({ done }));
    },

    openFacilityDay: (day, dueAt) => store.openDay(day, clock(), new Date(dueAt)),
    closeFacilityDay: (day) => store.closeDay(day, clock()),

    async issueWanted() {
      const { heartbeat } = progress();
      let issued = 0;
      await judge(() => heartbeat({ done: issued }));
      const { officeId } = await store.issuingState();
      if (officeId === null) throw new Unavailable('no_issuing_office');
      const at = clock();
      const read = (after: Lines['last'] | undefined) => store.wanted(at, after, page);
      let storing: Promise<unknown> = Promise.resolve();
      let next = read(undefined);
      for (;;) {
        const lines = await next;
        if (lines === undefined || (await store.issuingState()).paused) break;
        // The next page is read while this one is signed, and the one before is being stored.
        next = read(lines.last);
        next.catch(() => {});
        const rows = await sign(lines);
        await storing;
        storing =
          rows === ''
            ? Promise.resolve()
            : store.storeMade(rows, officeId).then((stored) => (issued += stored.issued));
        storing.catch(() => {});
        heartbeat({ done: issued });
      }
      await Promise.all([storing, next]);
      return { issued, paused: (await store.issuingState()).paused };
    },

    orderRenewals: () => store.orderRenewals(clock()),
    checkPassports: (day) => store.checkAll(day, clock()),
  };

  /** The rows of one page, shared among the threads. Time and key are the page's own: a rotation takes effect with the next page. */
  async function sign({ lines, count }: Lines): Promise<string> {
    const issuedAt = new Date(Math.floor(clock().getTime() / 1_000) * 1_000);
    const expiresAt = validUntil(issuedAt);
    const { key, forThread } = await keyChain.choose(await store.keys(), issuedAt, expiresAt);
    const times = { issuedAt: issuedAt.toISOString(), expiresAt: expiresAt.toISOString(), issuerName };
    try {
      const parts = shared(lines, Math.min(pool.lanes, count));
      const done = await Promise.all(
        parts.map((part) => pool.run({ do: 'issue', lines: part, key: forThread, ...times }, key.sign)),
      );
      return done.map((part) => ('made' in part ? part.made.rows : '')).join('');
    } catch (error) {
      keyChain.forget(Buffer.from(key.kid).toString('base64'));
      throw error;
    }
  }
}

/** Lines in as many parts of nearly the same size. */
function shared(lines: string, parts: number): string[] {
  if (parts <= 1) return [lines];
  const all = lines.split('\n');
  const edge = (index: number) => Math.round((all.length * index) / parts);
  return Array.from({ length: parts }, (_, index) =>
    all.slice(edge(index), edge(index + 1)).join('\n'),
  ).filter((part) => part !== '');
}
