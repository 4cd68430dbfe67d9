import { DomainError } from '#domain/errors';
import type { Uuid } from '#domain/formats';
import type { Act, Actor } from '../act.ts';
import type { Sql } from '../sql.ts';

export interface SavedFilter {
  readonly id: Uuid;
  readonly name: string;
  readonly shared: boolean;
  readonly own: boolean;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly version: number;
  readonly changedAt: Date;
}

export interface FilterContent {
  readonly name: string;
  readonly shared: boolean;
  readonly filter: object;
}

const VIEW = `f.id, f.name, f.shared, f.person_id = $1 as own, f.filter, f.version, f.changed_at as "changedAt"`;
/** One's own, and what the office shares. */
const SEEN = `f.office_id = $2 and (f.person_id = $1 or f.shared)`;

const who = ({ personId, officeId }: Actor): [string | null, string | null] => [personId, officeId];

/** One more than `limit` filters after the position, by name. */
export function readFilters(
  sql: Sql,
  actor: Actor,
  after: readonly [name: string, id: string] | undefined,
  limit: number,
): Promise<SavedFilter[]> {
  return sql.query<SavedFilter & Record<string, unknown>>(
    `select ${VIEW} from saved_filters f where ${SEEN} and ($3::text is null or (f.name, f.id) > ($3, $4::uuid)) order by f.name, f.id limit $5`,
    [...who(actor), after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  );
}

/** @throws DomainError `not_found`. */
export async function readFilter(sql: Sql, actor: Actor, id: string): Promise<SavedFilter> {
  const [filter] = await sql.query<SavedFilter & Record<string, unknown>>(
    `select ${VIEW} from saved_filters f where ${SEEN} and f.id = $3`,
    [...who(actor), id],
  );
  if (filter === undefined) throw new DomainError('not_found', { filterId: id });
  return filter;
}

/** A name that is taken violates `saved_filters_name`. */
export async function saveFilter(act: Act, { name, shared, filter }: FilterContent): Promise<SavedFilter> {
  const [saved] = await act.query<SavedFilter & Record<string, unknown>>(
    `insert into saved_filters as f (person_id, office_id, name, shared, filter, changed_at) values ($1, $2, $3, $4, $5, $6) returning ${VIEW}`,
    [...who(act.actor), name, shared, JSON.stringify(filter), act.now],
  );
  return saved as SavedFilter;
}

/** Replaces one's own filter when it still has the version that was seen. @throws DomainError `not_found`, `precondition_failed` with the present version. */
export async function changeFilter(
  act: Act,
  id: string,
  version: number,
  { name, shared, filter }: FilterContent,
): Promise<SavedFilter> {
  const [changed] = await act.query<SavedFilter & Record<string, unknown>>(
    `update saved_filters f set name = $5, shared = $6, filter = $7, version = version + 1, changed_at = $8
     where f.id = $3 and f.version = $4 and f.person_id = $1 and f.office_id = $2 returning ${VIEW}`,
    [...who(act.actor), id, version, name, shared, JSON.stringify(filter), act.now],
  );
  return changed ?? refuseChange(act, id);
}

/** Deletes it on the same condition. @throws DomainError `not_found`, `precondition_failed`. */
export async function deleteFilter(act: Act, id: string, version: number): Promise<{ id: string }> {
  const [deleted] = await act.query<{ id: string }>(
    `delete from saved_filters f where f.id = $3 and f.version = $4 and f.person_id = $1 and f.office_id = $2 returning f.id`,
    [...who(act.actor), id, version],
  );
  return deleted ?? refuseChange(act, id);
}

async function refuseChange(act: Act, id: string): Promise<never> {
  const { own, version } = await readFilter(act, act.actor, id);
  if (!own) throw new DomainError('no_permission', { filterId: id });
  throw new DomainError('precondition_failed', { filterId: id, version });
}
