import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundle } from '@temporalio/worker';

/** Today's workflow code, bundled from source. */
export function bundleOfToday(): Promise<WorkflowBundle> {
  return bundleWorkflowCode({
    workflowsPath: join(process.cwd(), 'workflows', 'src', 'index.ts'),
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, conditionNames: ['source', '...'] },
    }),
    logger: new DefaultLogger('ERROR'),
  });
}
