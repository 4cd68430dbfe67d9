import type { Dice } from '../support/dice.ts';

/** What was done, and names of which the verdict must hold at least one. */
export interface Tampering {
  readonly what: string;
  readonly bytes: Buffer;
  readonly names: readonly string[];
}
export type Kind = (dice: Dice) => Promise<Tampering> | Tampering;

export function flipped(bytes: Buffer, dice: Dice): Buffer {
  const copy = Buffer.from(bytes);
  const at = dice.below(copy.length);
  copy[at] = (copy[at] as number) ^ (1 << dice.below(8));
  return copy;
}

export const fromLines = (lines: readonly string[]): Buffer =>
  Buffer.from(lines.map((line) => `${line}\n`).join(''));

export function reordered(lines: readonly string[], dice: Dice): string[] {
  const at = dice.below(lines.length - 1);
  const copy = [...lines];
  [copy[at], copy[at + 1]] = [copy[at + 1] as string, copy[at] as string];
  return copy;
}
