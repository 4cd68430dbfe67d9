import type { Role } from './roles.ts';

/**
 * Who must work with residents' numbers and birth dates as they are. Everybody else who may read a record at all sees them masked,
 * and unmasked only by naming a purpose, which is logged.
 */
const SEES_PLAIN = {
  province_task_force: false,
  commune_task_force: true,
  village_task_force: true,
  health_station: true,
  police_officer: true,
  police_chief: true,
  // A facility checks the people it vaccinated against its own books.
  facility_officer: true,
  key_officer: false,
  registry_clerk: false,
  supervisor: false,
  auditor: false,
  system_admin: false,
} as const satisfies Record<Role, boolean>;

/** Whether a role sees numbers and birth dates without asking for them. */
export function seesPlain(role: Role): boolean {
  return SEES_PLAIN[role];
}
