import { setTimeout as wait } from 'node:timers/promises';
import type { Sleep } from '../ports.ts';

/** The real clock. */
export const sleep: Sleep = async (ms, signal) => {
  await wait(ms, undefined, { signal });
};
