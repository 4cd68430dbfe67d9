import { pino, type Logger } from 'pino';
import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogLevel } from '@temporalio/worker';

/** The process's log: ids, counts and codes. Temporal's own lines go into it too, from warnings on. */
export function openLog(level: string): Logger {
  const log = pino({ level, base: { app: 'worker' } });
  const levels: Readonly<Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'>> = {
    TRACE: 'trace',
    DEBUG: 'debug',
    INFO: 'info',
    WARN: 'warn',
    ERROR: 'error',
  };
  Runtime.install({
    // main.ts stops the worker itself, in its order.
    shutdownSignals: [],
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }), forward: {} },
    },
    logger: new DefaultLogger('WARN', ({ level: of, message, meta }) => {
      // A failure's own text was made harmless where it was thrown; stacks and contexts add nothing here.
      const { workflowId, activityType, taskQueue } = (meta ?? {}) as Record<string, unknown>;
      log[levels[of]]({ workflowId, activityType, taskQueue }, message);
    }),
  });
  return log;
}
