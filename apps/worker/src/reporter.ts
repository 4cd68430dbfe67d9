import { Context } from '@temporalio/activity';
import { guarded } from '#activities/failures';
import { createReportActivities } from '#activities/report.activities';
import type { Acts } from '#persistence/act';
import { makeWeeklyReport, provincesToReport } from '#persistence/process/weekly-reports';
import type { Sql } from '#persistence/sql';

/** The activity that makes the official reports on Mondays. */
export function reportActivities(acts: Acts, sql: Sql) {
  return guarded(
    createReportActivities(
      {
        provinces: () => provincesToReport(sql),
        make: (provinceCode, monday) => makeWeeklyReport(acts, provinceCode, monday),
      },
      () => Context.current().heartbeat(),
    ),
  );
}
