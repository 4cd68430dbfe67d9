/** Kinds of office in the chain; labels in the interface follow the glossary of the ministry's documents. */
export const OFFICE_KINDS = [
  'province_task_force',
  'commune_task_force',
  'village_task_force',
  'health_station',
  'commune_police',
  'vaccination_facility',
  'provincial_health_department',
  'inspectorate',
  'ministry_issuer',
] as const;
export type OfficeKind = (typeof OFFICE_KINDS)[number];

/** What a person may be in an office. A person may hold several posts and acts in exactly one of them at a time. */
export const ROLES = [
  'province_task_force',
  'commune_task_force',
  'village_task_force',
  'health_station',
  'police_officer',
  'police_chief',
  'facility_officer',
  'key_officer',
  'registry_clerk',
  'supervisor',
  'auditor',
  'system_admin',
] as const;
export type Role = (typeof ROLES)[number];

/** Which roles an office of a kind may have. */
export const ROLES_OF_OFFICE = {
  province_task_force: ['province_task_force', 'supervisor', 'system_admin'],
  commune_task_force: ['commune_task_force', 'supervisor'],
  village_task_force: ['village_task_force'],
  health_station: ['health_station', 'registry_clerk'],
  commune_police: ['police_officer', 'police_chief', 'registry_clerk'],
  vaccination_facility: ['facility_officer'],
  provincial_health_department: ['supervisor'],
  inspectorate: ['auditor'],
  ministry_issuer: ['key_officer'],
} as const satisfies Record<OfficeKind, readonly Role[]>;
