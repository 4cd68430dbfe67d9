import type { Role } from '../people/roles.ts';
import { FILE_ACTS, FILE_AUTHORITY } from './file-acts.ts';

/** Everything a person can ask the product to do. The name stands on the route that does it. */
export const ACTS = [
  'unit.read',
  'unit.merge',
  'registry.import',
  'campaign.read',
  'campaign.create',
  'campaign.open',
  'list.read',
  'list.open',
  'list.pause',
  'list.resume',
  'list.hasten',
  'list.cancel',
  'inbox.read',
  'task.read',
  'task.claim',
  'task.release',
  'task.hold',
  'task.split',
  'task.extend',
  'task.start',
  'task.complete',
  'task.delegate',
  'task.return',
  'task.forward',
  'task.reassign',
  'task.prioritise',
  'task.submit',
  'task.check',
  'task.comment',
  'task.attach',
  'substitution.read',
  'substitution.request',
  'substitution.approve',
  'substitution.revoke',
  'record.read',
  'record.search',
  'record.assign',
  'record.exclude',
  'record.add',
  'record.decide',
  'record.return',
  ...FILE_ACTS,
  'duplicate.read',
  'duplicate.search',
  'duplicate.decide',
  'duplicate.merge',
  'transfer.read',
  'transfer.offer',
  'transfer.answer',
  'transfer.decide',
  'quality.read',
  'quality.set',
  'handover.read',
  'handover.freeze',
  'handover.sign',
  'handover.withdraw',
  'handover.receive',
  'paper.read',
  'paper.prepare',
  'paper.sign',
  'paper.register',
  'paper.void',
  'register.read',
  'evidence.read',
  'evidence.personal.read',
  'notification.read',
  'notification.choose',
  'webhook.read',
  'webhook.manage',
  'broadcast.send',
  'incident.read',
  'incident.retry',
  'calendar.read',
  'calendar.manage',
  'report.read',
  'report.make',
  'audit.looks',
  'audit.queue',
  'certificate.read',
  'certificate.enrol',
  'certificate.revoke',
  'membership.read',
  'membership.grant',
  'membership.end',
  'passport.read',
  'passport.confirm',
  'passport.set-aside',
  'passport.sign',
  'passport.correct',
  'passport.days.read',
  'passport.keys',
  'passport.issuing',
] as const;
export type ActName = (typeof ACTS)[number];

/**
 * How far a right reaches: `anywhere`; `area`: the province or commune of the office; `records`: where the person may
 * see residents' data (a village officer: own village only); `office`: what is addressed to the own office and role.
 */
export type Reach = 'anywhere' | 'area' | 'records' | 'office';

/** Those who have work of their own in the chain. */
const WORKERS = {
  province_task_force: 'office',
  commune_task_force: 'office',
  village_task_force: 'office',
  health_station: 'office',
  police_officer: 'office',
  police_chief: 'office',
} as const satisfies Partial<Record<Role, Reach>>;

/**
 * Those who may direct the work of others: give a task to somebody else, change its priority. The offices above, the chief in
 * his own office, and supervisors, whose one act this is.
 */
const DIRECTORS = {
  province_task_force: 'area',
  commune_task_force: 'area',
  supervisor: 'area',
  police_chief: 'office',
} as const satisfies Partial<Record<Role, Reach>>;

/** Those whose posts have certificates. */
const SIGNERS = {
  health_station: 'office',
  police_officer: 'office',
  police_chief: 'office',
  facility_officer: 'office',
  key_officer: 'office',
  registry_clerk: 'office',
} as const satisfies Partial<Record<Role, Reach>>;

/** Whom a certificate speaks for: the officer himself, or his office, whose key he holds. */
export type CertificateHolder = 'person' | 'organisation';

/** Whose certificate a role enrols: the registry clerk keeps the office's, everybody else his own. */
export function holderOfCertificate(role: Role): CertificateHolder {
  return role === 'registry_clerk' ? 'organisation' : 'person';
}
/** Those who staff offices; which posts they may give stands in granting.ts. */
const STAFFERS = {
  system_admin: 'area',
  province_task_force: 'area',
  commune_task_force: 'area',
} as const satisfies Partial<Record<Role, Reach>>;

/** Offices of a commune that see all of its residents' records, and the inspectorate. */
const RECORD_OFFICES = {
  commune_task_force: 'records',
  health_station: 'records',
  police_officer: 'records',
  police_chief: 'records',
  auditor: 'records',
} as const satisfies Partial<Record<Role, Reach>>;

const EVERYONE_IN_AREA = {
  province_task_force: 'area',
  commune_task_force: 'area',
  village_task_force: 'area',
  health_station: 'area',
  police_officer: 'area',
  police_chief: 'area',
  facility_officer: 'area',
  key_officer: 'area',
  registry_clerk: 'area',
  supervisor: 'area',
  auditor: 'area',
  system_admin: 'area',
} as const satisfies Record<Role, Reach>;

const EVERYONE_ANYWHERE = {
  province_task_force: 'anywhere',
  commune_task_force: 'anywhere',
  village_task_force: 'anywhere',
  health_station: 'anywhere',
  police_officer: 'anywhere',
  police_chief: 'anywhere',
  facility_officer: 'anywhere',
  key_officer: 'anywhere',
  registry_clerk: 'anywhere',
  supervisor: 'anywhere',
  auditor: 'anywhere',
  system_admin: 'anywhere',
} as const satisfies Record<Role, Reach>;

/**
 * Role x act x reach. Absent means refused: auditors and administrators read and change nothing (but an administrator may
 * revoke a certificate and staff offices), supervisors nothing but whose turn it is; residents'
 * data is seen only by those who work on it and by the inspectorate.
 */
export const AUTHORITY = {
  'unit.read': EVERYONE_ANYWHERE,
  'unit.merge': { province_task_force: 'area' },
  // Which posts of it one may give stands in granting.ts.
  'registry.import': { system_admin: 'area', province_task_force: 'area' },
  'campaign.read': EVERYONE_IN_AREA,
  'campaign.create': { province_task_force: 'area' },
  'campaign.open': { province_task_force: 'area' },
  'list.read': EVERYONE_IN_AREA,
  'list.open': { commune_task_force: 'area' },
  'list.pause': { province_task_force: 'area', commune_task_force: 'area' },
  'list.resume': { province_task_force: 'area', commune_task_force: 'area' },
  // Passes all offices ahead of their queues: the directing offices decide that, not those who work.
  'list.hasten': { province_task_force: 'area', commune_task_force: 'area' },
  'list.cancel': { province_task_force: 'area', commune_task_force: 'area' },
  'inbox.read': { ...EVERYONE_IN_AREA, ...WORKERS, facility_officer: 'office', registry_clerk: 'office' },
  'task.read': { ...EVERYONE_IN_AREA, village_task_force: 'office' },
  'task.claim': WORKERS,
  'task.release': WORKERS,
  'task.hold': WORKERS,
  'task.split': WORKERS,
  // The offices above; which of them is above which is asked of the offices.
  'task.extend': { province_task_force: 'area', commune_task_force: 'area' },
  'task.start': WORKERS,
  'task.complete': WORKERS,
  'task.delegate': WORKERS,
  'task.return': WORKERS,
  'task.forward': WORKERS,
  'task.reassign': DIRECTORS,
  'task.prioritise': DIRECTORS,
  'task.submit': WORKERS,
  'task.check': { ...WORKERS, commune_task_force: 'area' },
  'task.comment': { ...WORKERS, ...DIRECTORS },
  'task.attach': WORKERS,
  'substitution.read': { ...EVERYONE_IN_AREA },
  'substitution.request': WORKERS,
  'substitution.approve': {
    province_task_force: 'area',
    commune_task_force: 'area',
    police_chief: 'office',
  },
  'substitution.revoke': { ...WORKERS, facility_officer: 'office' },
  'record.read': { ...RECORD_OFFICES, village_task_force: 'records' },
  'record.search': { ...RECORD_OFFICES, village_task_force: 'records' },
  'record.assign': { commune_task_force: 'office' },
  'record.exclude': { health_station: 'office' },
  'record.add': { health_station: 'office' },
  'record.decide': { village_task_force: 'office', police_officer: 'office' },
  'record.return': { police_officer: 'office' },
  ...FILE_AUTHORITY,
  // Whoever works on records of one of the two communes sees the pair; the other record masked.
  'duplicate.read': RECORD_OFFICES,
  'duplicate.search': { commune_task_force: 'records', health_station: 'records' },
  'duplicate.decide': { commune_task_force: 'records', health_station: 'records' },
  // Health answers for vaccination data: doses are merged by the station alone.
  'duplicate.merge': { health_station: 'records' },
  'transfer.read': { ...RECORD_OFFICES, province_task_force: 'area' },
  'transfer.offer': { commune_task_force: 'records', health_station: 'records' },
  'transfer.answer': { commune_task_force: 'records', health_station: 'records' },
  // What was refused twice, or never answered, the office above decides.
  'transfer.decide': { province_task_force: 'area' },
  'quality.read': {
    province_task_force: 'area',
    supervisor: 'area',
    auditor: 'area',
    system_admin: 'area',
    commune_task_force: 'area',
  },
  'quality.set': { province_task_force: 'area' },
  'handover.read': EVERYONE_IN_AREA,
  'handover.freeze': { police_chief: 'office' },
  'handover.sign': { police_chief: 'office' },
  'handover.withdraw': { police_chief: 'office' },
  'handover.receive': { health_station: 'office' },
  'paper.read': EVERYONE_IN_AREA,
  'paper.prepare': WORKERS,
  'paper.sign': { police_chief: 'office', health_station: 'office' },
  'paper.register': { registry_clerk: 'office' },
  'paper.void': { registry_clerk: 'office' },
  'register.read': { registry_clerk: 'office', auditor: 'area', supervisor: 'area' },
  'evidence.read': EVERYONE_IN_AREA,
  // The whole list's residents at once, so no village officers: they see their own village alone.
  'evidence.personal.read': {
    commune_task_force: 'records',
    health_station: 'records',
    police_chief: 'records',
    auditor: 'records',
  },
  'notification.read': EVERYONE_ANYWHERE,
  // One's own: what one wants to be told, and what one has read.
  'notification.choose': EVERYONE_ANYWHERE,
  'webhook.read': { system_admin: 'area', province_task_force: 'area', auditor: 'area' },
  'webhook.manage': { system_admin: 'area' },
  'broadcast.send': { province_task_force: 'area', commune_task_force: 'area' },
  'incident.read': { system_admin: 'area', auditor: 'area', supervisor: 'area' },
  'incident.retry': { system_admin: 'area' },
  'calendar.read': EVERYONE_ANYWHERE,
  'calendar.manage': { system_admin: 'area' },
  // The official reports of a province and their letters of reminder.
  'report.read': {
    province_task_force: 'area',
    supervisor: 'area',
    auditor: 'area',
    system_admin: 'area',
  },
  'report.make': { province_task_force: 'area' },
  'audit.looks': { auditor: 'area' },
  'audit.queue': { auditor: 'area', supervisor: 'area', province_task_force: 'area' },
  'certificate.read': EVERYONE_IN_AREA,
  'certificate.enrol': SIGNERS,
  // The offices above and the administrator; who signs may revoke only his own (a lost key cannot wait for a superior).
  'certificate.revoke': {
    ...SIGNERS,
    province_task_force: 'area',
    commune_task_force: 'area',
    system_admin: 'area',
  },
  'membership.read': { ...STAFFERS, supervisor: 'area', auditor: 'area' },
  'membership.grant': STAFFERS,
  'membership.end': STAFFERS,
  'passport.read': { facility_officer: 'office' },
  'passport.confirm': { facility_officer: 'office' },
  'passport.set-aside': { facility_officer: 'office' },
  'passport.sign': { facility_officer: 'office' },
  'passport.correct': { facility_officer: 'office' },
  // How far the facilities are, by counts: no person is in it.
  'passport.days.read': {
    province_task_force: 'area',
    supervisor: 'area',
    auditor: 'area',
    key_officer: 'anywhere',
  },
  'passport.keys': { key_officer: 'office' },
  'passport.issuing': { key_officer: 'office' },
} as const satisfies Record<ActName, Partial<Record<Role, Reach>>>;

/** How far a role's right to an act reaches; undefined when it has none. */
export function reachOf(act: ActName, role: Role): Reach | undefined {
  const row: Partial<Record<Role, Reach>> = AUTHORITY[act];
  return row[role];
}

/** The roles that have any right to an act, for the answer that refuses another one. */
export function rolesFor(act: ActName): Role[] {
  return Object.keys(AUTHORITY[act]) as Role[];
}
