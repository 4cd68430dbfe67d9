import type { ListState, ParcelStage, TaskState } from './states.ts';
import type { TaskOutcome, TaskStep } from './steps.ts';

/**
 * What a workflow knows: ids, counts, codes and times, never a person's data. It is read from PostgreSQL on every
 * message and thrown away; nothing in it survives a restart because nothing needs to. Times are milliseconds since 1970.
 */
export interface ListFacts {
  readonly listId: string;
  readonly state: ListState;
  readonly forwardRound: number;
  readonly tasks: readonly TaskFact[];
  readonly parcels: readonly ParcelFact[];
  readonly jobs: readonly JobFact[];
  /** Equal digests mean equal facts: an unchanged summary need not be written into the history again. */
  readonly digest: string;
}

export interface CampaignFacts {
  readonly campaignId: string;
  readonly state: 'draft' | 'open' | 'closed' | 'cancelled';
  readonly tasks: readonly TaskFact[];
  /** Communes that still get a list. */
  readonly missing: number;
  /** Communes that lack one of the offices the chain needs; they get no list until they have them. */
  readonly withoutOffice: readonly string[];
  /** Lists that have not ended. */
  readonly unfinished: number;
  readonly digest: string;
}

/** One task per key, whoever asks for it and however often. */
export interface TaskKey {
  readonly step: TaskStep;
  /** Empty for the whole list, a village's code, or a parcel's number. */
  readonly scope: string;
  readonly round: number;
}

/** A task as a whole; the parts of a split one are the inbox's business. */
export interface TaskFact extends TaskKey {
  readonly id: string;
  readonly state: TaskState;
  readonly outcome: TaskOutcome | null;
  readonly dueAt: number;
  /** What the clock does next about this task, null when nothing is left to do or the list is paused. */
  readonly next: Notice | null;
}

/** `unhold` ends a hold at its date; the others are kept in task_notices, unique per task, kind and number. */
export interface Notice {
  readonly kind: 'reminder' | 'escalation' | 'unhold';
  readonly no: number;
  readonly at: number;
}

export interface ParcelFact {
  readonly no: number;
  readonly kind: 'list' | 'village' | 'police';
  readonly scope: string;
  readonly round: number;
  readonly stage: ParcelStage;
  readonly count: number;
}

export const JOB_KINDS = [
  'compile',
  'population_check',
  'population_update',
  'platform_update',
  'verification',
  'addition',
] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** Work of the machine on a list or a parcel, done by one activity. */
export interface JobKey {
  readonly kind: JobKind;
  readonly scope: string;
  readonly runNo: number;
}

export interface JobFact extends JobKey {
  readonly state: 'requested' | 'running' | 'by_hand' | 'done' | 'failed';
}

/** The step whose task waits (`preparing`) until the job of a kind is done. */
export const PREPARES = {
  compile: 'compile',
  population_check: 'verify',
  population_update: 'sign',
  platform_update: undefined,
  verification: 'check',
  // The list may be worked on meanwhile; only completing waits.
  addition: undefined,
} as const satisfies Record<JobKind, TaskStep | undefined>;

/** What a workflow may have done about its list. Each order is idempotent; many are carried out in one transaction. */
export type Order =
  | ({ readonly do: 'ensureTask'; readonly preparedBy: JobKey | null } & TaskKey)
  | { readonly do: 'cancelTask'; readonly taskId: string; readonly reason: 'withdrawn' | 'superseded' }
  | { readonly do: 'notice'; readonly taskId: string; readonly kind: Notice['kind']; readonly no: number }
  | ({ readonly do: 'requestJob' } & JobKey)
  | ({ readonly do: 'failJob'; readonly code: string } & JobKey)
  | { readonly do: 'endList' }
  | { readonly do: 'createLists' }
  | { readonly do: 'closeCampaign' };
