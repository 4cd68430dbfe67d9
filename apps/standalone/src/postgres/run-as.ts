import { execFileSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { WrongSetting } from '../settings.ts';

/** How a PostgreSQL program is started: directly, or by root for a user without rights, which PostgreSQL insists on. */
export interface RunAs {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  wrap(command: string, args: readonly string[]): Started;
}

export interface Started {
  readonly command: string;
  readonly args: readonly string[];
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
}

function idsOf(name: string): { uid: number; gid: number } | undefined {
  try {
    const read = (flag: string): number =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: read('-u'), gid: read('-g') };
  } catch {
    return undefined;
  }
}

function makeUser(): { uid: number; gid: number } | undefined {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], {
      stdio: 'ignore',
    });
  } catch {
    return undefined;
  }
  return idsOf('postgres');
}

/** The first folder above `path` that other users may not enter, or undefined. */
function closedFolder(path: string): string | undefined {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

function onPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Chooses the user for PostgreSQL. `paths` are the folders it must reach.
 * @throws WrongSetting when root has no way to run it there.
 */
export function chooseUser(paths: readonly string[]): RunAs {
  if (process.getuid?.() !== 0)
    return {
      uid: undefined,
      gid: undefined,
      wrap: (command, args) => ({ command, args, user: undefined }),
    };
  const user = idsOf('postgres') ?? makeUser() ?? idsOf('nobody');
  if (user === undefined)
    throw new WrongSetting(
      'PostgreSQL refuses to run as root, and no user "postgres" could be made: run as an ordinary user, or set DATABASE_URL.',
    );
  const closed = paths.map(closedFolder).find((folder) => folder !== undefined);
  if (closed === undefined) return { ...user, wrap: (command, args) => ({ command, args, user }) };
  if (!onPath('setpriv'))
    throw new WrongSetting(
      `PostgreSQL refuses to run as root, and the user it runs as instead may not enter ${closed}: move the project, or set DATABASE_URL.`,
    );
  // Reading and entering folders is the only right of root that stays, because the project lies in a closed folder such as /root.
  const flags = [
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    '--clear-groups',
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_read_search',
    '--ambient-caps=+dac_read_search',
  ];
  return {
    ...user,
    wrap: (command, args) => ({ command: 'setpriv', args: [...flags, command, ...args], user: undefined }),
  };
}
