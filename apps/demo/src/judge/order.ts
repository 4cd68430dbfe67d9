import type { ChainFinding } from './chain.ts';
import type { CustodyFinding } from './custody.ts';
import type { EffectVerdict } from './effects.ts';
import type { ElsewhereVerdict } from './elsewhere.ts';
import type { PassportVerdict } from './passports.ts';
import type { Place } from './judge-list.ts';
import type { Moment, MomentVerdict } from './moments.ts';
import type { TamperOrder, TamperVerdict } from './tampering.ts';

/** What the judge is told: where to look, and which lists the run had. It believes nothing else of the driver. */
export interface JudgeOrder {
  readonly databaseUrl: string;
  readonly platformUrl: string;
  readonly populationUrl: string;
  readonly lists: readonly { readonly listId: string; readonly communeCode: string }[];
  /** Villages that never answered, by code. */
  readonly silentVillages: readonly string[];
  /** The simulators' effect and request logs are read from behind these numbers. */
  readonly after: { readonly platform: number; readonly population: number; readonly requests: number };
  /** Whether certificates were issued, and are to be judged. */
  readonly passports: boolean;
  /** What a witness saw in the live tables during the run. */
  readonly moments: readonly Moment[];
  /** How many values to change, each to be found by the comparison. */
  readonly tamper: TamperOrder;
}

export interface Verdict {
  readonly records: number;
  /** Records per outcome of the police; `open` has none yet, `excluded` was excluded with a reason. */
  readonly byOutcome: Readonly<Record<string, number>>;
  readonly byVillageOutcome: Readonly<Record<string, number>>;
  readonly byDestination: Readonly<Record<string, number>>;
  /** Per official group: how many were listed, and how many are right on the platform now. */
  readonly byDefect: Readonly<Record<string, { readonly listed: number; readonly right: number }>>;
  readonly damaged: number;
  readonly damages: Readonly<Record<string, number>>;
  readonly lost: number;
  readonly losses: Readonly<Record<string, number>>;
  /** The first damaged or lost records, by list and number. */
  readonly places: readonly Place[];
  readonly rightNow: number;
  readonly stillWrong: number;
  readonly stillWrongWhy: Readonly<Record<string, number>>;
  readonly custody: {
    readonly ok: boolean;
    readonly eventsChecked: number;
    readonly movesChecked: number;
    readonly findings: readonly (CustodyFinding | ChainFinding)[];
  };
  /** The lists built again from their events, against the live tables and the chains. */
  readonly audit: { readonly differences: number; readonly first: readonly string[] };
  /** What became of residents of other communes, and of people who were on a list twice. */
  readonly elsewhere: ElsewhereVerdict;
  readonly moments: MomentVerdict;
  readonly tampered: TamperVerdict;
  readonly effects: EffectVerdict;
  readonly escalations: number;
  readonly foreignersAsked: number;
  /** The certificates of the communes' people; null when none were issued in the run. */
  readonly passports: PassportVerdict | null;
  /** Only when villages were silent: whether the others' records were done before the list's deadline. */
  readonly inTime: boolean;
}
