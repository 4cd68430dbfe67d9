import { Context } from '@temporalio/activity';
import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { createAuditActivities, type AuditProgress, type AuditSoFar } from '#activities/audit.activities';
import { compareLists } from '#activities/audit/compare-lists';
import { guarded } from '#activities/failures';
import type { Finding } from '#persistence/audit/findings';
import { hasReport, storeReport } from '#persistence/audit/reports';
import { systemSql } from '#persistence/process/system-sql';

const KEPT = 1_000;

function progress(): AuditProgress {
  const context = Context.current();
  return {
    heartbeat: (so) => context.heartbeat(so),
    before: context.info.heartbeatDetails as AuditSoFar | undefined,
  };
}

export interface AuditorSettings {
  readonly sealPem: string;
  /** Authorities of officers' certificates; null: official signatures are reported as not checkable. */
  readonly trustAnchorsFile: string | null;
}

/** The activity that compares all lists with their events at night. */
export function auditActivities(
  dataSource: DataSource,
  { sealPem, trustAnchorsFile }: AuditorSettings,
  log: Logger,
) {
  return guarded(
    createAuditActivities(
      {
        async compareAll(day, from, report) {
          const sql = systemSql(dataSource);
          if (await hasReport(sql, day)) return;
          const findings: Finding[] = [];
          const trust = { sealPem, anchorsPem: await anchorsIn(trustAnchorsFile) };
          const compared = await compareLists(dataSource, trust, {
            filter: { listId: null, campaignId: null },
            after: from.after,
            onFinding: (finding) => {
              if (findings.length < KEPT) findings.push(finding);
            },
            onPage: (after, so) => report(sum(from, after, so)),
          });
          const all = sum(from, null, compared);
          const counts = { lists: all.lists, records: all.records, differences: all.differences };
          await storeReport(sql, { day, ...counts, findings });
          if (all.differences > 0) log.error({ day, ...counts }, 'live tables differ from their events');
          else log.info({ day, ...counts }, 'live tables are what their events say');
        },
      },
      progress,
    ),
  );
}

function sum(from: AuditSoFar, after: string | null, so: Omit<AuditSoFar, 'after'>): AuditSoFar {
  return {
    after,
    lists: from.lists + so.lists,
    records: from.records + so.records,
    differences: from.differences + so.differences,
  };
}

async function anchorsIn(file: string | null): Promise<string[]> {
  const pem = file === null ? '' : await readFile(file, 'utf8');
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g) ?? [];
}
