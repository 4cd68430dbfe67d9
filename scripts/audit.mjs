// `npm run audit -- COMMAND`: looks at the evidence of the running system. Installs and builds what is missing first.
import { prepare } from './prepare.mjs';

await prepare();
if (process.argv[2] === 'replay-workflows' && !process.env.WORKFLOW_BUNDLE) {
  const { workflowBundle } = await import('../dist/apps/worker/src/bundle.js');
  process.env.WORKFLOW_BUNDLE = await workflowBundle();
}
await import('../dist/apps/audit/src/main.js');
