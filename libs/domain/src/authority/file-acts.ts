/** What can be asked about files that go out and come back, and about the ways to outside systems. */
export const FILE_ACTS = [
  'file.export',
  'batch.read',
  'batch.check',
  'batch.apply',
  'batch.undo',
  'template.read',
  'template.map',
  'channel.read',
  'channel.set',
] as const;

const HOLDERS = {
  province_task_force: 'office',
  commune_task_force: 'office',
  village_task_force: 'office',
  health_station: 'office',
  police_officer: 'office',
  police_chief: 'office',
} as const;

/** Files with residents' data go out to whoever holds the task, and come back from there; batches are seen by those who see the records. */
export const FILE_AUTHORITY = {
  'file.export': HOLDERS,
  'batch.read': {
    commune_task_force: 'records',
    village_task_force: 'records',
    health_station: 'records',
    police_officer: 'records',
    police_chief: 'records',
    auditor: 'records',
  },
  'batch.check': HOLDERS,
  'batch.apply': HOLDERS,
  'batch.undo': HOLDERS,
  'template.read': HOLDERS,
  'template.map': HOLDERS,
  // By which way an office reaches outside systems: known to its area, set by the administrator.
  'channel.read': {
    province_task_force: 'area',
    commune_task_force: 'area',
    village_task_force: 'area',
    health_station: 'area',
    police_officer: 'area',
    police_chief: 'area',
    facility_officer: 'area',
    registry_clerk: 'area',
    supervisor: 'area',
    auditor: 'area',
    system_admin: 'area',
  },
  'channel.set': { system_admin: 'area' },
} as const;
