import { deflateSync } from 'node:zlib';
import { encodeBase45 } from '#signatures/dcc/base45';
import type { Dice } from './dice.ts';

const ALPHABET = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'];

/** The parts of good codes that inputs are made from. */
export interface GoodCode {
  readonly code: string;
  /** COSE_Sign1, as it is before compression. */
  readonly message: Uint8Array;
}

/** One way to make a bad code out of good ones. */
type Maker = (dice: Dice, good: readonly GoodCode[]) => string;

const wrap = (bytes: Uint8Array, level = 1) => `HC1:${encodeBase45(deflateSync(bytes, { level }))}`;
const text = (dice: Dice, length: number) => Array.from({ length }, () => dice.pick(ALPHABET)).join('');

/** Bombs take long to make and always do the same: each is made once. */
const bombs = new Map<string, string>();
function bomb(name: string, make: () => string): string {
  const known = bombs.get(name) ?? make();
  bombs.set(name, known);
  return known;
}

export const MAKERS = {
  random_text: (dice) => text(dice, dice.below(700)),
  random_unicode: (dice) =>
    String.fromCodePoint(...Array.from({ length: dice.below(60) }, () => dice.below(0xd7ff))),
  random_base45: (dice) => `HC1:${text(dice, dice.below(700))}`,
  random_compressed: (dice) => wrap(dice.bytes(dice.below(400))),
  truncated: (dice, good) => {
    const { code } = dice.pick(good);
    return code.slice(0, dice.below(code.length));
  },
  truncated_message: (dice, good) => {
    const { message } = dice.pick(good);
    return wrap(message.subarray(0, dice.below(message.length)));
  },
  changed_character: (dice, good) => {
    const { code } = dice.pick(good);
    const at = dice.below(code.length);
    return code.slice(0, at) + text(dice, 1) + code.slice(at + 1);
  },
  changed_bytes: (dice, good) => {
    const message = Uint8Array.from(dice.pick(good).message);
    for (let changes = 1 + dice.below(4); changes > 0; changes -= 1)
      message[dice.below(message.length)] = dice.below(256);
    return wrap(message);
  },
  spliced: (dice, good) => {
    const [a, b] = [dice.pick(good).message, dice.pick(good).message];
    return wrap(
      Uint8Array.from([...a.subarray(0, dice.below(a.length)), ...b.subarray(dice.below(b.length))]),
    );
  },
  nested: (dice) => {
    const length = 10 + dice.below(3_000);
    const kind = dice.pick([0x81, 0xa1, 0xc6, 0x9f, 0xbf, 0xd8]);
    return wrap(new Uint8Array(length).fill(kind));
  },
  counted_high: (dice) => {
    const head = dice.pick([0x9b, 0xbb, 0x5b, 0x7b, 0x9a, 0xba, 0x5a, 0x7a]);
    return wrap(Uint8Array.from([0xd2, 0x84, head, ...dice.bytes(8), ...dice.bytes(dice.below(40))]));
  },
  huge_text: (dice) => bomb(`text ${dice.below(4)}`, () => `HC1:${'A'.repeat(4_000_000)}`),
  compressed_zeros: (dice) => bomb(`zeros ${dice.below(4)}`, () => wrap(new Uint8Array(2_500_000), 9)),
  compressed_nesting: () => bomb('nesting', () => wrap(new Uint8Array(2_500_000).fill(0x81), 9)),
  just_below_limit: (dice) =>
    bomb(`limit ${dice.below(8)}`, () => wrap(new Uint8Array(16_384).fill(0x81), 9)),
  many_values: () =>
    bomb('values', () => wrap(Uint8Array.from([0x99, 0x3e, 0x80, ...new Uint8Array(16_000)]), 9)),
} as const satisfies Record<string, Maker>;
export type MakerName = keyof typeof MAKERS;
const NAMES = Object.keys(MAKERS) as MakerName[];

/** The next input, and the way it was made. */
export function nextInput(
  dice: Dice,
  good: readonly GoodCode[],
): { readonly maker: MakerName; readonly input: string } {
  const maker = dice.pick(NAMES);
  return { maker, input: MAKERS[maker](dice, good) };
}
