import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Connection } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { ENV, type Env } from '../env.ts';

export interface Check {
  readonly status: 'up' | 'down';
  readonly ms: number;
}

export interface Readiness {
  readonly status: 'ready' | 'not_ready';
  readonly checks: {
    readonly postgres: Check;
    readonly temporal: Check;
    /** Age of the oldest message that the relay has not delivered, and how many wait. */
    readonly relay: Check & {
      /** @format double */ readonly oldestMs: number | null;
      readonly waiting: number | null;
    };
  };
}

const CHECK_TIMEOUT_MS = 2_000;

/** Asks what the API stands on. People can still work while Temporal is away; what must happen next then waits. */
@Injectable()
export class HealthService implements OnModuleDestroy {
  #temporal: Promise<Connection> | undefined;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async ready(): Promise<Readiness> {
    let lag: { oldestMs: number | null; waiting: number } | undefined;
    const [postgres, temporal] = await Promise.all([
      check(async () => {
        lag = await this.#lag();
      }),
      check(() => this.#askTemporal()),
    ]);
    const late = lag === undefined || (lag.oldestMs ?? 0) > this.env.relayLagMs;
    const relay: Readiness['checks']['relay'] = {
      status: late ? 'down' : 'up',
      ms: postgres.ms,
      oldestMs: lag?.oldestMs ?? null,
      waiting: lag?.waiting ?? null,
    };
    const ready = postgres.status === 'up' && temporal.status === 'up' && !late;
    return { status: ready ? 'ready' : 'not_ready', checks: { postgres, temporal, relay } };
  }

  async #lag(): Promise<{ oldestMs: number | null; waiting: number }> {
    const [row] = await this.dataSource.query<[{ oldestMs: number | null; waiting: number }]>(
      `select (extract(epoch from clock_timestamp() - min(created_at)) * 1000)::float8 as "oldestMs", count(*)::int as waiting
       from workflow_messages`,
    );
    return row;
  }

  async #askTemporal(): Promise<void> {
    this.#temporal ??= Connection.connect({
      address: this.env.temporalAddress,
      connectTimeout: CHECK_TIMEOUT_MS,
    }).catch((error: unknown) => {
      this.#temporal = undefined;
      throw error;
    });
    const connection = await this.#temporal;
    await connection.withDeadline(Date.now() + CHECK_TIMEOUT_MS, () =>
      connection.workflowService.describeNamespace({ namespace: this.env.temporalNamespace }),
    );
  }

  async onModuleDestroy(): Promise<void> {
    const connection = await this.#temporal?.catch(() => undefined);
    await connection?.close();
  }
}

async function check(ask: () => Promise<void>): Promise<Check> {
  const from = performance.now();
  const timeout = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('timeout')), CHECK_TIMEOUT_MS + 500).unref();
  });
  const status = await Promise.race([ask(), timeout]).then(
    () => 'up' as const,
    () => 'down' as const,
  );
  return { status, ms: Math.round(performance.now() - from) };
}
