import { maskBirthDate, maskIdNumber, maskName } from '#domain/people/masking';
import { DomainError } from '#domain/errors';
import type { Act } from '../act.ts';
import type { Sql } from '../sql.ts';
import { isUnderWay } from '../chain.ts';
import { readQualitySettings } from './quality-settings.ts';

export const PAIR_STATES = ['open', 'confirmed', 'dismissed', 'merging', 'merged', 'refused'] as const;
export type PairState = (typeof PAIR_STATES)[number];

/** One of the two records of a pair; of another commune's the values are masked. */
export interface PairSide {
  readonly listId: string;
  readonly recordNo: number;
  readonly communeCode: string;
  readonly fullName: string | null;
  readonly gender: string | null;
  readonly dateOfBirth: string | null;
  readonly idNumber: string | null;
  readonly villageOutcome: string | null;
  readonly own: boolean;
}

export interface DuplicatePair {
  readonly id: string;
  readonly score: number;
  /** Per field 0 to 1; a field that is missing on one side is absent. */
  readonly likeness: Readonly<Record<string, number>>;
  readonly state: PairState;
  readonly keep: 'a' | 'b' | null;
  readonly reason: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly mergeCode: string | null;
  readonly a: PairSide;
  readonly b: PairSide;
}

/**
 * Looks for records of the province that may be the same people as those of a list: same number, or same name and full birth date, scored
 * in the database. Pairs known already stay as they are. Returns how many are new; appends `duplicates.searched`.
 */
export async function searchDuplicates(act: Act, listId: string): Promise<number> {
  const { duplicate } = await readQualitySettings(act, act.head(listId).provinceCode);
  const [row] = await act.query<{ found: number }>(`select bangiao_find_duplicates($1, $2) as found`, [
    listId,
    duplicate,
  ]);
  const found = row?.found ?? 0;
  if (isUnderWay(act.head(listId)))
    await act.event(listId, {
      type: 'duplicates.searched',
      payload: { found, threshold: duplicate },
      recordsOnly: true,
    });
  return found;
}

type PairRow = Omit<DuplicatePair, 'a' | 'b'> & { readonly a: PairSide; readonly b: PairSide } & Record<
    string,
    unknown
  >;

/** One more than `limit` pairs of a list, the likeliest first. */
export async function readDuplicates(
  sql: Sql,
  listId: string,
  state: PairState | null,
  after: readonly [score: number, id: string] | undefined,
  limit: number,
): Promise<DuplicatePair[]> {
  const rows = await sql.query<PairRow>(
    `select d.id, d.score::float8 as score, d.likeness, d.state, d.keep, d.reason, d.decided_by as "decidedBy", d.decided_at as "decidedAt",
       d.merge_code as "mergeCode", bangiao_duplicate_side(d.id, 'a') as a, bangiao_duplicate_side(d.id, 'b') as b
     from (select * from duplicate_pairs where (list_a = $1 or list_b = $1) and ($2::text is null or state = $2)
             and ($3::numeric is null or (-score, id) > (-$3::numeric, $4::uuid))
           order by -score, id limit $5) d order by -d.score, d.id`,
    [listId, state, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  );
  return rows.map((row) => ({ ...row, a: shown(row.a), b: shown(row.b) }));
}

function shown(side: PairSide): PairSide {
  if (side.own) return side;
  return {
    ...side,
    fullName: maskName(side.fullName),
    dateOfBirth: maskBirthDate(side.dateOfBirth),
    idNumber: maskIdNumber(side.idNumber),
  };
}

export interface PairDecision {
  readonly same: boolean;
  /** Whose entry on the platform stays; needed when they are the same person. */
  readonly keep: 'a' | 'b' | null;
  readonly reason: string;
}

/** A person says whether a pair is one person. @throws DomainError `not_found`, `act_not_allowed` when it is decided already. */
export async function decideDuplicate(
  act: Act,
  listId: string,
  pairId: string,
  decision: PairDecision,
): Promise<PairState> {
  const { same, keep, reason } = decision;
  if (same && keep === null)
    throw new DomainError('invalid_value', {
      field: 'keep',
      expected: 'a or b: whose entry on the platform stays',
    });
  const state = same ? 'confirmed' : 'dismissed';
  await change(act, listId, pairId, ['open'], {
    set: `state = $4, keep = $5, reason = $6, decided_by = $7, decided_office_id = $8, decided_at = $9`,
    values: [state, same ? keep : null, reason, act.actor.personId, act.actor.officeId, act.now],
    event: same ? 'duplicate.confirmed' : 'duplicate.dismissed',
    payload: { keep: same ? keep : null },
  });
  return state;
}

/** Takes a decision back, as long as the platform has not been asked to merge. @throws DomainError like `decideDuplicate`. */
export async function reopenDuplicate(act: Act, listId: string, pairId: string): Promise<PairState> {
  await change(act, listId, pairId, ['confirmed', 'dismissed', 'refused'], {
    set: `state = 'open', keep = null, reason = null, decided_by = null, decided_office_id = null, decided_at = null, merge_asked_by = null, merge_code = null`,
    values: [],
    event: 'duplicate.reopened',
    payload: {},
  });
  return 'open';
}

/** Has the platform asked to put the doses of both entries together; the worker sends it. @throws DomainError like `decideDuplicate`. */
export async function askMerge(act: Act, listId: string, pairId: string): Promise<PairState> {
  await change(act, listId, pairId, ['confirmed'], {
    set: `state = 'merging', merge_asked_by = $4, merge_code = null`,
    values: [act.actor.personId],
    event: 'duplicate.merge_asked',
    payload: {},
  });
  return 'merging';
}

interface Change {
  readonly set: string;
  readonly values: readonly unknown[];
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

async function change(
  act: Act,
  listId: string,
  pairId: string,
  from: readonly PairState[],
  wanted: Change,
): Promise<void> {
  const [row] = await act.query<{ recordNo: number; otherList: string; otherNo: number }>(
    `update duplicate_pairs set ${wanted.set} where id = $1 and (list_a = $2 or list_b = $2) and state = any($3::text[])
     returning case when list_a = $2 then record_a else record_b end as "recordNo", case when list_a = $2 then list_b else list_a end as "otherList",
       case when list_a = $2 then record_b else record_a end as "otherNo"`,
    [pairId, listId, from, ...wanted.values],
  );
  if (row === undefined) await refuse(act, listId, pairId, from);
  // An ended list's chain is archived; what happens afterwards stands with the pair.
  else if (isUnderWay(act.head(listId)))
    await act.event(listId, {
      ...{ type: wanted.event, recordsOnly: true },
      payload: {
        pairId,
        recordNo: row.recordNo,
        other: { listId: row.otherList, recordNo: row.otherNo },
        ...wanted.payload,
      },
    });
}

async function refuse(
  act: Act,
  listId: string,
  pairId: string,
  allowed: readonly PairState[],
): Promise<never> {
  const [pair] = await act.query<{ state: PairState }>(
    `select state from duplicate_pairs where id = $1 and (list_a = $2 or list_b = $2)`,
    [pairId, listId],
  );
  if (pair === undefined) throw new DomainError('not_found', { pairId });
  throw new DomainError('act_not_allowed', { pairId, state: pair.state, allowed });
}
