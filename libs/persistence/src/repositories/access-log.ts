import type { DataSource } from 'typeorm';

/** One entry of the access log: ids and codes only. */
export interface Access {
  readonly kind: 'refused' | 'read' | 'search' | 'change';
  readonly personId: string | null;
  readonly officeId: string | null;
  readonly act: string;
  readonly target: string | null;
  readonly code: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Writes entries in one statement and a transaction of its own. */
export async function insertAccess(dataSource: DataSource, entries: readonly Access[]): Promise<void> {
  await dataSource.query(
    `insert into access_log (kind, person_id, office_id, act, target, code, details)
     select kind, "personId", "officeId", act, target, code, details
     from jsonb_to_recordset($1::jsonb) as entry(kind text, "personId" uuid, "officeId" text, act text, target text, code text, details jsonb)`,
    [JSON.stringify(entries)],
  );
}
