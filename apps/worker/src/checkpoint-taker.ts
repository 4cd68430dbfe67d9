import { createCheckpointActivities } from '#activities/checkpoint.activities';
import { exportCheckpoint } from '#activities/checkpoints/export-checkpoint';
import { takeCheckpoint } from '#activities/checkpoints/take-checkpoint';
import { guarded } from '#activities/failures';
import type { Seal } from '#persistence/process/sealing';
import type { Sql } from '#persistence/sql';

/** The daily checkpoint's activity; with a folder, each checkpoint is written there as well. */
export function checkpointActivities(sql: Sql, seal: Seal, folder: string | undefined) {
  return guarded(
    createCheckpointActivities({
      async take(day) {
        const checkpoint = await takeCheckpoint(sql, seal, day);
        if (folder !== undefined) await exportCheckpoint(folder, checkpoint);
        return { no: checkpoint.no };
      },
    }),
  );
}
