import type { JobKind } from './facts.ts';

/** Outside systems, and the ways to reach them. */
export const OUTSIDE_SYSTEMS = ['population', 'platform'] as const;
export type OutsideSystem = (typeof OUTSIDE_SYSTEMS)[number];
export const CHANNELS = ['api', 'files'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Which office's way counts for a system: its kind, in the commune of the list. */
export const OFFICE_OF_SYSTEM = {
  population: 'commune_police',
  platform: 'health_station',
} as const satisfies Record<OutsideSystem, string>;

/** Jobs that people can do in the machine's place. The list itself is always read over the API. */
export const BY_HAND_JOBS = {
  population_check: 'population',
  population_update: 'population',
  platform_update: 'platform',
  verification: 'platform',
} as const satisfies Partial<Record<JobKind, OutsideSystem>>;
export type ByHandJob = keyof typeof BY_HAND_JOBS;
