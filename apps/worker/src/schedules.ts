import { ScheduleAlreadyRunning, type Client, type ScheduleOptions } from '@temporalio/client';
import { NIGHTLY_AUDIT } from '#workflows/nightly-audit/nightly-audit.messages';
import { FACILITY_DAY, PASSPORT_NIGHT } from '#workflows/passports/passports.messages';
import { WEEKLY_REPORT } from '#workflows/weekly-report/weekly-report.messages';
import { DAILY_CHECKPOINT } from '#workflows/daily-checkpoint/daily-checkpoint.messages';

/** 02:30 in Vietnam, when offices are closed; said in UTC, so that no server needs a table of time zones. */
const NIGHT = { hour: 19, minute: 30 };
/** 07:00 in Vietnam: every facility's day, campaigns or not. */
const MORNING = { hour: 0, minute: 0 };

/** What the server starts by the clock. After an outage longer than a day only the present run is made up for. */
function schedules(taskQueue: string): ScheduleOptions[] {
  return [
    {
      scheduleId: 'daily-checkpoint',
      spec: { calendars: [NIGHT] },
      action: { type: 'startWorkflow', workflowType: DAILY_CHECKPOINT, taskQueue, args: [] },
      policies: { overlap: 'SKIP', catchupWindow: '1 day' },
    },
    {
      scheduleId: 'nightly-audit',
      // An hour after the checkpoint: what that one signed is what is compared.
      spec: { calendars: [{ ...NIGHT, hour: NIGHT.hour + 1 }] },
      action: { type: 'startWorkflow', workflowType: NIGHTLY_AUDIT, taskQueue, args: [] },
      policies: { overlap: 'SKIP', catchupWindow: '1 day' },
    },
    {
      scheduleId: 'facility-day',
      spec: { calendars: [MORNING] },
      action: { type: 'startWorkflow', workflowType: FACILITY_DAY, taskQueue, args: [] },
      policies: { overlap: 'ALLOW_ALL', catchupWindow: '12 hours' },
    },
    {
      scheduleId: 'passport-night',
      spec: { calendars: [{ ...NIGHT, minute: 0 }] },
      action: { type: 'startWorkflow', workflowType: PASSPORT_NIGHT, taskQueue, args: [] },
      policies: { overlap: 'SKIP', catchupWindow: '7 days' },
    },
    {
      scheduleId: 'weekly-report',
      // Monday 07:30 in Vietnam. One that an outage held up is made when it is over: it is the report of its week all the same.
      spec: { calendars: [{ dayOfWeek: 'MONDAY', hour: 0, minute: 30 }] },
      action: { type: 'startWorkflow', workflowType: WEEKLY_REPORT, taskQueue, args: [] },
      policies: { overlap: 'BUFFER_ONE', catchupWindow: '6 days' },
    },
  ];
}

/** Makes sure that the Schedules are there. They are not kept anywhere else: a server that lost its database gets them at the next start. */
export async function ensureSchedules(client: Client, taskQueue: string): Promise<void> {
  for (const options of schedules(taskQueue)) {
    await client.schedule.create(options).catch((error: unknown) => {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    });
  }
}
