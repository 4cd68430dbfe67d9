import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { historyFromJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import {
  readArchivedHistory,
  readArchivedRuns,
  readRunningSubjects,
  type ArchivedRun,
} from '#persistence/repositories/archives';
import type { Sql } from '#persistence/sql';
import { campaignWorkflowId } from '#workflows/campaign/campaign.messages';
import { cleanListWorkflowId } from '#workflows/clean-list/clean-list.messages';

/** A history to replay, or why it cannot be. */
export interface Case {
  readonly label: string;
  readonly history: History | undefined;
  /** Set when there is no history: whether that is a failure, and why. */
  readonly missing?: { readonly failed: boolean; readonly reason: string };
}

const PAGE = 100;

/** Every archived run by the code it ran on, so that each bundle is opened once. */
export async function* archivedRuns(sql: Sql, listId: string | null): AsyncGenerator<ArchivedRun> {
  for (let after: ArchivedRun | undefined; ;) {
    const page: ArchivedRun[] = await readArchivedRuns(sql, listId, after, PAGE);
    yield* page;
    after = page.at(-1);
    if (page.length < PAGE) return;
  }
}

/** An archived run as a case: its history must be the one whose hash is in the list's chain. */
export async function archivedCase(sql: Sql, run: ArchivedRun): Promise<Case> {
  const label = `archive ${run.workflowId} run ${run.runNo}`;
  const none = (failed: boolean, reason: string): Case => ({
    ...{ label, history: undefined },
    missing: { failed, reason },
  });
  if (run.state === 'lost') return none(false, 'lost with Temporal’s database');
  if (!run.vouched) return none(true, 'its hash is not in the list’s chain of events');
  const json = await readArchivedHistory(sql, run);
  if (json === undefined || createHash('sha256').update(json).digest('hex') !== run.sha256)
    return none(true, 'the history is not the one that was archived');
  if (run.bundle === null) return none(false, 'no workflow code ever ran');
  return { label, history: historyFromJSON(JSON.parse(json)) };
}

/** The histories of the workflows that should be running by the facts; one that is not is started again by the reconciler. */
export async function* runningCases(sql: Sql, client: Client, listId: string | null): AsyncGenerator<Case> {
  for (let after: string | null = null; ;) {
    const page: { workflow: string; id: string }[] = await readRunningSubjects(sql, listId, after, PAGE);
    for (const { workflow, id } of page) {
      const workflowId = workflow === 'cleanList' ? cleanListWorkflowId(id) : campaignWorkflowId(id);
      yield await runningCase(client, workflowId);
    }
    after = page.at(-1)?.id ?? null;
    if (page.length < PAGE) return;
  }
}

async function runningCase(client: Client, workflowId: string): Promise<Case> {
  const label = `running ${workflowId}`;
  try {
    return { label, history: await client.workflow.getHandle(workflowId).fetchHistory() };
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return { label, history: undefined, missing: { failed: false, reason: 'not running at the moment' } };
  }
}

/** The golden histories of the project: one for each way a list or a campaign can go. */
export async function* goldenCases(folder: string): AsyncGenerator<Case> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  for (const file of files) {
    const json: unknown = JSON.parse(await readFile(join(folder, file), 'utf8'));
    yield { label: `golden ${file.replace('.json', '')}`, history: historyFromJSON(json) };
  }
}
