import { DomainError } from '#domain/errors';
import type { Sql } from '../sql.ts';
import { COVERED_PARCELS, scopeKey, type Work } from './work.ts';

interface Seen {
  readonly recordNo: number;
  readonly version: number;
  readonly covered: boolean;
  readonly frozen: boolean;
  readonly foreigner: boolean;
}

/**
 * Says why a decision did not reach its record. Only asked after a refusal, so that a normal decision pays nothing for it.
 * @throws DomainError always.
 */
export async function refuseUndecided(
  sql: Sql,
  work: Work,
  decisions: readonly { readonly recordNo: number; readonly version?: number | null }[],
  reached: ReadonlySet<number>,
): Promise<never> {
  const index = decisions.findIndex(({ recordNo }) => !reached.has(recordNo));
  const { recordNo, version } = decisions[index] as (typeof decisions)[number];
  const [seen] = await sql.query<Seen>(
    `select r.record_no as "recordNo", r.version, (${COVERED_PARCELS} and ($6::int4multirange is null or r.record_no <@ $6::int4multirange)) as covered,
            p.frozen_at is not null as frozen, r.nationality <> 'VN' or coalesce(r.village_outcome = 'foreigner', false) as foreigner
     from records r join parcels p using (province_code, list_id, parcel_no)
     where r.province_code = $1 and r.list_id = $2 and r.record_no = $5`,
    [work.provinceCode, work.listId, work.step, scopeKey(work), recordNo, work.records],
  );
  const where = { index, recordNo, taskId: work.id };
  if (seen === undefined) throw new DomainError('record_not_found', where);
  if (seen.frozen) throw new DomainError('parcel_frozen', where);
  if (!seen.covered) throw new DomainError('record_not_in_task', where);
  if (version !== undefined && version !== null && version !== seen.version) {
    throw new DomainError('version_conflict', {
      ...where,
      version: seen.version,
      changes: await lastChanges(sql, work, recordNo),
    });
  }
  if (seen.foreigner && work.step === 'verify') throw new DomainError('foreigner_not_queried', where);
  throw new DomainError('record_not_in_task', where);
}

/** Who changed which fields of a record in its last act; the values are in the record itself. */
async function lastChanges(sql: Sql, work: Work, recordNo: number): Promise<unknown[]> {
  return sql.query(
    `select c.field, c.source, e.at, e.actor_office_id as "officeId", person.full_name as "by"
     from record_changes c join events e using (province_code, list_id, event_no) left join people person on person.id = e.actor_person_id
     where c.province_code = $1 and c.list_id = $2 and c.record_no = $3
       and c.event_no = (select max(event_no) from record_changes where province_code = $1 and list_id = $2 and record_no = $3)
     order by c.field`,
    [work.provinceCode, work.listId, recordNo],
  );
}
