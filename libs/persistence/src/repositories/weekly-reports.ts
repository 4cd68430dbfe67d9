import { DomainError } from '#domain/errors';
import type { WeeklyReportFacts } from '#domain/reports/weekly-report';
import type { Sql } from '../sql.ts';

export interface ReportView {
  readonly id: string;
  readonly provinceCode: string;
  /** Its Monday. */
  readonly week: string;
  readonly madeAt: Date;
  /** Who asked for it; null: the clock did. */
  readonly madeBy: { readonly personId: string; readonly fullName: string } | null;
  /** SHA-256 of the facts as canonical JSON, hexadecimal. */
  readonly sha256: string;
}

const VIEW = `w.id, w.province_code as "provinceCode", w.week::text as week, w.made_at as "madeAt",
  case when p.id is not null then jsonb_build_object('personId', p.id, 'fullName', p.full_name) end as "madeBy", encode(w.sha256, 'hex') as sha256`;
const FROM = `from weekly_reports w left join people p on p.id = w.person_id`;

/** One more than `limit` reports of the reader's provinces, newest first. */
export function readReports(
  sql: Sql,
  after: readonly [madeAt: string, id: string] | undefined,
  limit: number,
): Promise<(ReportView & { readonly key: string })[]> {
  return sql.query<ReportView & { readonly key: string } & Record<string, unknown>>(
    `select ${VIEW}, w.made_at::text as key ${FROM} where $1::timestamptz is null or (w.made_at, w.id) < ($1::timestamptz, $2::uuid)
     order by w.made_at desc, w.id desc limit $3`,
    [after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  );
}

/** @throws DomainError `not_found` when there is none of this id in the reader's provinces. */
export async function readReport(
  sql: Sql,
  id: string,
): Promise<ReportView & { readonly facts: WeeklyReportFacts }> {
  const [row] = await sql.query<ReportView & { readonly facts: string } & Record<string, unknown>>(
    `select ${VIEW}, w.facts ${FROM} where w.id = $1`,
    [id],
  );
  if (row === undefined) throw new DomainError('not_found', { reportId: id });
  return { ...row, facts: JSON.parse(row.facts) as WeeklyReportFacts };
}
