import { POLICE_OUTCOMES, VILLAGE_OUTCOMES } from '#domain/process/outcomes';

/** What people may decide in each step; `exempt` is the system's word for foreigners, no officer's finding. */
export const DECIDABLE = {
  review: VILLAGE_OUTCOMES,
  verify: POLICE_OUTCOMES.filter((outcome) => outcome !== 'exempt'),
} as const;
