// What every command needs before it can run: the locked dependencies and an up-to-date build. Plain Node, no dependencies.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { ensureAnswers } from './answers.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = ['apps', 'workflows', 'activities', 'libs'];
const BUILD_INPUTS = ['tsconfig.json', 'tsconfig.build.json', 'package.json', 'scripts/build-verifier.mjs'];

/** Ends the program when this Node is too old to run it. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `Node ${process.versions.node} is too old: version 20.19 or newer is needed (https://nodejs.org).`,
  );
  process.exit(2);
}

/** Runs a program, and keeps its output; `show` (a stdio setting) sends it elsewhere. `onTick` is called every few seconds. */
export function run(
  command,
  args,
  { show = false, env = process.env, onTick, tickMs = 5000, timeoutMs } = {},
) {
  return new Promise((resolvePromise) => {
    const startedAt = Date.now();
    const child = spawn(command, args, { cwd: root, env, stdio: show || ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    const ticker = onTick && setInterval(() => onTick(Math.round((Date.now() - startedAt) / 1000)), tickMs);
    const killer = timeoutMs && setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const done = (code) => {
      clearInterval(ticker);
      clearTimeout(killer);
      resolvePromise({ code, output, seconds: (Date.now() - startedAt) / 1000 });
    };
    child.once('error', (error) => {
      output += error.message;
      done(1);
    });
    child.once('close', (code) => done(code ?? 1));
  });
}

function readLock(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages ?? {};
  } catch {
    return undefined;
  }
}

/** True when node_modules holds exactly what the lock file asks for (npm keeps its own list of what it installed). */
function dependenciesAreThere() {
  const wanted = readLock('package-lock.json');
  const there = readLock('node_modules/.package-lock.json');
  if (wanted === undefined || there === undefined) return false;
  const paths = Object.keys(wanted).filter((path) => path.startsWith('node_modules/'));
  return paths.every((path) => {
    const entry = there[path];
    // Packages for other systems are optional and not installed.
    return entry === undefined
      ? wanted[path].optional === true || wanted[path].peer === true
      : entry.version === wanted[path].version;
  });
}

/** Installs the locked dependencies when they are missing or when the lock file has changed. */
export async function ensureDependencies() {
  if (dependenciesAreThere()) return;
  console.log('Installing the locked dependencies (once, and when package-lock.json changes) ...');
  const npm = process.env.npm_execpath?.endsWith('.js')
    ? [process.execPath, process.env.npm_execpath]
    : ['npm'];
  const [command, ...first] = npm;
  const { code, output, seconds } = await run(
    command,
    [...first, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    { onTick: (s) => console.log(`  installing: ${s} s ...`), tickMs: 10_000 },
  );
  if (code !== 0) {
    console.error(`${output}\nThe dependencies could not be installed (npm ci ended with code ${code}).`);
    process.exit(1);
  }
  console.log(`  installed in ${seconds.toFixed(0)} s.`);
}

function* files(folder, ending) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== 'web') yield* files(path, ending);
    } else if (entry.name.endsWith(ending)) yield path;
  }
}

function sources() {
  return SOURCES.flatMap((folder) => [...files(join(root, folder), '.ts')])
    .filter((path) => !path.endsWith('.spec.ts'))
    .sort();
}

function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of [...paths, ...BUILD_INPUTS.map((name) => join(root, name))])
    hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

/** Output of a source that was removed or renamed would still be loaded. */
function removeOrphans(paths) {
  const wanted = new Set(paths.map((path) => relative(root, path).replace(/\.ts$/, '.js')));
  for (const folder of SOURCES) {
    const built = join(root, 'dist', folder);
    if (!existsSync(built)) continue;
    for (const path of files(built, '.js')) if (!wanted.has(relative(join(root, 'dist'), path))) rmSync(path);
  }
}

/** Compiles what changed since the last build. */
export async function ensureBuild() {
  const stamp = join(root, 'dist', '.built');
  const paths = sources();
  const now = fingerprint(paths);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  console.log('Building ...');
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { code, output, seconds } = await run(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    onTick: (s) => console.log(`  building: ${s} s ...`),
    tickMs: 10_000,
  });
  const verifier = code === 0 && (await run(process.execPath, [join(root, 'scripts', 'build-verifier.mjs')]));
  if (code !== 0 || verifier.code !== 0) {
    console.error(`${output}${verifier ? verifier.output : ''}\nThe build failed.`);
    process.exit(1);
  }
  removeOrphans(paths);
  await ensureAnswers();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
  console.log(`  built in ${seconds.toFixed(0)} s.`);
}

const WEB_INPUTS = ['tsconfig.json', 'package-lock.json'];

function* everyFile(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* everyFile(path);
    else yield path;
  }
}

/** Builds the web application when something it is made of has changed. */
export async function ensureWeb() {
  const stamp = join(root, 'dist', 'web', '.built');
  const paths = [
    ...everyFile(join(root, 'apps', 'web')),
    ...files(join(root, 'libs', 'domain'), '.ts'),
    ...WEB_INPUTS.map((name) => join(root, name)),
  ];
  const now = fingerprint(paths.sort());
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  console.log('Building the web application ...');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const config = join(root, 'apps', 'web', 'vite.config.ts');
  const { code, output, seconds } = await run(process.execPath, [
    ...[vite, 'build', '--config', config, '--logLevel', 'warn'],
  ]);
  if (code !== 0) {
    console.error(`${output}\nThe web application could not be built.`);
    process.exit(1);
  }
  writeFileSync(stamp, now);
  console.log(`  built in ${seconds.toFixed(0)} s.`);
}

/** Node, dependencies and build, and the settings of a `.env` file; afterwards the working directory is the project's. */
export async function prepare() {
  requireNode();
  process.chdir(root);
  if (existsSync(resolve('.env'))) process.loadEnvFile('.env');
  await ensureDependencies();
  await ensureBuild();
  await ensureWeb();
}
