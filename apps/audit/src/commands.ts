import type { Command } from './command.ts';

/** Every sub-command. A file is read when its command is asked for: checking a seal needs no workflow engine. */
export const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  ask: () => import('./commands/ask.ts'),
  compare: () => import('./commands/compare.ts'),
  'replay-workflows': () => import('./commands/replay-workflows.ts'),
  'replay-rules': () => import('./commands/replay-rules.ts'),
  checkpoint: () => import('./commands/checkpoint.ts'),
  'verify-checkpoint': () => import('./commands/verify-checkpoint.ts'),
  'verify-access-log': () => import('./commands/verify-access-log.ts'),
};
