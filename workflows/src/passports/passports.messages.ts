/** The whole contract between the outside and the workflows of vaccine passports. */
export const ISSUE_PASSPORTS = 'issuePassports';
export const FACILITY_DAY = 'facilityDay';
export const PASSPORT_NIGHT = 'passportNight';
/** One workflow makes all certificates, whoever asks. */
export const ISSUING_WORKFLOW_ID = 'passports';

/** For tests: how long the facilities have, and how long a failed attempt waits at most. */
export interface FacilityDayInput {
  readonly workMs?: number;
}
