import type { Actor } from './actor.ts';
import type { Statement } from './sql.ts';

/**
 * What row-level security asks: the area, the person, and the lists whose chains the act locks. Statements that find their rows by
 * keys, as all of an act do, are planned once: planning them anew for the first five values on each connection cost more than running
 * them, and a plan that was made while a table was small must not read all of it for years.
 */
export function settingArea(
  { area, personId }: Actor,
  byKeys: boolean,
  lists: readonly string[],
  lockKey: string | null,
): Statement {
  const { provinces, communes, recordCommunes, villages } = area;
  return [
    `select set_config('bangiao.provinces', $1, true), set_config('bangiao.communes', $2, true), set_config('bangiao.record_communes', $3, true),
            set_config('bangiao.villages', $4, true), set_config('bangiao.person', $6, true), set_config('bangiao.lists', $7, true),
            set_config('plan_cache_mode', case when $8::boolean then 'force_generic_plan' else 'auto' end, true),
            set_config('enable_seqscan', case when $8::boolean then 'off' else 'on' end, true),
            case when $5::text is null then null else pg_advisory_xact_lock(hashtextextended($5, 0))::text end`,
    [
      provinces.join(','),
      communes.join(','),
      recordCommunes.join(','),
      villages.join(','),
      lockKey,
      personId ?? '',
      lists.join(','),
      byKeys,
    ],
  ];
}
