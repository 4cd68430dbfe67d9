import type { RecordView } from '../api/views.ts';
import type { Tone } from '../states/status.tsx';

export type UpdateWord = 'failed' | 'done' | 'waiting' | 'skipped';

/** How far the platform is with a record. */
export function updateWord({ updateState }: RecordView): UpdateWord {
  switch (updateState) {
    case 'failed':
      return 'failed';
    case 'done':
    case 'updated':
      return 'done';
    case 'skipped':
      return 'skipped';
    default:
      return 'waiting';
  }
}

export const UPDATE_TONES = {
  failed: 'bad',
  done: 'good',
  waiting: 'warn',
  skipped: 'neutral',
} as const satisfies Record<UpdateWord, Tone>;
