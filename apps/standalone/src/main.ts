import { readFileSync } from 'node:fs';
import { announcement } from './announcement.ts';
import { emptyFolder, endLeftovers, layout, releaseFolder, takeFolder } from './data-folder.ts';
import { requireFreePorts } from './ports.ts';
import { writeRunFile } from './run-file.ts';
import { readSettings, usage, WrongSetting, type Settings } from './settings.ts';
import { Screen } from './supervisor/screen.ts';
import { Supervisor } from './supervisor/supervisor.ts';
import { describe, neededPorts, startSystem } from './system.ts';

/** A second Ctrl-C this long after the first means: now. Nearer ones come from one key press that reached us twice. */
const IMPATIENT_MS = 2_000;
const WATCH_PARENT_MS = 1_000;

async function start(settings: Settings): Promise<void> {
  const startedAt = new Date();
  const { dataDir } = settings;
  const files = layout(dataDir);
  takeFolder(dataDir);
  const ended = await endLeftovers(dataDir);
  if (ended.length > 0) process.stdout.write(`Ended what an earlier run left behind: ${ended.join(', ')}.\n`);
  if (settings.reset) {
    if (settings.databaseUrl !== undefined)
      throw new WrongSetting(
        '--reset deletes the data folder, not the database at DATABASE_URL: drop that one yourself.',
      );
    emptyFolder(dataDir);
    process.stdout.write(`All data in ${dataDir} was deleted.\n`);
  }
  await requireFreePorts(settings.ports, neededPorts(settings));

  const screen = new Screen(files.logs, settings.verbose);
  const system = describe(settings);
  let readyAt: string | undefined;
  const supervisor = new Supervisor(screen, (pids) => {
    writeRunFile(files.run, {
      pid: process.pid,
      startedAt: startedAt.toISOString(),
      readyAt,
      dataDir,
      ports: settings.ports,
      urls: system.at,
      databases: system.databases,
      temporalNamespace: settings.temporalNamespace,
      pids,
    });
  });

  let stopSince: number | undefined;
  const stop = (why: string, code: number): void => {
    if (stopSince !== undefined) {
      if (Date.now() - stopSince < IMPATIENT_MS) return;
      supervisor.killAll();
      releaseFolder(dataDir);
      process.exit(1);
    }
    stopSince = Date.now();
    screen.say(`${why}: stopping ...`);
    void supervisor.stop().then(() => {
      releaseFolder(dataDir);
      screen.say(`Stopped in ${((Date.now() - (stopSince ?? 0)) / 1000).toFixed(1)} s.`);
      process.exit(code);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal, 0));
  // A closed pipe: whoever started us to read this is gone.
  process.stdout.on('error', () => stop('Nobody reads this any more', 0));
  stopWithNpm(() => stop('npm is gone', 0));

  try {
    await startSystem(settings, system, supervisor, screen);
    readyAt = new Date().toISOString();
    supervisor.announce();
    screen.say(announcement(system.at, dataDir, (Date.now() - startedAt.getTime()) / 1000));
  } catch (error) {
    if (supervisor.stopping) return;
    process.stderr.write(`\n${(error as Error).message}\n\n`);
    stop('It could not be started', 1);
  }
}

/** Who started us, and who started them: npm runs us through a shell. */
function ancestors(): string {
  try {
    // The fourth field; the second may hold blanks, and ends with the last bracket.
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(')')).split(' ')[2]}`;
  } catch {
    return String(process.ppid);
  }
}

/** Under `npm start` the terminal's process is npm: when that is killed, nobody would be left to stop us. */
function stopWithNpm(stop: () => void): void {
  if (process.env['npm_lifecycle_event'] !== 'start') return;
  const before = ancestors();
  const watch = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(watch);
    stop();
  }, WATCH_PARENT_MS);
  watch.unref();
}

try {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings === undefined) process.stdout.write(`${usage()}\n`);
  else await start(settings);
} catch (error) {
  process.stderr.write(`${error instanceof WrongSetting ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 2;
}
