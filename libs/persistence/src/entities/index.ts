import {
  Broadcast,
  Notification,
  NotificationCursor,
  NotificationPreference,
  NotificationRead,
} from './notification.entity.ts';
import { Delivery, Webhook } from './delivery.entity.ts';
import { CalendarDay, CalendarHours, OfficeCalendar } from './calendar.entity.ts';
import { AccessLogEntry } from './access-log-entry.entity.ts';
import { AccessLogSeal } from './access-log-seal.entity.ts';
import { ArchiveOrder } from './archive-order.entity.ts';
import { AuditReport } from './audit-report.entity.ts';
import { Campaign } from './campaign.entity.ts';
import { Certificate } from './certificate.entity.ts';
import { Checkpoint } from './checkpoint.entity.ts';
import { CertificateChallenge } from './certificate-challenge.entity.ts';
import { CitizenRecord } from './citizen-record.entity.ts';
import { CustodyMove } from './custody-move.entity.ts';
import { Decider } from './decider.entity.ts';
import { DocumentRegister } from './document-register.entity.ts';
import { Handover } from './handover.entity.ts';
import { HandoverSnapshot } from './handover-snapshot.entity.ts';
import { IdempotencyKey } from './idempotency-key.entity.ts';
import { Job } from './job.entity.ts';
import { List } from './list.entity.ts';
import { ListEvent } from './list-event.entity.ts';
import { Membership } from './membership.entity.ts';
import { Office } from './office.entity.ts';
import { Paper } from './paper.entity.ts';
import { Parcel } from './parcel.entity.ts';
import { Person } from './person.entity.ts';
import { RecordAddition } from './record-addition.entity.ts';
import { RecordChange } from './record-change.entity.ts';
import { RecordSet } from './record-set.entity.ts';
import { RuleOutcome } from './rule-outcome.entity.ts';
import { QualitySetting } from './quality-setting.entity.ts';
import { DuplicatePair } from './duplicate-pair.entity.ts';
import { Transfer } from './transfer.entity.ts';
import { RegistryChange, RegistryEvent, RegistryHead } from './registry.entity.ts';
import { Session } from './session.entity.ts';
import { StateChange } from './state-change.entity.ts';
import { SignatureProof } from './signature-proof.entity.ts';
import { TaskClock, TaskExtension } from './task-clock.entity.ts';
import { Task } from './task.entity.ts';
import { TaskNotice } from './task-notice.entity.ts';
import { TaskComment } from './task-comment.entity.ts';
import { TaskAttachment } from './task-attachment.entity.ts';
import { AttachmentChunk } from './attachment-chunk.entity.ts';
import { TaskRead } from './task-read.entity.ts';
import { SavedFilter } from './saved-filter.entity.ts';
import { Substitution } from './substitution.entity.ts';
import { SubstitutionDecision } from './substitution-decision.entity.ts';
import { Unit } from './unit.entity.ts';
import { Batch } from './batch.entity.ts';
import { BatchRow } from './batch-row.entity.ts';
import { CarriedResult } from './carried-result.entity.ts';
import { OfficeChannel } from './office-channel.entity.ts';
import { FileExport } from './file-export.entity.ts';
import { TemplateMapping } from './template-mapping.entity.ts';
import { UnitMerger } from './unit-merger.entity.ts';
import { WeeklyReport } from './weekly-report.entity.ts';
import { WorkflowArchive } from './workflow-archive.entity.ts';
import { WorkflowBundle } from './workflow-bundle.entity.ts';
import { WorkflowMessage } from './workflow-message.entity.ts';

/** One per table of the schema. */
export const ENTITIES = [
  Unit,
  DuplicatePair,
  Transfer,
  QualitySetting,
  RuleOutcome,
  Office,
  Person,
  Membership,
  Session,
  Certificate,
  CertificateChallenge,
  Campaign,
  List,
  Parcel,
  CitizenRecord,
  Decider,
  Task,
  TaskNotice,
  TaskClock,
  TaskExtension,
  OfficeCalendar,
  CalendarHours,
  CalendarDay,
  Job,
  RecordAddition,
  Handover,
  HandoverSnapshot,
  Paper,
  DocumentRegister,
  SignatureProof,
  ListEvent,
  RecordChange,
  RecordSet,
  StateChange,
  CustodyMove,
  WorkflowMessage,
  IdempotencyKey,
  AccessLogEntry,
  AuditReport,
  AccessLogSeal,
  ArchiveOrder,
  Checkpoint,
  WorkflowArchive,
  WorkflowBundle,
  TaskComment,
  TaskAttachment,
  AttachmentChunk,
  TaskRead,
  SavedFilter,
  Substitution,
  SubstitutionDecision,
  Broadcast,
  Notification,
  NotificationCursor,
  NotificationRead,
  NotificationPreference,
  Webhook,
  Delivery,
  FileExport,
  Batch,
  BatchRow,
  TemplateMapping,
  OfficeChannel,
  CarriedResult,
  RegistryChange,
  RegistryEvent,
  RegistryHead,
  WeeklyReport,
  UnitMerger,
];
