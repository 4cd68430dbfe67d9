import { TestWorkflowEnvironment } from '@temporalio/testing';

// Started by download.ts: has the SDK fetch the program, which it does when a local test server is asked for.
const [downloadDir = '.', version = 'default'] = process.argv.slice(2);
try {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'cached-download', downloadDir, version },
      log: { level: 'error', format: 'text' },
    },
  });
  await environment.teardown();
  process.exit(0);
} catch (error) {
  const text = error instanceof Error ? error.message : String(error);
  // The cause comes last, after the same sentence of every layer above it.
  const words = text.split(': ').at(-1)?.slice(0, 80) ?? 'refused';
  process.send?.(words, () => process.exit(1));
}
