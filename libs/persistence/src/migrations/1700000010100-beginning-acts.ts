import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How every act begins, as one statement instead of three: settings, the lock on the request's key, the answer kept for it, and the heads
 * of the lists. Each step has a snapshot of its own, taken after the locks before it were waited for. Runs with the rights of its caller,
 * under row-level security.
 */
export class BeginningActs1700000010100 implements MigrationInterface {
  name = 'BeginningActs1700000010100';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

const ARGUMENTS = `provinces text, communes text, record_communes text, villages text, person text, office text, list_ids text, lock_key text, request_key text`;
const TYPES = 'text, text, text, text, text, text, text, text, text';

const UP = [
  `create function bangiao_begin_act(${ARGUMENTS})
     returns table (body_hash bytea, status integer, answer jsonb, id uuid, province_code text, commune_code text, state text,
       event_no bigint, head_hash bytea, last_event_at timestamptz, now timestamptz)
     language plpgsql volatile as $$
   #variable_conflict use_column
   begin
     perform set_config('bangiao.provinces', provinces, true), set_config('bangiao.communes', communes, true),
       set_config('bangiao.record_communes', record_communes, true), set_config('bangiao.villages', villages, true),
       set_config('bangiao.person', person, true), set_config('bangiao.office', office, true),
       set_config('bangiao.lists', list_ids, true),
       set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true);
     if lock_key is not null then
       perform pg_advisory_xact_lock(hashtextextended(lock_key, 0));
       return query select k.body_hash, k.status, k.answer, null::uuid, null, null, null, null::bigint, null::bytea, null::timestamptz, clock_timestamp()
         from idempotency_keys k where k.person_id = person::uuid and k.key = request_key;
       if found then return; end if;
     end if;
     if list_ids = '' then
       return query select null::bytea, null::integer, null::jsonb, null::uuid, null, null, null, null::bigint, null::bytea, null::timestamptz, clock_timestamp();
       return;
     end if;
     return query select null::bytea, null::integer, null::jsonb, l.*, clock_timestamp()
       from (select h.id, h.province_code, h.commune_code, h.state, h.event_no, h.head_hash, h.last_event_at
             from lists h where h.id = any (string_to_array(list_ids, ',')::uuid[]) order by h.id for update) l;
   end $$`,
  `revoke execute on function bangiao_begin_act(${TYPES}) from public`,
  `grant execute on function bangiao_begin_act(${TYPES}) to bangiao_api, bangiao_system`,
];

const DOWN = [`drop function bangiao_begin_act(${TYPES})`];
