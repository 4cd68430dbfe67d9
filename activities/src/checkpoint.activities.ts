/** Takes the checkpoint of a day, `YYYY-MM-DD` in Vietnam; a second time it only makes sure that it was also written outside. */
export interface CheckpointTaker {
  take(day: string): Promise<{ readonly no: number }>;
}

/** The activity behind the daily checkpoint. */
export function createCheckpointActivities(taker: CheckpointTaker) {
  return {
    takeCheckpoint: (day: string) => taker.take(day),
  };
}
export type CheckpointActivities = ReturnType<typeof createCheckpointActivities>;
