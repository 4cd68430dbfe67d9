/** What is registered with the worker. */
export { campaign } from './campaign/campaign.workflow.ts';
export { cleanList } from './clean-list/clean-list.workflow.ts';
export { dailyCheckpoint } from './daily-checkpoint/daily-checkpoint.workflow.ts';
export { facilityDay, issuePassports, passportNight } from './passports/passports.workflow.ts';
export { nightlyAudit } from './nightly-audit/nightly-audit.workflow.ts';
export { weeklyReport } from './weekly-report/weekly-report.workflow.ts';
