import type { PersonView } from '../api/views.ts';

export interface OfficeName {
  readonly officeId: string;
  readonly name: string;
}

export interface EventView {
  readonly no: number;
  readonly type: string;
  readonly at: string;
  readonly person: PersonView | null;
  readonly office: OfficeName | null;
}

/** Rows as the tables had them. */
export type State = Readonly<Record<string, unknown>>;

export interface ListAsOf {
  readonly at: string;
  readonly eventNo: number;
  readonly list: State | null;
  readonly parcels: readonly State[];
  readonly handovers: readonly State[];
}

export interface RecordAsOf {
  readonly recordNo: number;
  readonly state: State;
}

export interface Look {
  readonly at: string;
  readonly kind: string;
  readonly person: PersonView | null;
  readonly office: OfficeName | null;
  readonly purpose: string | null;
}

export interface LateStep {
  readonly taskId: string;
  readonly step: string;
  readonly office: OfficeName;
  readonly dueAt: string;
  readonly completedAt: string | null;
}

export interface Comparison {
  readonly records: number;
  readonly events: number;
  readonly differences: number;
  readonly findings: readonly {
    readonly table: string;
    readonly row: string;
    readonly column: string;
    readonly problem: string;
  }[];
}
