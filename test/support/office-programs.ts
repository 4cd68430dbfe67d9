import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const PACKAGES = join(ROOT, '.data', 'independent-spreadsheets');
const PYTHON = join(PACKAGES, 'bin', 'python');

export async function hasLibreOffice(): Promise<boolean> {
  return run('soffice', ['--version']).then(
    () => true,
    () => false,
  );
}

/** Installs openpyxl into an environment of the project's own, once; false where Python is missing. */
export async function hasOpenpyxl(): Promise<boolean> {
  try {
    if (!existsSync(PYTHON)) {
      mkdirSync(PACKAGES, { recursive: true });
      await run('python3', ['-m', 'venv', PACKAGES]);
    }
    await run(PYTHON, ['-m', 'pip', 'install', '-q', '-r', join(ROOT, 'test/independent/spreadsheets.txt')]);
    return true;
  } catch {
    return false;
  }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'ban-giao-office-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens the file in LibreOffice and saves it in a format, as a person does; each run has a profile of its own. */
export function savedByLibreOffice(bytes: Buffer, from: string, to: 'xlsx' | 'xls' | 'ods'): Promise<Buffer> {
  return inFolder(async (folder) => {
    const source = join(folder, `in.${from}`);
    await writeFile(source, bytes);
    const out = join(folder, 'out');
    await run(
      'soffice',
      [
        ...[`-env:UserInstallation=file://${join(folder, 'profile')}`, '--headless', '--norestore'],
        ...['--convert-to', to, '--outdir', out, source],
      ],
      { timeout: 180_000 },
    );
    return readFile(join(out, `${basename(source, `.${from}`)}.${to}`));
  });
}

/** Opens the file with openpyxl, sets cells (`row=title=value`) and saves it. */
export function savedByOpenpyxl(bytes: Buffer, changes: readonly string[] = []): Promise<Buffer> {
  return inFolder(async (folder) => {
    const [source, target] = [join(folder, 'in.xlsx'), join(folder, 'out.xlsx')];
    await writeFile(source, bytes);
    await run(PYTHON, [join(ROOT, 'test/independent/resave_workbook.py'), source, target, ...changes]);
    return readFile(target);
  });
}
