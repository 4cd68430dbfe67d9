import { destination, POLICE_OUTCOMES, SIDE_WRONG_OF, VILLAGE_OUTCOMES } from '#domain/process/outcomes';

/** The domain's tables as constants that PostgreSQL folds once per plan: the rule stays in one place. */
const DESTINATION_OF = Object.fromEntries(
  VILLAGE_OUTCOMES.flatMap((village) =>
    POLICE_OUTCOMES.map((police) => [`${village} ${police}`, destination(village, police)]),
  ),
);

/** SQL for where a record goes, from SQL for its two outcomes; null while one of them is missing. */
export function destinationSql(village: string, police: string): string {
  return `('${JSON.stringify(DESTINATION_OF)}'::jsonb ->> (${village} || ' ' || ${police}))`;
}

/** SQL for the side that was wrong, from SQL for the police's outcome. */
export function sideWrongSql(police: string): string {
  return `('${JSON.stringify(SIDE_WRONG_OF)}'::jsonb ->> ${police})`;
}
