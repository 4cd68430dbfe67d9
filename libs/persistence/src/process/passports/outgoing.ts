import type { Sql } from '../../sql.ts';

/** A corrected dose on its way to the platform; the date as the platform writes it. */
export interface OutgoingEdit {
  readonly id: string;
  readonly subjectId: string;
  readonly doseNo: number;
  readonly date?: string;
  readonly vaccine?: string;
  readonly lot?: string;
  readonly office: string;
}

/** Takes due edits, oldest first; each comes again after a growing pause unless it is settled. */
export async function takeDoseEdits(sql: Sql, limit: number): Promise<OutgoingEdit[]> {
  const rows = await sql.query<{ edit: OutgoingEdit }>(
    `with due as (select id from dose_edits where done_at is null and next_at <= clock_timestamp() order by next_at limit $1 for update skip locked),
     taken as (update dose_edits e set attempts = attempts + 1, next_at = clock_timestamp() + least(power(2, attempts), 300) * interval '1 second'
       from due where e.id = due.id returning e.*)
     select jsonb_strip_nulls(jsonb_build_object('id', t.id, 'subjectId', t.subject_id, 'doseNo', t.dose_no,
       'date', to_char(t.given_on::date, 'DD/MM/YYYY'), 'vaccine', t.vaccine, 'lot', t.lot, 'office', d.office_id)) as edit
     from taken t join doses d on d.province_code = t.province_code and d.subject_id = t.subject_id and d.dose_no = t.dose_no`,
    [limit],
  );
  return rows.map(({ edit }) => edit);
}

export async function settleDoseEdit(sql: Sql, id: string, failure: string | null): Promise<void> {
  await sql.query(
    `update dose_edits set failure = $2, done_at = case when $2::text is null then clock_timestamp() end where id = $1`,
    [id, failure],
  );
}

export type HolderMessageKind = 'issued' | 'revoked' | 'renewed' | 'renewal_failed' | 'link';

export interface HolderMessage {
  readonly id: string;
  readonly kind: HolderMessageKind;
  readonly phone: string | null;
}

/** Takes messages that are due; each comes again after a growing pause unless it is settled. */
export async function takeHolderMessages(sql: Sql, limit: number): Promise<HolderMessage[]> {
  return sql.query<HolderMessage & Record<string, unknown>>(
    `with due as (select id from holder_messages where ended_at is null and next_at <= clock_timestamp() order by next_at limit $1 for update skip locked),
     taken as (update holder_messages m set attempts = attempts + 1, next_at = clock_timestamp() + least(power(2, attempts), 3600) * interval '1 second'
       from due where m.id = due.id returning m.*)
     select t.id, t.kind, v.phone from taken t join vaccinees v on v.province_code = t.province_code and v.subject_id = t.subject_id`,
    [limit],
  );
}

/** A message was sent, or can never be. */
export async function settleHolderMessage(
  sql: Sql,
  id: string,
  failure: string | null,
  forGood: boolean,
): Promise<void> {
  await sql.query(
    `update holder_messages set failure = $2, ended_at = case when $3 then clock_timestamp() end where id = $1`,
    [id, failure, forGood],
  );
}

/** The link of a message: only the hash of its secret is kept, and it opens once. */
export async function keepLink(
  sql: Sql,
  messageId: string,
  tokenHash: Buffer,
  livesMs: number,
): Promise<void> {
  await sql.query(
    `insert into holder_links (token_hash, province_code, subject_id, kind, expires_at)
     select $2, province_code, subject_id, 'link', clock_timestamp() + $3::float * interval '1 millisecond' from holder_messages where id = $1`,
    [messageId, tokenHash, livesMs],
  );
}

/** Links and sessions that ended are forgotten. */
export async function forgetLinks(sql: Sql): Promise<void> {
  await sql.query(`delete from holder_links where expires_at < clock_timestamp() - interval '1 day'`);
}
