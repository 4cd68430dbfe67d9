import type { Sql } from '../sql.ts';
import type { Finding } from './findings.ts';

export interface AuditReportRow {
  readonly day: string;
  readonly lists: number;
  readonly records: number;
  readonly differences: number;
  readonly findings: readonly Finding[];
}

/** Stores the report of a day; the first one of a day stands. */
export async function storeReport(sql: Sql, report: AuditReportRow): Promise<void> {
  const { day, lists, records, differences, findings } = report;
  await sql.query(
    `insert into audit_reports (day, lists, records, differences, findings) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [day, lists, records, differences, JSON.stringify(findings)],
  );
}

/** Whether a day has its report. */
export async function hasReport(sql: Sql, day: string): Promise<boolean> {
  const rows = await sql.query(`select from audit_reports where day = $1`, [day]);
  return rows.length > 0;
}

/** The reports of the last days, newest first. */
export function lastReports(
  sql: Sql,
  limit: number,
): Promise<(AuditReportRow & { readonly endedAt: Date } & Record<string, unknown>)[]> {
  return sql.query(
    `select day::text, ended_at as "endedAt", lists, records::float8 as records, differences, findings from audit_reports order by day desc limit $1`,
    [limit],
  );
}
