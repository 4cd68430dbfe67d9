/** What a village task force can find out about a record. */
export const VILLAGE_OUTCOMES = [
  'corrected',
  'confirmed',
  'resides_elsewhere',
  'moved_away',
  'deceased',
  'unreachable',
  'duplicate',
  'foreigner',
] as const;
export type VillageOutcome = (typeof VILLAGE_OUTCOMES)[number];

/** What the commune police can find when a record is compared with the population database. `exempt` is set by the system, for foreigners only. */
export const POLICE_OUTCOMES = [
  'matches',
  'list_corrected',
  'number_supplied',
  'population_corrected',
  'supplemented',
  'not_in_population',
  'cannot_verify',
  'exempt',
] as const;
export type PoliceOutcome = (typeof POLICE_OUTCOMES)[number];

/** Which of the two databases was wrong. */
export type SideWrong = 'none' | 'platform' | 'population' | 'both';
export const SIDE_WRONG_OF = {
  matches: 'none',
  list_corrected: 'platform',
  number_supplied: 'platform',
  population_corrected: 'population',
  supplemented: 'population',
  not_in_population: 'none',
  cannot_verify: 'none',
  exempt: 'none',
} as const satisfies Record<PoliceOutcome, SideWrong>;

/** Where a finished record goes. */
export const DESTINATIONS = [
  'platform',
  'facility',
  'transfer',
  'police_deceased',
  'next_list',
  'merge',
] as const;
export type Destination = (typeof DESTINATIONS)[number];

/** Outcomes that let the health station write the record's values to the platform. */
const WRITABLE: ReadonlySet<PoliceOutcome> = new Set([
  'matches',
  'list_corrected',
  'number_supplied',
  'population_corrected',
  'supplemented',
  'exempt',
]);

const VILLAGE_LEADS = {
  corrected: undefined,
  confirmed: undefined,
  resides_elsewhere: 'transfer',
  moved_away: 'transfer',
  deceased: 'police_deceased',
  unreachable: undefined,
  duplicate: 'merge',
  foreigner: 'facility',
} as const satisfies Record<VillageOutcome, Destination | undefined>;

/** Where a record goes from here: the village's finding first, then the police's. */
export function destination(village: VillageOutcome, police: PoliceOutcome): Destination {
  return (
    VILLAGE_LEADS[village] ??
    (police === 'exempt' ? 'facility' : WRITABLE.has(police) ? 'platform' : 'next_list')
  );
}

/** Whether the health station may write the record's values to the platform. Transfers, deceased and duplicates are somebody else's to write. */
export function mayUpdatePlatform(village: VillageOutcome, police: PoliceOutcome): boolean {
  const goal = destination(village, police);
  return (goal === 'platform' || goal === 'facility') && WRITABLE.has(police);
}
