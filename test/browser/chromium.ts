import { spawnSync } from 'node:child_process';
import { chromium, type Browser } from 'playwright-core';

const PROGRAMS = [process.env['CHROMIUM'] ?? 'chromium', 'chromium-browser', 'google-chrome'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium of this machine; undefined when there is none. */
export function chromiumPath(): string | undefined {
  const found = PROGRAMS.map((name) => spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim());
  return found.find((path) => path !== '');
}

/** Opens a real browser that talks to nobody but the pages it is sent to. */
export async function openChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined)
    throw new Error('There is no Chromium on this machine: apt-get install chromium');
  return chromium.launch({ executablePath, args: FLAGS, headless: true });
}
