import { fromTcvn3, fromVni } from '#domain/people/legacy-tables';
import { composed, isSyllable } from '#domain/people/vietnamese';

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const CP1258 = new TextDecoder('windows-1258');
const FOREIGN = /\P{ASCII}/u;

export type LegacyName = 'windows-1258' | 'tcvn3' | 'vni' | 'latin1';

const READERS: Readonly<Record<LegacyName, (bytes: Buffer) => string>> = {
  'windows-1258': (bytes) => composed(CP1258.decode(bytes)),
  tcvn3: (bytes) => fromTcvn3(bytes.toString('latin1')),
  vni: (bytes) => fromVni(bytes.toString('latin1')),
  latin1: (bytes) => bytes.toString('latin1'),
};

/** A line's text in UTF-8, or undefined when its bytes are none. */
export function asUtf8(bytes: Buffer): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

export function asLegacy(bytes: Buffer, encoding: LegacyName): string {
  return READERS[encoding](bytes);
}

/**
 * Which of the encodings from before Unicode lines are in: the one in which most of their words with marks are Vietnamese syllables.
 * TCVN3 and VNI are fonts' ideas of Latin-1, so nothing but the words themselves can tell.
 */
export function guessLegacy(lines: readonly Buffer[]): LegacyName {
  let best: LegacyName = 'latin1';
  let most = 0;
  for (const name of Object.keys(READERS) as LegacyName[]) {
    const score = lines.reduce((sum, line) => sum + plausibility(asLegacy(line, name)), 0);
    if (score > most) {
      most = score;
      best = name;
    }
  }
  return best;
}

function plausibility(text: string): number {
  let score = 0;
  for (const word of text.split(/[^\p{L}\p{M}\u0080-\u00ff]+/u)) {
    if (FOREIGN.test(word)) score += isSyllable(word.normalize('NFC')) ? 1 : -1;
  }
  return score;
}
