import type { Officer, Task } from '../connection/api.ts';
import type { Drive } from '../officers/drive.ts';

interface Batch {
  readonly id: string;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** Takes a file of a claimed task out of the system. */
export async function takeOut(drive: Drive, who: Officer, task: Task, kind: string): Promise<Buffer> {
  const { body } = await drive.api.write<{ id: string }>(who, 'POST', `/tasks/${task.id}/exports`, {
    ...{ epoch: task.claimEpoch, kind },
  });
  return drive.api.bytes(who, `/exports/${body.id}/content`);
}

/**
 * Brings a file back: looks at what it would do, and has it applied.
 * @throws Error when a row of it would have to wait.
 */
export async function bringBack(
  drive: Drive,
  who: Officer,
  task: Task,
  content: Buffer,
  name: string,
): Promise<void> {
  const path = `/tasks/${task.id}/batches?epoch=${task.claimEpoch}`;
  const { body } = await drive.api.upload<Batch>(who, path, { content, name });
  await applied(drive, who, task, body);
}

export async function applied(drive: Drive, who: Officer, task: Task, batch: Batch): Promise<void> {
  const { change = 0, same = 0, blank = 0, total = 0 } = batch.counts;
  if (batch.state === 'checked' && change + same + blank !== total)
    throw new Error(`Rows that were brought back would have to wait: ${JSON.stringify(batch.counts)}`);
  if (batch.state === 'checked')
    await drive.api.write(who, 'POST', `/batches/${batch.id}/apply`, { epoch: task.claimEpoch });
}
