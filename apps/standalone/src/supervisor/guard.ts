import { endProcess, waitUntilGone } from './process-table.ts';

/** What the guard must end if the supervisor cannot: in this order, each after the one before is gone. */
export interface Guarded {
  readonly name: string;
  readonly pid: number;
  readonly signal: NodeJS.Signals;
  /** Node children end themselves when their channel closes; the guard only waits for them. */
  readonly endsItself: boolean;
}

let guarded: readonly Guarded[] = [];
process.on('message', (message) => {
  guarded = message as Guarded[];
});

// PostgreSQL and Temporal do not notice that the supervisor was killed. This small process does, and stops them in order.
process.on('disconnect', () => {
  void (async () => {
    for (const { pid, signal, endsItself } of guarded) {
      if (endsItself && (await waitUntilGone(pid, 16_000))) continue;
      await endProcess(pid, signal, 15_000);
    }
    process.exit(0);
  })();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
