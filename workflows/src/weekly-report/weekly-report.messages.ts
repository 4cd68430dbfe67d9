/** The whole contract between the outside and the `weeklyReport` workflow. */
export const WEEKLY_REPORT = 'weeklyReport';
