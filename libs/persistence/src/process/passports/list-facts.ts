/** Outcomes of the police after which a citizen's values are known to agree with the population database. */
const VERIFIED = ['matches', 'list_corrected', 'number_supplied', 'population_corrected', 'supplemented'];
const QUOTED = VERIFIED.map((outcome) => `'${outcome}'`).join(', ');

/** What the latest list that had the person says of him; empty for who was in none. `person` names a row with province_code and subject_id. */
export const latestRecord = (person: string): string => `
  select r.village_outcome, r.police_outcome, r.verification_result, l.state in ('waiting','open','paused') and r.verification_result is null and r.excluded_reason is null as open
  from records r join lists l on l.id = r.list_id and l.province_code = r.province_code
  where r.platform_subject_id = ${person}.subject_id and r.province_code = ${person}.province_code and l.state <> 'cancelled'
  order by l.created_at desc, l.id limit 1`;

/**
 * Whether a citizen is verified: the last list's police found so; who was in no list, by the platform's own check alone. `rec` is the
 * latest record, `checked` the platform's answer, `citizen` a condition.
 */
export const isVerified = (rec: string, checked: string, citizen: string): string =>
  `(${citizen} and ${checked} = 'right' and coalesce(${rec}.police_outcome in (${QUOTED}), true))`;
