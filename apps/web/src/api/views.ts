import type { CheckState, HandoverState, ListState, TaskState } from '#domain/process/states';
import type { TaskOutcome, TaskStep } from '#domain/process/steps';
import type { OfficeKind, Role } from '#domain/people/roles';

/** What the API answers. Moments are ISO texts here. */
export interface MembershipView {
  readonly officeId: string;
  readonly officeName: string;
  readonly officeKind: OfficeKind;
  readonly provinceCode: string;
  readonly communeCode: string | null;
  readonly villageCode: string | null;
  readonly role: Role;
}

export interface PersonView {
  readonly personId: string;
  readonly fullName: string | null;
}

export interface SubstitutedPost {
  readonly substitutionId: string;
  readonly absent: PersonView;
  readonly post: MembershipView;
  readonly steps: readonly TaskStep[];
  readonly communes: readonly string[] | null;
  readonly until: string;
}

export interface SessionView {
  readonly personId: string;
  readonly subject: string;
  readonly fullName: string;
  readonly memberships: readonly MembershipView[];
  readonly csrfToken: string | null;
  readonly authTime: string | null;
  readonly expiresAt: string | null;
}

export interface JobView {
  readonly kind: string;
  readonly runNo: number;
  readonly state: 'requested' | 'running' | 'done' | 'failed';
  readonly done: number;
  readonly total: number | null;
  readonly failed: number;
}

export interface TaskView {
  readonly id: string;
  readonly communeCode: string | null;
  readonly villageCode: string | null;
  readonly campaignId: string;
  readonly listId: string | null;
  readonly step: TaskStep;
  readonly scope: string;
  readonly round: number;
  readonly partNo: number;
  readonly partCount: number;
  readonly officeId: string;
  readonly role: Role;
  readonly state: TaskState;
  readonly preparing: boolean;
  readonly priority: number;
  readonly claimEpoch: number;
  readonly claimedBy: PersonView | null;
  readonly claimedAt: string | null;
  readonly actingFor: PersonView | null;
  readonly substitutionId: string | null;
  readonly checkState: CheckState | null;
  readonly openedAt: string;
  readonly dueAt: string;
  readonly heldUntil: string | null;
  readonly outcome: TaskOutcome | null;
  readonly completedAt: string | null;
  readonly recordCount: number;
  readonly undecidedCount: number | null;
  readonly job: JobView | null;
  readonly overdue: boolean;
  readonly names: {
    readonly campaign: string | null;
    readonly commune: string | null;
    readonly village: string | null;
    readonly office: string;
  };
  readonly reason: string | null;
}

export interface BulkAnswer {
  readonly dryRun: boolean;
  readonly done: number;
  readonly refused: number;
  readonly items: readonly {
    readonly taskId: string;
    readonly status: number;
    readonly problem?: { readonly title: string; readonly titleEn: string };
  }[];
}

export interface SavedFilter {
  readonly id: string;
  readonly name: string;
  readonly shared: boolean;
  readonly version: number;
  readonly filter: QueueFilter;
}

export interface QueueFilter {
  readonly queue?: QueueName;
  readonly sort?: 'priority' | 'due' | 'opened';
  readonly step?: TaskStep;
  readonly overdue?: boolean;
  readonly text?: string;
}

export type QueueName = 'role' | 'personal' | 'delegated' | 'substitute' | 'directed';

export interface QueueCount {
  readonly queue: QueueName;
  readonly count: number;
  readonly open: number;
  readonly urgent: number;
  readonly overdue: number;
  readonly unread: number;
}

export interface NotificationView {
  readonly id: number;
  readonly kind: string;
  readonly at: string;
  readonly officeId: string;
  readonly listId: string | null;
  readonly campaignId: string | null;
  readonly taskId: string | null;
  readonly handoverId: string | null;
  readonly broadcast: { readonly title: string; readonly body: string; readonly fromOfficeId: string } | null;
  readonly readAt: string | null;
}

export interface ListView {
  readonly id: string;
  readonly campaignId: string;
  readonly communeCode: string;
  readonly communeName: string;
  readonly seq: number;
  readonly state: ListState;
  readonly urgent: boolean;
  readonly recordCount: number;
  readonly handoverCount: number;
  readonly dueAt: string | null;
  readonly openedAt: string | null;
  readonly pausedAt: string | null;
  readonly endedAt: string | null;
  readonly endReason: string | null;
  readonly overdue: boolean;
}

export interface ProofView {
  readonly state: 'waiting' | 'complete';
  readonly stampedAt: string | null;
}

export interface HandoverView {
  readonly id: string;
  readonly listId: string;
  readonly number: number;
  readonly step: TaskStep;
  readonly grade: 'official' | 'attested';
  readonly parcelNos: readonly number[];
  readonly taskId: string;
  readonly fromOfficeId: string;
  readonly toOfficeId: string;
  readonly state: HandoverState;
  readonly records: string;
  readonly recordCount: number;
  readonly refusedCount: number;
  readonly manifestHash: string;
  readonly signature: string | null;
  readonly signerPersonId: string | null;
  readonly certificateThumbprint: string | null;
  readonly frozenAt: string;
  readonly offeredAt: string | null;
  readonly acceptDueAt: string | null;
  readonly receiptHash: string | null;
  readonly receiptSignature: string | null;
  readonly receiverPersonId: string | null;
  readonly receiptThumbprint: string | null;
  readonly receivedAt: string | null;
  readonly offerProof: ProofView | null;
  readonly receiptProof: ProofView | null;
}

export interface ParcelView {
  readonly parcelNo: number;
  readonly kind: 'list' | 'village' | 'police';
  readonly scope: string;
  readonly round: number;
  readonly stage: string;
  readonly custodianOfficeId: string;
  readonly custodianName: string;
  readonly since: string;
  readonly recordCount: number;
  readonly frozenAt: string | null;
  readonly reason: string | null;
}

export interface OfficeView {
  readonly id: string;
  readonly kind: OfficeKind;
  readonly name: string;
  readonly communeCode: string | null;
  readonly villageCode: string | null;
  readonly superiorOfficeId: string | null;
}

export interface PaperView {
  readonly id: string;
  readonly handoverId: string;
  readonly kind: 'minutes' | 'receipt';
  readonly grade: 'official' | 'attested';
  readonly state: string;
  readonly symbol: string;
  readonly year: number | null;
  readonly number: number | null;
  readonly sha256: string;
  readonly preparedAt: string;
  readonly signedAt: string | null;
  readonly numberedAt: string | null;
  readonly issuedAt: string | null;
  readonly voidedAt: string | null;
  readonly voidReason: string | null;
}

export interface CertificateView {
  readonly thumbprint: string;
  readonly personId: string;
  readonly officeId: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly state: 'in_force' | 'not_yet_valid' | 'expired' | 'replaced' | 'revoked';
  readonly revokedAt: string | null;
}

export interface TimelineEventView {
  readonly no: number;
  readonly type: string;
  readonly at: string;
  readonly person: PersonView | null;
  readonly office: { readonly officeId: string; readonly name: string } | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly custody: readonly { readonly from: string | null; readonly to: string; readonly count: number }[];
}

export interface ListProgressView {
  readonly recordCount: number;
  readonly byStage: Readonly<Record<string, number>>;
  readonly byCustodian: readonly {
    readonly officeId: string;
    readonly name: string;
    readonly count: number;
  }[];
  readonly byVillage: readonly {
    readonly villageCode: string | null;
    readonly count: number;
    readonly reviewed: number;
    readonly verified: number;
  }[];
}

export type {
  DecisionItem,
  FieldName,
  FieldValues,
  HintView,
  PopulationPersonView,
  RecordView,
} from './record-views.ts';
