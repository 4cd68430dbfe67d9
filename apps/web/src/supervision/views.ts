import type { ParcelStage } from '#domain/process/states';
import type { TaskStep } from '#domain/process/steps';
import type { PersonView } from '../api/views.ts';

/** What the API answers about progress. Moments are ISO texts, durations milliseconds. */
export type Level = 'nation' | 'province' | 'district' | 'commune' | 'village' | 'step' | 'office';

export interface ProgressRow {
  readonly key: string | null;
  readonly name: string | null;
  readonly lists: number;
  readonly records: number;
  readonly ended: number;
  readonly byStage: Readonly<Partial<Record<ParcelStage, number>>>;
  readonly holders: readonly { readonly officeId: string; readonly count: number }[];
  readonly meanWorkMs: number | null;
  readonly longestWorkMs: number | null;
  readonly oldestSince: string | null;
  readonly openTasks: number;
  readonly claimedTasks: number;
  readonly nearBreach: number;
  readonly overdue: number;
}

export interface ProgressAnswer {
  readonly level: Level;
  readonly parent: string | null;
  readonly items: readonly ProgressRow[];
  readonly forecast: {
    readonly remaining: number;
    readonly endedLately: number;
    readonly perDay: number;
    readonly endAt: string | null;
  };
}

export interface LateTask {
  readonly taskId: string;
  readonly listId: string | null;
  readonly communeCode: string | null;
  readonly step: TaskStep;
  readonly officeId: string;
  readonly officeName: string;
  readonly claimedBy: PersonView | null;
  readonly dueAt: string;
  readonly extensions: number;
  readonly escalations: readonly { readonly no: number; readonly officeId: string; readonly at: string }[];
}

export interface CampaignView {
  readonly id: string;
  readonly name: string;
  readonly provinceCode: string;
  readonly state: 'draft' | 'open' | 'closed' | 'cancelled';
  readonly communeCodes: readonly string[];
  readonly dueAt: string | null;
  readonly createdAt: string;
  readonly openedAt: string | null;
  readonly endedAt: string | null;
}
