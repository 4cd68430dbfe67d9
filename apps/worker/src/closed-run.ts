import { historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import { tsToMs } from '@temporalio/common/lib/time.js';
import type { ClosedRun } from '#persistence/process/archives';

/** A run as it is archived, and the id of the run it continued. The JSON is the one that Temporal's own tools write and read. */
export function readRun(
  runId: string,
  history: History,
): { readonly run: ClosedRun; readonly continued: string | undefined } {
  const events = history.events ?? [];
  const [first, last] = [events[0], events.at(-1)];
  const started = first?.workflowExecutionStartedEventAttributes;
  if (!first || !last || !started) throw new Error('This history has no beginning.');
  const builds = events.flatMap(
    ({ workflowTaskCompletedEventAttributes: done }) => done?.workerVersion?.buildId ?? [],
  );
  return {
    run: {
      runId,
      endedAs: endOf(last),
      startedAt: new Date(tsToMs(first.eventTime)),
      closedAt: new Date(tsToMs(last.eventTime)),
      eventCount: events.length,
      bundleSha256: bundleOf(builds.at(-1)),
      json: historyToJSON(history),
    },
    continued: started.continuedExecutionRunId || undefined,
  };
}

/** The name under which a worker works; every finished workflow task carries it, so that a history tells which code it ran on. */
export function buildIdOf(bundleSha256: Buffer): string {
  return `ban-giao+${bundleSha256.toString('hex')}`;
}

function bundleOf(buildId: string | undefined): Buffer | null {
  const hash = buildId?.match(/^ban-giao\+([0-9a-f]{64})$/)?.[1];
  return hash === undefined ? null : Buffer.from(hash, 'hex');
}

/** How a run ended, from the name of its last event's attributes: `completed`, `continuedAsNew`, `terminated` and so on. */
function endOf(event: object): string {
  const [name = ''] = Object.entries(event).find(
    ([key, value]) => key.endsWith('EventAttributes') && value !== null && value !== undefined,
  ) ?? [''];
  const end = name.replace(/^workflowExecution|EventAttributes$/g, '');
  return end.charAt(0).toLowerCase() + end.slice(1);
}
