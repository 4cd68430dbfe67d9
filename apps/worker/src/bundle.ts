import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

// This file lies in <tree>/apps/worker/src, and <tree> is the project or its dist folder.
const TREE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const COMPILED = TREE.endsWith(`${sep}dist`);
const PROJECT = COMPILED ? dirname(TREE) : TREE;

/**
 * The file with the bundled workflow code. Bundling takes seconds, so a bundle is kept under the hash of what it was made of:
 * workflow code, the rules it may import, and the SDK's version.
 */
export async function workflowBundle(): Promise<string> {
  const workflowsPath = join(TREE, 'workflows', 'src', COMPILED ? 'index.js' : 'index.ts');
  const file = join(PROJECT, 'dist', `workflow-bundle-${await sourcesHash()}.js`);
  if (existsSync(file)) return file;
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    logger: new DefaultLogger('WARN'),
    webpackConfigHook: (config) =>
      COMPILED ? config : { ...config, resolve: { ...config.resolve, conditionNames: ['source', '...'] } },
  });
  await mkdir(dirname(file), { recursive: true });
  // Another worker may be doing the same: the last rename wins, with equal contents.
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, code);
  await rename(unfinished, file);
  return file;
}

async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256');
  const sdk = join(PROJECT, 'node_modules', '@temporalio', 'workflow', 'package.json');
  const files = [sdk, ...(await codeFiles('workflows')), ...(await codeFiles(join('libs', 'domain')))];
  for (const file of files) hash.update(file.slice(PROJECT.length)).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

async function codeFiles(folder: string): Promise<string[]> {
  const extension = COMPILED ? '.js' : '.ts';
  const entries = await readdir(join(TREE, folder, 'src'), { recursive: true, withFileTypes: true });
  return entries
    .filter(({ name }) => name.endsWith(extension) && !name.endsWith(`.spec${extension}`))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}
