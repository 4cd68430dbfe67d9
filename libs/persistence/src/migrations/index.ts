import { Initial1700000000000 } from './1700000000000-initial.ts';
import { SignatureProofs1700000001000 } from './1700000001000-signature-proofs.ts';
import { Papers1700000002000 } from './1700000002000-papers.ts';
import { StateCapture1700000003000 } from './1700000003000-state-capture.ts';
import { Archives1700000004000 } from './1700000004000-archives.ts';
import { TaskActs1700000006000 } from './1700000006000-task-acts.ts';
import { Sessions1700000007000 } from './1700000007000-sessions.ts';
import { SecondWall1700000007500 } from './1700000007500-second-wall.ts';
import { Clocks1700000008000 } from './1700000008000-clocks.ts';
import { Notifications1700000008100 } from './1700000008100-notifications.ts';
import { AuditReports1700000009000 } from './1700000009000-audit-reports.ts';
import { SecondWallOfInbox1700000009500 } from './1700000009500-second-wall-of-inbox.ts';
import { Planning1700000010000 } from './1700000010000-planning.ts';
import { BeginningActs1700000010100 } from './1700000010100-beginning-acts.ts';
import { Registry1700000011000 } from './1700000011000-registry.ts';
import { WeeklyReports1700000013000 } from './1700000013000-weekly-reports.ts';
import { CalendarChanges1700000013100 } from './1700000013100-calendar-changes.ts';
import { Successions1700000013200 } from './1700000013200-successions.ts';
import { RegistryImport1700000013300 } from './1700000013300-registry-import.ts';
import { NationalCalendar1700000013400 } from './1700000013400-national-calendar.ts';
import { Passports1700000014000 } from './1700000014000-passports.ts';
import { PassportGuards1700000014100 } from './1700000014100-passport-guards.ts';
import { RuleVersions1700000016000 } from './1700000016000-rule-versions.ts';
import { DataQuality1700000016100 } from './1700000016100-data-quality.ts';
import { Transfers1700000016200 } from './1700000016200-transfers.ts';
import { Files1700000017000 } from './1700000017000-files.ts';
import { ByHand1700000017100 } from './1700000017100-by-hand.ts';
import { RecordAdditions1700000018000 } from './1700000018000-record-additions.ts';
import { RegisteredLater1700000099000 } from './1700000099000-registered-later.ts';
import { RegisteredKeys1700000099100 } from './1700000099100-registered-keys.ts';

export const MIGRATIONS = [
  Initial1700000000000,
  SignatureProofs1700000001000,
  Papers1700000002000,
  StateCapture1700000003000,
  Archives1700000004000,
  TaskActs1700000006000,
  Sessions1700000007000,
  SecondWall1700000007500,
  Clocks1700000008000,
  Notifications1700000008100,
  AuditReports1700000009000,
  SecondWallOfInbox1700000009500,
  Planning1700000010000,
  BeginningActs1700000010100,
  Registry1700000011000,
  WeeklyReports1700000013000,
  CalendarChanges1700000013100,
  Successions1700000013200,
  RegistryImport1700000013300,
  NationalCalendar1700000013400,
  Passports1700000014000,
  PassportGuards1700000014100,
  RuleVersions1700000016000,
  DataQuality1700000016100,
  Transfers1700000016200,
  Files1700000017000,
  ByHand1700000017100,
  RecordAdditions1700000018000,
  RegisteredLater1700000099000,
  RegisteredKeys1700000099100,
];
