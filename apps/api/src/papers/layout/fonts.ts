import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Tinos has the widths of Times New Roman, which Nghị định 30/2020/NĐ-CP orders, and the whole of Vietnamese; its licence (SIL
 * OFL 1.1) allows embedding.
 */
const FILES = {
  regular: '400Regular/Tinos_400Regular.ttf',
  italic: '400Regular_Italic/Tinos_400Regular_Italic.ttf',
  bold: '700Bold/Tinos_700Bold.ttf',
  boldItalic: '700Bold_Italic/Tinos_700Bold_Italic.ttf',
} as const;
export type Face = keyof typeof FILES;

/** Faces that fields are filled in after the document was written: all letters they may need are embedded at once. */
export const STAMP_FACES = { R: 'regular', I: 'italic' } as const satisfies Record<string, Face>;
export type StampFace = keyof typeof STAMP_FACES;

const VOWELS = ['a', 'ă', 'â', 'e', 'ê', 'i', 'o', 'ô', 'ơ', 'u', 'ư', 'y'];
const TONES = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];
const SMALL = [
  ...'abcdefghijklmnopqrstuvwxyzđ',
  ...VOWELS.flatMap((vowel) => TONES.map((tone) => (vowel + tone).normalize('NFC'))),
];
/** Every letter of Vietnamese and of Latin, figures and the signs of numbers, dates and names, each once and in a fixed order. */
export const ALPHABET: readonly string[] = [
  ...new Set([...' 0123456789.,:;/()+-…\'"?&', ...SMALL, ...SMALL.map((letter) => letter.toUpperCase())]),
];

/** The part of PDFKit's embedded font that stamps need. */
interface EmbeddedFont {
  encode(text: string): [codes: string[], positions: unknown[]];
  widthOfString(text: string, size: number): number;
  ref(): PDFKit.PDFKitReference;
}

const require = createRequire(import.meta.url);
let files: Readonly<Record<Face, Buffer>> | undefined;

function fontFiles(): Readonly<Record<Face, Buffer>> {
  files ??= Object.fromEntries(
    Object.entries(FILES).map(([face, file]) => [
      face,
      readFileSync(require.resolve(`@expo-google-fonts/tinos/${file}`)),
    ]),
  ) as Record<Face, Buffer>;
  return files;
}

/**
 * Makes the faces known to a document and embeds the alphabet of those for stamps, first of all and in its order. Reading a face
 * takes up to 75 ms: others get their turn in between.
 */
export async function prepareFonts(
  doc: PDFKit.PDFDocument,
): Promise<Readonly<Record<StampFace, EmbeddedFont>>> {
  const read = async (name: Face): Promise<EmbeddedFont> => {
    await nextTurn();
    doc.registerFont(name, fontFiles()[name]).font(name);
    const font = (doc as unknown as { _font: EmbeddedFont })._font;
    font.encode(' ');
    return font;
  };
  const fonts: Partial<Record<StampFace, EmbeddedFont>> = {};
  for (const [name, face] of Object.entries(STAMP_FACES) as [StampFace, Face][]) {
    const font = await read(face);
    // Letter by letter: together they could become ligatures.
    for (const letter of ALPHABET) font.encode(letter);
    fonts[name] = font;
  }
  await read('bold');
  await read('boldItalic');
  await nextTurn();
  return fonts as Record<StampFace, EmbeddedFont>;
}
