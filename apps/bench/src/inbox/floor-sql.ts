/**
 * What the floor runs: the reads and writes of the product, one prepared statement each, without triggers, foreign keys, row-level
 * security or rules. Where the product has triggers write a row, the floor writes it itself.
 */
const COLUMNS = `t.id, t.commune_code, t.village_code, t.campaign_id, t.list_id, t.step, t.scope, t.round, t.part_no, t.part_count, t.office_id,
  t.role, t.state, t.preparing, t.priority, t.claim_epoch, t.claimed_by, t.claimed_at, t.opened_at, t.due_at, t.held_until, t.outcome,
  t.completed_at, t.acting_for, t.substitution_id, t.check_state`;

const PAGE = `select ${COLUMNS}, p.full_name from tasks t left join people p on p.id = t.claimed_by
where t.office_id = $1 and t.role = $2 and t.part_count = 0 and t.state in ('open','claimed','held')
order by t.priority desc, t.due_at, t.id limit 51`;

const COUNTS = `select t.step, t.state, count(*)::int as count, (count(*) filter (where t.due_at < now()))::int as overdue,
  (count(*) filter (where t.remind_at <= now() and t.due_at >= now()))::int as near_breach
from tasks t where t.office_id = $1 and t.role = $2 and t.part_count = 0 and t.state in ('open','claimed','held')
group by t.step, t.state order by 1, 2`;

/** $1 task, $2 list, $3 person, $4 office, $5 role, $6 key, $7 hash of the request; $8 the epoch. */
const proven = (change: string, type: string, tells: boolean): string => `with t as (
  ${change}
), h as (
  update lists l set event_no = event_no + 1, last_event_at = clock_timestamp(),
    head_hash = sha256(l.head_hash || convert_to(t.id::text || '${type}', 'UTF8'))
  from t where l.id = $2 returning l.id, l.province_code, l.commune_code, l.event_no, old.head_hash as prev_hash, new.head_hash as hash, l.last_event_at
), e as (
  insert into events (province_code, list_id, event_no, commune_code, type, at, actor_person_id, actor_office_id, actor_role, task_id, payload, body, prev_hash, hash)
  select h.province_code, h.id, h.event_no, h.commune_code, '${type}', h.last_event_at, $3, $4, $5, t.id, '{}', t.id::text || '${type}', h.prev_hash, h.hash from h, t
), s as (
  insert into state_changes (province_code, list_id, event_no, change_no, commune_code, table_name, row_key, op, changes, db_user)
  select h.province_code, h.id, h.event_no, nextval('state_change_no'), h.commune_code, 'tasks', t.id::text, 'update', '{}', 'floor' from h, t
), ${tells ? `m as (insert into workflow_messages (workflow, subject_id) select 'cleanList', h.id from h), ` : ''}k as (
  insert into idempotency_keys (person_id, key, body_hash, status, answer) select $3, $6, $7, 200, to_jsonb(t) from t
) select ${COLUMNS} from t`;

const CLAIM = proven(
  `update tasks set state = 'claimed', claim_epoch = claim_epoch + 1, claimed_by = $3, claimed_at = now()
  where id = $1 and office_id = $4 and role = $5 and part_count = 0 and state = 'open' returning *`,
  'task.claimed',
  false,
);

const COMPLETE = proven(
  `update tasks set state = 'completed', outcome = 'verified', completed_by = $3, completed_at = now()
  where id = $1 and office_id = $4 and role = $5 and state = 'claimed' and claimed_by = $3 and claim_epoch = $8 returning *`,
  'task.completed',
  true,
);

export const FLOOR_SQL = { page: PAGE, counts: COUNTS, claim: CLAIM, complete: COMPLETE } as const;
