/** The whole contract between the outside and the `dailyCheckpoint` workflow. */
export const DAILY_CHECKPOINT = 'dailyCheckpoint';
