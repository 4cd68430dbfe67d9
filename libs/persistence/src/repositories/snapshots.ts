import { countOutcome, type OutcomeCounts } from '#domain/handovers/manifest';
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

/** Hashes leaves and builds the tree; the caller binds it to the signatures library. */
export interface LeafHashes {
  leaf(salt: Buffer, recordNo: number, snapshot: string): Buffer;
  root(leaves: readonly Buffer[]): Buffer;
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

const CHUNK = 2_000;

interface SnapshotRow {
  readonly recordNo: number;
  readonly parcelNo: number;
  readonly villageOutcome: string | null;
  readonly policeOutcome: string | null;
  readonly snapshot: string;
}

const NEXT_RECORDS = `
  select r.record_no as "recordNo", r.parcel_no as "parcelNo", r.village_outcome as "villageOutcome", r.police_outcome as "policeOutcome", ${SNAPSHOT} as snapshot
  from records r where r.province_code = $1 and r.list_id = $2 and r.record_no > $3 and r.parcel_no = any($4::integer[]) order by r.record_no limit ${CHUNK}`;

const NEXT_SNAPSHOTS = `
  select s.record_no as "recordNo", 0 as "parcelNo", s.snapshot::json ->> 'villageOutcome' as "villageOutcome",
         s.snapshot::json ->> 'policeOutcome' as "policeOutcome", s.snapshot
  from handover_snapshots s where s.province_code = $1 and s.list_id = $2 and s.record_no > $3 and s.handover_id = $4 order by s.record_no limit ${CHUNK}`;

interface ListKey {
  readonly provinceCode: string;
  readonly listId: string;
}

/** One pass over the records of several sets of parcels in keyset chunks: only hashes stay in memory. */
export async function hashSets(
  sql: Sql,
  list: ListKey,
  sets: readonly SetToHash[],
  hashes: LeafHashes,
): Promise<HashedSet[]> {
  const growing = sets.map(({ salt }) => ({ salt, set: new GrowingSet() }));
  const setOf = new Map(sets.flatMap(({ parcelNos }, i) => parcelNos.map((no) => [no, growing[i]] as const)));
  await eachChunk(sql, NEXT_RECORDS, list, [...setOf.keys()], (row) => {
    const target = setOf.get(row.parcelNo);
    target?.set.add(row, hashes.leaf(target.salt, row.recordNo, row.snapshot));
  });
  return growing.map(({ set }) => set.finish(hashes));
}

/** Keeps the records of a parcel as they are now under a handover, and hashes what was kept. */
export async function keepSnapshots(
  sql: Sql,
  list: ListKey,
  handover: { readonly id: string; readonly parcelNo: number; readonly salt: Buffer },
  hashes: LeafHashes,
): Promise<HashedSet> {
  await sql.query(
    `insert into handover_snapshots (province_code, list_id, handover_id, record_no, snapshot)
     select r.province_code, r.list_id, $3, r.record_no, ${SNAPSHOT} from records r where r.province_code = $1 and r.list_id = $2 and r.parcel_no = $4`,
    [list.provinceCode, list.listId, handover.id, handover.parcelNo],
  );
  const set = new GrowingSet();
  await eachChunk(sql, NEXT_SNAPSHOTS, list, handover.id, (row) =>
    set.add(row, hashes.leaf(handover.salt, row.recordNo, row.snapshot)),
  );
  return set.finish(hashes);
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

async function eachChunk(
  sql: Sql,
  text: string,
  { provinceCode, listId }: ListKey,
  of: unknown,
  take: (row: SnapshotRow) => void,
): Promise<void> {
  for (let after = 0; ;) {
    const rows = await sql.query<SnapshotRow>(text, [provinceCode, listId, after, of]);
    rows.forEach(take);
    if (rows.length < CHUNK) return;
    after = rows.at(-1)?.recordNo ?? after;
  }
}

class GrowingSet {
  readonly #leaves: Buffer[] = [];
  readonly #ranges: string[] = [];
  readonly #village: Record<string, number> = {};
  readonly #police: Record<string, number> = {};
  #from = 1;
  #last = 0;

  add({ recordNo, villageOutcome, policeOutcome }: SnapshotRow, leaf: Buffer): void {
    this.#leaves.push(leaf);
    countOutcome(this.#village, villageOutcome);
    countOutcome(this.#police, policeOutcome);
    if (recordNo !== this.#last + 1) {
      this.#closeRange();
      this.#from = recordNo;
    }
    this.#last = recordNo;
  }

  finish(hashes: LeafHashes): HashedSet {
    this.#closeRange();
    return {
      merkleRoot: hashes.root(this.#leaves).toString('hex'),
      records: `{${this.#ranges.join(',')}}`,
      count: this.#leaves.length,
      outcomes: { village: this.#village, police: this.#police },
    };
  }

  #closeRange(): void {
    if (this.#last > 0) this.#ranges.push(`[${this.#from},${this.#last + 1})`);
  }
}
