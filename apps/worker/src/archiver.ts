import { isGrpcServiceError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Acts } from '#persistence/act';
import {
  archiveWorkflow,
  postponeArchive,
  takeArchiveOrders,
  type ArchiveOrder,
  type ClosedRun,
} from '#persistence/process/archives';
import type { Sql } from '#persistence/sql';
import { cleanListWorkflowId } from '#workflows/clean-list/clean-list.messages';
import { readRun } from './closed-run.ts';
import { codeOf } from './patience.ts';

const BATCH = 4;
const LEASE_MS = 120_000;
const OPEN_RUN_MS = 1_000;
const DEADLINE_MS = 30_000;

export interface ArchiverOptions {
  /** A list whose workflow Temporal does not know for this long is taken for lost. */
  readonly lostAfterMs: number;
}

/**
 * Archives the workflows of ended lists: waits until no run is open, then keeps the history of every run that Temporal has. Any
 * number of archivers may run; a list is leased to one, and only the first one's archive counts.
 */
export class Archiver {
  constructor(
    private readonly acts: Acts,
    private readonly sql: Sql,
    private readonly client: Client,
    private readonly log: Logger,
    private readonly options: ArchiverOptions,
  ) {}

  /** Archives what is due; true when there was something. The histories of one list are in memory at a time. */
  async pass(signal?: AbortSignal): Promise<boolean> {
    const orders = await takeArchiveOrders(this.sql, BATCH, LEASE_MS);
    for (const order of orders) {
      if (signal?.aborted) await postponeArchive(this.sql, order.listId, 0);
      else await this.#archive(order);
    }
    return orders.length > 0;
  }

  async #archive({ listId, ageMs }: ArchiveOrder): Promise<void> {
    const workflowId = cleanListWorkflowId(listId);
    try {
      const runs = await this.client.withDeadline(Date.now() + DEADLINE_MS, () => this.#runs(workflowId));
      if (runs === 'open' || (runs.length === 0 && ageMs < this.options.lostAfterMs)) {
        await postponeArchive(this.sql, listId, Math.max(OPEN_RUN_MS, Math.min(ageMs, 60_000)));
      } else if (await archiveWorkflow(this.acts, listId, workflowId, runs)) {
        this.log.info({ listId, runs: runs.length }, runs.length > 0 ? 'workflow archived' : 'workflow lost');
      }
    } catch (error) {
      this.log.warn({ listId, code: codeOf(error) }, 'list not archived yet');
      await postponeArchive(this.sql, listId, Math.max(OPEN_RUN_MS, Math.min(ageMs, 60_000)));
    }
  }

  /**
   * Every run of the workflow, the earliest first, or that one is open. The latest is asked for by the workflow's id; earlier ones are
   * found by what each says it continued, and by the search, which knows runs started anew but is late by moments.
   */
  async #runs(workflowId: string): Promise<ClosedRun[] | 'open'> {
    const { workflow } = this.client;
    let latest;
    try {
      latest = await workflow.getHandle(workflowId).describe();
    } catch (error) {
      if (isUnknown(error)) return [];
      throw error;
    }
    if (latest.status.name === 'RUNNING') return 'open';
    const found = new Set<string>();
    for await (const { runId, status } of workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
      if (status.name !== 'RUNNING') found.add(runId);
    }
    // The search has not seen the latest run closed yet, so it may not know others either.
    if (!found.has(latest.runId)) return 'open';
    const runs = new Map<string, ClosedRun>();
    for (const wanted of found) {
      let next: string | undefined = wanted;
      while (next !== undefined && !runs.has(next)) {
        const { run, continued } = readRun(next, await workflow.getHandle(workflowId, next).fetchHistory());
        runs.set(next, run);
        next = continued;
      }
    }
    return [...runs.values()].sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
  }
}

const NOT_FOUND = 5;

function isUnknown(error: unknown): boolean {
  return (
    error instanceof WorkflowNotFoundError || (isGrpcServiceError(error) && Number(error.code) === NOT_FOUND)
  );
}
