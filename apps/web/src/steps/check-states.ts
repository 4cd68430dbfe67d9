import type { RecordView } from '../api/views.ts';
import type { Tone } from '../states/status.tsx';

export type CheckWord = 'right' | 'wrong' | 'none';

/** What the platform's verification list says of a record. */
export function checkWord({ verificationResult }: RecordView): CheckWord {
  if (verificationResult === null) return 'none';
  // `unverified` is as good as wrong: nobody may rely on it.
  return verificationResult === 'right' ? 'right' : 'wrong';
}

export const CHECK_TONES = { right: 'good', wrong: 'bad', none: 'neutral' } as const satisfies Record<
  CheckWord,
  Tone
>;
