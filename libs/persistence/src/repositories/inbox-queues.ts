import { reachOf } from '#domain/authority/acts';
import { SIGNING_STEPS } from '#domain/authority/substitution';
import type { TaskStep } from '#domain/process/steps';
import type { Actor } from '../act.ts';
import type { Sql } from '../sql.ts';
import {
  IS_UNFINISHED,
  PLACE,
  TASK_ROW,
  taskView,
  unfinishedOnly,
  VIEW_COLUMNS,
  type Row,
  type TaskView,
} from './inbox.ts';
import { visible, type Predicate } from './visible.ts';

/**
 * `role`: everything of the own post (what the inbox shows without a choice); `personal`: what the person holds; `delegated`: what others do for
 * him; `substitute`: what he may do for people who are absent; `directed`: what those do whose work he may give to others.
 */
export const QUEUES = ['role', 'personal', 'delegated', 'substitute', 'directed'] as const;
export type Queue = (typeof QUEUES)[number];

/** Typed filters, all of them joined by "and"; nothing in them is evaluated. */
export interface QueueFilter {
  readonly states: readonly string[];
  readonly step?: TaskStep | undefined;
  readonly listId?: string | undefined;
  readonly campaignId?: string | undefined;
  readonly communeCode?: string | undefined;
  readonly villageCode?: string | undefined;
  readonly minPriority?: number | undefined;
  readonly overdue?: boolean | undefined;
  readonly dueBefore?: Date | undefined;
  readonly holder?: string | undefined;
  readonly read?: boolean | undefined;
  /** Words of a commune's, village's or campaign's name, or of a task's note or comments; marks and case do not matter. */
  readonly text?: string | undefined;
}

export const SORTS = ['priority', 'due', 'opened'] as const;
export type Sort = (typeof SORTS)[number];

/** What orders a page, and how its key is compared; the key's three values are parameters $1 to $3. */
const ORDER = {
  priority: {
    by: `t.priority desc, t.due_at, t.id`,
    after: `t.priority <= $1::int and (t.priority < $1::int or (t.due_at, t.id) > ($2::timestamptz, $3::uuid))`,
    moment: 't.due_at',
  },
  due: {
    by: 't.due_at, t.id',
    after: `($1::int is null or true) and (t.due_at, t.id) > ($2::timestamptz, $3::uuid)`,
    moment: 't.due_at',
  },
  opened: {
    by: 't.opened_at, t.id',
    after: `($1::int is null or true) and (t.opened_at, t.id) > ($2::timestamptz, $3::uuid)`,
    moment: 't.opened_at',
  },
} as const satisfies Record<Sort, { by: string; after: string; moment: string }>;
const FROM_THE_START = `($1::int is null and $2::timestamptz is null and $3::uuid is null)`;

/** Position after a task in a sorted queue. */
export type QueueKey = readonly [priority: number, moment: string, id: string];

const FOUND = (text: string): string => `strpos(bangiao_folded(${text}), bangiao_folded($16)) > 0`;
/** Units are looked through within the area only: all of the country's take half a second. */
const NAMED = `(select u.code from units u where ${FOUND('u.name')}
  and (u.province_code = any($17::text[]) or u.code = any($18::text[]) or u.parent_code = any($18::text[])))`;
const FILTERED = `t.part_count = 0 and t.state = any($4::text[]) and ($5::text is null or t.step = $5) and ($6::uuid is null or t.list_id = $6)
  and ($7::uuid is null or t.campaign_id = $7) and ($8::text is null or t.commune_code = $8) and ($9::text is null or t.village_code = $9)
  and ($10::int is null or t.priority >= $10) and ($11::boolean is null or (t.due_at < now()) = $11) and ($12::timestamptz is null or t.due_at < $12)
  and ($13::uuid is null or t.claimed_by = $13)
  and ($14::boolean is null or exists (select from task_reads m where m.task_id = t.id and m.person_id = $15) = $14)
  and ($16::text is null or t.commune_code in ${NAMED} or t.village_code in ${NAMED}
    or t.campaign_id in (select g.id from campaigns g where ${FOUND('g.name')}) or ${FOUND(`coalesce(t.note, '')`)}
    or exists (select from task_comments m where m.task_id = t.id and ${FOUND('m.text')}))`;
const FIRST_OF_QUEUE = 19;

/**
 * One more than `limit` tasks of a queue in the order asked for, with the key of each. List, count and single read apply the authority
 * table's predicate alike. @throws DomainError `no_permission` when the role has no such queue.
 */
export async function readQueue(
  sql: Sql,
  actor: Actor,
  queue: Queue,
  filter: QueueFilter,
  {
    sort,
    after,
    limit,
  }: { readonly sort: Sort; readonly after: QueueKey | undefined; readonly limit: number },
): Promise<{ view: TaskView; key: QueueKey }[]> {
  const mine = ofQueue(queue, actor, FIRST_OF_QUEUE);
  const { by, after: later, moment } = ORDER[sort];
  const rows = await sql.query<Row & { moment: string }>(
    `select ${VIEW_COLUMNS}, ${moment}::text as moment ${TASK_ROW}
     where ${mine.text} and ${FILTERED} ${unfinishedOnly(filter.states)} and ${after === undefined ? FROM_THE_START : later}
     order by ${by} limit ${limitParam(mine)}`,
    [...(after ?? [null, null, null]), ...valuesOf(filter, actor), ...mine.values, limit + 1],
  );
  return rows.map(({ moment: at, ...row }) => ({
    view: taskView(row),
    key: [row.priority, at, row.id] as const,
  }));
}

const limitParam = ({ values }: Predicate): string => `$${FIRST_OF_QUEUE + values.length}`;

function valuesOf(filter: QueueFilter, { personId, area }: Actor): unknown[] {
  return [
    ...[filter.states, filter.step ?? null, filter.listId ?? null, filter.campaignId ?? null],
    ...[filter.communeCode ?? null, filter.villageCode ?? null, filter.minPriority ?? null],
    ...[
      filter.overdue ?? null,
      filter.dueBefore ?? null,
      filter.holder ?? null,
      filter.read ?? null,
      personId,
    ],
    ...[filter.text ?? null, area.provinces, area.communes],
  ];
}

/** A queue as a condition on tasks `t`. */
function ofQueue(queue: Queue, actor: Actor, first: number): Predicate {
  switch (queue) {
    case 'role':
      return visible('inbox.read', actor, PLACE, first);
    case 'personal':
      return and(visible('inbox.read', actor, PLACE, first), 't.claimed_by = #', actor.personId, first);
    case 'delegated':
      return and(visible('task.read', actor, PLACE, first), 't.acting_for = #', actor.personId, first);
    case 'directed': {
      // Whose turn it is may be said whatever the role of the task.
      const { role: _, ...place } = PLACE;
      return visible('task.reassign', actor, place, first);
    }
    case 'substitute':
      return {
        text: `exists (select from substitutions s where s.substitute_person_id = $${first} and s.office_id = t.office_id and s.role = t.role
          and t.step = any(s.steps) and (s.may_sign or t.step <> all($${first + 1}::text[])) and (s.communes is null or t.commune_code = any(s.communes))
          and s.valid_from <= now() and s.valid_to > now() and (t.state = 'open' or t.claimed_by = s.absent_person_id or t.substitution_id = s.id)
          and exists (select from substitution_decisions d where d.substitution_id = s.id and d.kind = 'approved')
          and not exists (select from substitution_decisions d where d.substitution_id = s.id and d.kind in ('refused','revoked')))`,
        values: [actor.personId, SIGNING_STEPS],
      };
  }
}

function and({ text, values }: Predicate, condition: string, value: unknown, first: number): Predicate {
  return {
    text: `${text} and ${condition.replace('#', `$${first + values.length}`)}`,
    values: [...values, value],
  };
}

/** Whether a post has a queue: only those who direct others have theirs, and nobody substitutes while he is a substitute. */
export function hasQueue(queue: Queue, { role, onBehalfOf }: Actor): boolean {
  if (role === 'system') return false;
  if (queue === 'directed') return onBehalfOf === undefined && reachOf('task.reassign', role) !== undefined;
  return queue === 'role' || queue === 'personal' || onBehalfOf === undefined;
}

export interface QueueCount {
  readonly queue: Queue;
  readonly count: number;
  readonly open: number;
  readonly urgent: number;
  readonly overdue: number;
  readonly unread: number;
}

/** Exact counts of every queue the post has, in one statement and so as of one moment. */
export function countQueues(sql: Sql, actor: Actor, queues: readonly Queue[]): Promise<QueueCount[]> {
  const values: unknown[] = [actor.personId];
  const selects = queues.map((queue, i) => {
    const mine = ofQueue(queue, actor, values.length + 1);
    values.push(...mine.values);
    return `select ${i} as no, '${queue}' as queue, count(*)::int as count, (count(*) filter (where t.state = 'open'))::int as open,
        (count(*) filter (where t.priority >= 10))::int as urgent, (count(*) filter (where t.due_at < now()))::int as overdue,
        (count(*) filter (where not exists (select from task_reads m where m.task_id = t.id and m.person_id = $1)))::int as unread
      from tasks t where ${mine.text} and t.part_count = 0 ${IS_UNFINISHED}`;
  });
  return sql.query<QueueCount & Record<string, unknown>>(
    `select queue, count, open, urgent, overdue, unread from (${selects.join(' union all ')}) q order by no`,
    values,
  );
}
