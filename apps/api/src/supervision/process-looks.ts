import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Client, Connection } from '@temporalio/client';
import { cleanListWorkflowId } from '#workflows/clean-list/clean-list.messages';
import { ENV, type Env } from '../env.ts';

/** What Temporal says of a list's process: codes and times only. Texts of failures stay inside. */
export interface ProcessLook {
  readonly workflowId: string;
  readonly status: string;
  readonly historyLength: number;
  readonly activities: readonly {
    readonly type: string;
    readonly attempt: number;
    readonly failureCode: string | null;
    readonly nextAttemptAt: string | null;
  }[];
}

const TIMEOUT_MS = 2_000;

/** Looks at processes for operators. While Temporal is away there is nothing to see, and everything else works. */
@Injectable()
export class ProcessLooks implements OnModuleDestroy {
  #connection: Promise<Connection> | undefined;

  constructor(@Inject(ENV) private readonly env: Env) {}

  /** Null when Temporal does not answer, or knows no process of the list. */
  async atList(listId: string): Promise<ProcessLook | null> {
    const workflowId = cleanListWorkflowId(listId);
    try {
      const connection = await this.#connect();
      const client = new Client({ connection, namespace: this.env.temporalNamespace });
      const { status, historyLength, raw } = await connection.withDeadline(Date.now() + TIMEOUT_MS, () =>
        client.workflow.getHandle(workflowId).describe(),
      );
      const activities = (raw.pendingActivities ?? []).map((each) => ({
        type: each.activityType?.name ?? '',
        attempt: each.attempt ?? 1,
        failureCode: each.lastFailure?.applicationFailureInfo?.type ?? null,
        nextAttemptAt: momentOf(each.scheduledTime?.seconds),
      }));
      return { workflowId, status: status.name, historyLength, activities };
    } catch {
      return null;
    }
  }

  async onModuleDestroy(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }

  #connect(): Promise<Connection> {
    this.#connection ??= Connection.connect({
      address: this.env.temporalAddress,
      connectTimeout: TIMEOUT_MS,
    }).catch((error: unknown) => {
      this.#connection = undefined;
      throw error;
    });
    return this.#connection;
  }
}

function momentOf(seconds: { toNumber(): number } | null | undefined): string | null {
  return seconds ? new Date(seconds.toNumber() * 1_000).toISOString() : null;
}
