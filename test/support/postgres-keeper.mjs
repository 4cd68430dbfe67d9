// Keeps one PostgreSQL for all test processes of this machine and user: started by the first, stopped when the last is gone.
// A process of its own, so that neither a failing suite nor a killed Jest leaves a server behind.
import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync, renameSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';

const [, , home, programsText] = process.argv;
const programs = JSON.parse(programsText);
const LOOK_MS = 500;
const IDLE_MS = 15_000;

const users = join(home, 'users');
mkdirSync(users, { recursive: true });
// A keeper that was killed may have left its data; the port file was never written then, or names a dead server.
rmSync(join(home, 'data'), { recursive: true, force: true });

const port = await new Promise((resolve, reject) => {
  const probe = createServer();
  probe.once('error', reject);
  probe.listen(0, '127.0.0.1', () => {
    const { port: free } = probe.address();
    probe.close(() => resolve(free));
  });
});

const data = join(home, 'data');
const passwordFile = join(home, 'password');
mkdirSync(data, { mode: 0o700 });
writeFileSync(passwordFile, 'owner\n');
const { uid, gid } = programs.initdb.owner;
if (uid !== undefined && gid !== undefined) chownSync(data, uid, gid);

const begin = ({ command, args, user }, more) =>
  spawn(command, [...args, ...more], {
    stdio: 'ignore',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    ...(user ?? {}),
  });
const ended = (child) => new Promise((resolve) => child.once('close', resolve));

await ended(
  begin(programs.initdb, [
    ...[`--pgdata=${data}`, '--username=owner', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
    ...['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
  ]),
);
const postgres = begin(programs.postgres, [
  ...['-D', data, '-p', String(port), '-c', 'unix_socket_directories='],
  ...['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'],
  ...['-c', 'max_connections=200', '-c', 'shared_buffers=128MB', '-c', 'listen_addresses=127.0.0.1'],
]);
const postgresEnded = ended(postgres).then(() => process.exit(1));
for (;;) {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'owner',
    password: 'owner',
    database: 'postgres',
  });
  client.on('error', () => {});
  const up = await client.connect().then(
    () => true,
    () => false,
  );
  await client.end().catch(() => {});
  if (up) break;
  await Promise.race([new Promise((resolve) => setTimeout(resolve, 50)), postgresEnded]);
}
writeFileSync(join(home, 'address.tmp'), JSON.stringify({ port, keeper: process.pid }));
renameSync(join(home, 'address.tmp'), join(home, 'address.json'));

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

let stopping = false;
const stop = async () => {
  if (stopping) return;
  stopping = true;
  rmSync(join(home, 'address.json'), { force: true });
  postgres.removeAllListeners('close');
  postgres.kill('SIGINT');
  await ended(postgres);
  rmSync(home, { recursive: true, force: true });
  process.exit(0);
};
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => {});

let idleSince = Date.now();
const look = () => {
  if (!existsSync(users)) return void stop();
  const running = readdirSync(users).filter((pid) => alive(Number(pid)));
  if (running.length > 0) idleSince = Date.now();
  else if (Date.now() - idleSince > IDLE_MS) void stop();
  setTimeout(look, LOOK_MS);
};
look();
