import { DomainError } from '#domain/errors';
import type { Act } from '../../act.ts';
import type { Sql } from '../../sql.ts';
import { passportEvent } from './facility-people.ts';

export interface FacilityDayView {
  readonly officeId: string;
  readonly officeName: string;
  readonly communeCode: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** People on the list when the day opened. */
  readonly listed: number;
  readonly version: number;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly confirmedAt: Date | null;
  readonly namedLateAt: Date | null;
}

const COLUMNS = `f.office_id as "officeId", o.name as "officeName", f.commune_code as "communeCode", to_char(f.day, 'YYYY-MM-DD') as day, f.listed, f.version,
  f.opened_at as "openedAt", f.due_at as "dueAt", f.confirmed_at as "confirmedAt", f.named_late_at as "namedLateAt"`;

/** One more than `limit` days the actor may see, newest first; `late`: those named to the province that are still not confirmed. */
export function readDays(
  sql: Sql,
  {
    day,
    late,
    before,
    limit,
  }: { day: string | undefined; late: boolean; before: readonly [string, string] | undefined; limit: number },
): Promise<FacilityDayView[]> {
  return sql.query<FacilityDayView & Record<string, unknown>>(
    `select ${COLUMNS} from facility_days f join offices o on o.id = f.office_id
     where ($1::date is null or f.day = $1) and (not $2::boolean or (f.named_late_at is not null and f.confirmed_at is null))
       and ($3::date is null or (f.day, f.office_id) < ($3, $4)) order by f.day desc, f.office_id desc limit $5`,
    [day ?? null, late, before?.[0] ?? null, before?.[1] ?? null, limit + 1],
  );
}

/**
 * Confirms a day's list as checked, also when it is empty. Whoever is still on it waits for a later day.
 * @throws DomainError `not_found`, `act_not_allowed` when it was confirmed, `version_conflict` with the present version.
 */
export async function confirmDay(
  act: Act,
  officeId: string,
  day: string,
  version: number,
): Promise<FacilityDayView> {
  const [found] = await act.query<{ version: number; confirmed: boolean }>(
    `select version, confirmed_at is not null as confirmed from facility_days where office_id = $1 and day = $2::date for update`,
    [officeId, day],
  );
  if (found === undefined) throw new DomainError('not_found', { officeId, day });
  if (found.confirmed) throw new DomainError('act_not_allowed', { day, state: 'confirmed', allowed: [] });
  if (found.version !== version) throw new DomainError('version_conflict', { day, version: found.version });
  await act.query(
    `update facility_days set confirmed_at = $3, confirmed_by = $4, version = version + 1 where office_id = $1 and day = $2::date`,
    [officeId, day, act.now, act.actor.personId],
  );
  await passportEvent(act, officeId, 'day.confirmed', { day });
  const [view] = await act.query<FacilityDayView & Record<string, unknown>>(
    `select ${COLUMNS} from facility_days f join offices o on o.id = f.office_id where f.office_id = $1 and f.day = $2::date`,
    [officeId, day],
  );
  return view as FacilityDayView;
}
