import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Client, Connection } from '@temporalio/client';
import type { Leak, Needles } from './needles.ts';

export interface ScanResult {
  readonly leaks: readonly Leak[];
  readonly workflows: number;
  readonly events: number;
  readonly logLines: number;
}

const leak = (place: string, found: { kind: Leak['kind']; value: string }): Leak => ({
  place,
  kind: found.kind,
  digest: createHash('sha256').update(found.value).digest('hex').slice(0, 12),
});

/**
 * Looks through every history of a Temporal namespace, failures, payloads and pending activities included, and through log
 * files, for what must never be there.
 */
export async function scan(
  needles: Needles,
  temporal: { readonly address: string; readonly namespace: string },
  logFiles: readonly string[],
): Promise<ScanResult> {
  const connection = await Connection.connect({ address: temporal.address });
  try {
    const histories = await scanHistories(needles, new Client({ connection, namespace: temporal.namespace }));
    const logs = await scanLogs(needles, logFiles);
    return { ...histories, logLines: logs.logLines, leaks: [...histories.leaks, ...logs.leaks] };
  } finally {
    await connection.close();
  }
}

async function scanHistories(needles: Needles, client: Client): Promise<Omit<ScanResult, 'logLines'>> {
  const leaks: Leak[] = [];
  let workflows = 0;
  let events = 0;
  for await (const { workflowId, runId } of client.workflow.list()) {
    workflows++;
    const handle = client.workflow.getHandle(workflowId, runId);
    const history = await handle.fetchHistory();
    events += history.events?.length ?? 0;
    const { raw } = await handle.describe();
    for (const text of textsIn([workflowId, history.events, raw])) {
      for (const found of needles.find(text)) leaks.push(leak(workflowId, found));
    }
  }
  return { leaks, workflows, events };
}

/** Looks through log files line by line. */
export async function scanLogs(
  needles: Needles,
  files: readonly string[],
): Promise<{ leaks: Leak[]; logLines: number }> {
  const leaks: Leak[] = [];
  let logLines = 0;
  for (const file of files) {
    for await (const line of createInterface({ input: createReadStream(file, 'utf8') })) {
      logLines++;
      for (const found of needles.find(line)) leaks.push(leak(file, found));
    }
  }
  return { leaks, logLines };
}

/** Every text inside a value: strings, keys, and bytes read as UTF-8, because payloads carry JSON as bytes. */
export function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (value instanceof Uint8Array) yield Buffer.from(value).toString('utf8');
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      yield key;
      yield* textsIn(item);
    }
  }
}
