import type { Actor } from './actor.ts';
import type { Idempotency } from './idempotency.ts';
import type { Statement } from './sql.ts';

/** The area as row-level security reads it. */
function areaOf({ area, personId, officeId }: Actor): string[] {
  const { provinces, communes, recordCommunes, villages } = area;
  return [
    ...[provinces, communes, recordCommunes, villages].map((codes) => codes.join(',')),
    personId ?? '',
    officeId ?? '',
  ];
}

/**
 * Begins an act: what row-level security asks (the area, the person, the lists whose chains the act extends), the lock on the request's
 * key, the answer kept for it, and otherwise the heads of the lists, locked in id order, so that two acts on the same lists never wait
 * for each other in a ring. `now` of the last row is the clock after all locks were taken.
 */
export function beginningAct(
  actor: Actor,
  lists: readonly string[],
  idempotency: Idempotency | undefined,
): Statement {
  return [
    `select * from bangiao_begin_act($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...areaOf(actor),
      lists.join(','),
      // Two requests with one key at once: the second waits for the lock on the key and then finds the first one's answer.
      idempotency === undefined ? null : `${actor.personId}:${idempotency.key}`,
      idempotency?.key ?? null,
    ],
  ];
}

/**
 * The same for a read, which locks nothing. Statements that find their rows by keys, as all of an act do, are planned once: planning them
 * anew for the first five values on each connection cost more than running them, and a plan that was made while a table was small must
 * not read all of it for years.
 */
export function settingArea(actor: Actor, byKeys: boolean): Statement {
  return [
    `select set_config('bangiao.provinces', $1, true), set_config('bangiao.communes', $2, true), set_config('bangiao.record_communes', $3, true),
            set_config('bangiao.villages', $4, true), set_config('bangiao.person', $5, true), set_config('bangiao.office', $6, true),
            set_config('plan_cache_mode', case when $7::boolean then 'force_generic_plan' else 'auto' end, true),
            set_config('enable_seqscan', case when $7::boolean then 'off' else 'on' end, true)`,
    [...areaOf(actor), byKeys],
  ];
}
