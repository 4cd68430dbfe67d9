import type { Uuid } from '#domain/formats';
import { maskBirthDate, maskIdNumber, maskName } from '#domain/people/masking';
import type { ParcelStage } from '#domain/process/states';
import type { Sql } from '../sql.ts';

/** A record that was found; its person's data masked. */
export interface FoundRecord {
  readonly listId: Uuid;
  readonly recordNo: number;
  readonly communeCode: string;
  readonly villageCode: string | null;
  readonly stage: ParcelStage;
  readonly fullName: string;
  readonly dateOfBirth: string;
  readonly idNumber: string;
}

export interface PersonQuery {
  readonly idNumber?: string | undefined;
  /** The beginning of a full name; marks and case do not matter. */
  readonly name?: string | undefined;
}

/**
 * One more than `limit` records of people with this number or name, among those whose data the person may read: the function in the
 * database applies the very predicate of the records, and what it found is read under row-level security again.
 */
export async function findPeople(
  sql: Sql,
  { idNumber, name }: PersonQuery,
  after: readonly [listId: string, recordNo: number] | undefined,
  limit: number,
): Promise<FoundRecord[]> {
  const rows = await sql.query<FoundRecord & Record<string, unknown>>(
    `select r.list_id as "listId", r.record_no as "recordNo", r.commune_code as "communeCode", r.village_code as "villageCode", p.stage,
       r.full_name as "fullName", r.date_of_birth as "dateOfBirth", r.id_number as "idNumber"
     from bangiao_find_people($1, $2, $3, $4, $5) f join records r on r.list_id = f.list_id and r.record_no = f.record_no
     join parcels p on p.province_code = r.province_code and p.list_id = r.list_id and p.parcel_no = r.parcel_no order by r.list_id, r.record_no`,
    [idNumber ?? null, name ?? null, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  );
  return rows.map((row) => ({
    ...row,
    fullName: maskName(row.fullName),
    dateOfBirth: maskBirthDate(row.dateOfBirth),
    idNumber: maskIdNumber(row.idNumber),
  }));
}
