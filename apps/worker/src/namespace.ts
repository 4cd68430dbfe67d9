import { setTimeout as wait } from 'node:timers/promises';
import { isGrpcServiceError, type Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

const RETENTION = '30 days';
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;

/**
 * Makes sure that the namespace is there, with histories kept 30 days, and usable: a new one is known to all parts of the
 * server only after a moment. Answers its id; another id than before means that the server's database was emptied.
 */
export async function ensureNamespace(connection: Connection, namespace: string): Promise<string> {
  const { workflowService } = connection;
  try {
    const { namespaceInfo } = await workflowService.describeNamespace({ namespace });
    return namespaceInfo?.id ?? '';
  } catch (error) {
    if (!isGrpcServiceError(error) || error.code !== NOT_FOUND) throw error;
  }
  await workflowService
    .registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(RETENTION),
    })
    .catch((error: unknown) => {
      if (!isGrpcServiceError(error) || error.code !== ALREADY_EXISTS) throw error;
    });
  for (;;) {
    try {
      await workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: 'ban-giao' },
        taskQueueType: 1,
      });
      const { namespaceInfo } = await workflowService.describeNamespace({ namespace });
      return namespaceInfo?.id ?? '';
    } catch (error) {
      if (!isGrpcServiceError(error) || error.code !== NOT_FOUND) throw error;
      await wait(200);
    }
  }
}
