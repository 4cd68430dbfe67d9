import { ROLES_OF_OFFICE, type OfficeKind, type Role } from '../people/roles.ts';

/**
 * Which posts a role may give and end, within its own area. Whoever administers accounts staffs the offices that direct and watch, and none
 * that works on records or signs; the task forces staff the offices below them. Nobody else gives posts.
 */
const GRANTABLE: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  system_admin: ['system_admin', 'province_task_force', 'supervisor', 'auditor'],
  province_task_force: [
    'commune_task_force',
    'health_station',
    'police_officer',
    'police_chief',
    'facility_officer',
    'registry_clerk',
    'supervisor',
  ],
  commune_task_force: ['village_task_force', 'health_station', 'facility_officer'],
};

/** The roles somebody in this role may give. */
export function grantableBy(role: Role): readonly Role[] {
  return GRANTABLE[role] ?? [];
}

/** Whether the role exists in that kind of office and may be given by `granter`. The area is another question. */
export function mayGrant(granter: Role, role: Role, office: OfficeKind): boolean {
  return grantableBy(granter).includes(role) && (ROLES_OF_OFFICE[office] as readonly Role[]).includes(role);
}
