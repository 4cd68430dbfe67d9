import type { OutcomeCounts } from '#domain/handovers/manifest';
import type { Sql } from '../sql.ts';

/** The members of a record's snapshot (domain/handovers/snapshot.ts) in canonical order, with their columns. */
const MEMBERS = [
  ['dateOfBirth', 'date_of_birth', 'text'],
  ['destination', 'destination', 'text'],
  ['fullName', 'full_name', 'text'],
  ['gender', 'gender', 'text'],
  ['idNumber', 'id_number', 'text'],
  ['nationality', 'nationality', 'text'],
  ['passportNumber', 'passport_number', 'text'],
  ['platformSubjectId', 'platform_subject_id', 'text'],
  ['platformVersion', 'platform_version', 'integer'],
  ['policeOutcome', 'police_outcome', 'text'],
  ['populationStatus', 'population_status', 'text'],
  ['recordNo', 'record_no', 'integer'],
  ['sideWrong', 'side_wrong', 'text'],
  ['villageCode', 'village_code', 'text'],
  ['villageOutcome', 'village_outcome', 'text'],
] as const;

/**
 * Canonical JSON (RFC 8785) of a record, written by PostgreSQL: to_json of a text escapes exactly what JSON.stringify escapes.
 * 20,000 snapshots need no object in the API's memory, and freezing needs no trip of the records to the API and back.
 */
export const SNAPSHOT = `('{' || ${MEMBERS.map(([name, column, type]) =>
  type === 'integer'
    ? `'"${name}":' || r.${column}::text`
    : `'"${name}":' || coalesce(to_json(r.${column})::text, 'null')`,
).join(` || ',' || `)} || '}')`;

/** Builds the tree over leaves that PostgreSQL hashed; the caller binds it to the signatures library. */
export interface Tree {
  /** Root over leaves of 32 bytes each, one after the other. */
  root(leaves: Buffer): Buffer;
}

export interface SetToHash {
  readonly parcelNos: readonly number[];
  readonly salt: Buffer;
}

export interface HashedSet {
  readonly merkleRoot: string;
  readonly records: string;
  readonly count: number;
  readonly outcomes: { readonly village: OutcomeCounts; readonly police: OutcomeCounts };
}

interface ListKey {
  readonly provinceCode: string;
  readonly listId: string;
}

interface SetRow {
  readonly nth: number;
  readonly leaves: Buffer;
  readonly records: string;
  readonly count: number;
  readonly village: OutcomeCounts;
  readonly police: OutcomeCounts;
}

/** The leaf of a record as libs/signatures/merkle.ts defines it. */
const leafSql = (salt: string, recordNo: string, snapshot: string): string =>
  `sha256('\\x00'::bytea || sha256(${salt} || int4send(${recordNo})) || convert_to(${snapshot}, 'UTF8'))`;

/** Sums up `chosen (nth, record_no, village_outcome, police_outcome, leaf)`: one row for each set, however many records it has. */
const SUMMED = `
  counts as (
    select nth, side, jsonb_object_agg(outcome, n) as counts
    from (select nth, side, coalesce(outcome, 'none') as outcome, count(*) as n
          from chosen, lateral (values ('village', village_outcome), ('police', police_outcome)) as s(side, outcome) group by 1, 2, 3) c
    group by 1, 2)
  select c.nth, string_agg(c.leaf, ''::bytea order by c.record_no) as leaves,
         range_agg(int4range(c.record_no, c.record_no, '[]'))::text as records, count(*)::int as count,
         (select counts from counts v where v.nth = c.nth and v.side = 'village') as village,
         (select counts from counts v where v.nth = c.nth and v.side = 'police') as police
  from chosen c group by c.nth`;

/** One statement over the records of several sets of parcels. Hashes travel, records do not. */
export async function hashSets(
  sql: Sql,
  { provinceCode, listId }: ListKey,
  sets: readonly SetToHash[],
  tree: Tree,
): Promise<HashedSet[]> {
  const wanted = sets.flatMap(({ parcelNos, salt }, nth) =>
    parcelNos.map((parcelNo) => ({ nth, parcelNo, salt: `\\x${salt.toString('hex')}` })),
  );
  const rows = await sql.query<SetRow & Record<string, unknown>>(
    `with chosen as materialized (
       select s.nth, r.record_no, r.village_outcome, r.police_outcome, ${leafSql('s.salt', 'r.record_no', SNAPSHOT)} as leaf
       from records r join jsonb_to_recordset($3::jsonb) as s(nth integer, "parcelNo" integer, salt bytea) on s."parcelNo" = r.parcel_no
       where r.province_code = $1 and r.list_id = $2), ${SUMMED}`,
    [provinceCode, listId, JSON.stringify(wanted)],
  );
  const found = new Map(rows.map((row) => [row.nth, row]));
  return sets.map((_, nth) => hashed(found.get(nth), tree));
}

/** Keeps the records of a parcel as they are now under a handover, and hashes what was kept. */
export async function keepSnapshots(
  sql: Sql,
  list: ListKey,
  handover: { readonly id: string; readonly parcelNo: number; readonly salt: Buffer },
  tree: Tree,
): Promise<HashedSet> {
  const [row] = await sql.query<SetRow & Record<string, unknown>>(
    `with taken as materialized (
       select r.record_no, r.village_outcome, r.police_outcome, ${SNAPSHOT} as snapshot
       from records r where r.province_code = $1 and r.list_id = $2 and r.parcel_no = $4),
     kept as (
       insert into handover_snapshots (province_code, list_id, handover_id, record_no, snapshot)
       select $1, $2, $3, record_no, snapshot from taken),
     chosen as materialized (
       select 0 as nth, record_no, village_outcome, police_outcome, ${leafSql('$5::bytea', 'record_no', 'snapshot')} as leaf from taken), ${SUMMED}`,
    [list.provinceCode, list.listId, handover.id, handover.parcelNo, handover.salt],
  );
  return hashed(row, tree);
}

/** A set without records has the root of an empty tree. */
function hashed(row: SetRow | undefined, tree: Tree): HashedSet {
  const { leaves = Buffer.alloc(0), records = '{}', count = 0, village = {}, police = {} } = row ?? {};
  return { merkleRoot: tree.root(leaves).toString('hex'), records, count, outcomes: { village, police } };
}

/** Numbers of at most 20 records that are not what the handover's snapshots say, records that left the parcel included. */
export async function changedSince(
  sql: Sql,
  list: ListKey,
  handover: { readonly id: string; readonly parcelNo: number },
): Promise<number[]> {
  const rows = await sql.query<{ recordNo: number }>(
    `select record_no as "recordNo"
     from (select record_no, snapshot from handover_snapshots where province_code = $1 and list_id = $2 and handover_id = $3) s
     full join (select r.record_no, ${SNAPSHOT} as snapshot from records r where r.province_code = $1 and r.list_id = $2 and r.parcel_no = $4) now using (record_no)
     where s.snapshot is distinct from now.snapshot order by 1 limit 20`,
    [list.provinceCode, list.listId, handover.id, handover.parcelNo],
  );
  return rows.map(({ recordNo }) => recordNo);
}
