import PDFDocument from 'pdfkit';
import { ALPHABET, prepareFonts, type StampFace } from './fonts.ts';

export interface PenLine {
  readonly face: StampFace;
  readonly size: number;
  /** Where the line's text stands, from the lower left corner of the field. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Room for centred text; without it the text begins at x. */
  readonly width?: number;
  /** Red, green and blue from 0 to 1. */
  readonly colour?: string;
}

/** Writes drawing operators for fields that are filled after the document was written, in the fonts embedded in it. */
export class Pen {
  static #open: Promise<Pen> | undefined;
  readonly #known = new Set(ALPHABET);

  private constructor(private readonly fonts: Awaited<ReturnType<typeof prepareFonts>>) {}

  /** The one pen of the process. */
  static async open(): Promise<Pen> {
    // A document nobody sees: the same alphabet embedded in the same order gets the same codes as in the real one.
    Pen.#open ??= prepareFonts(new PDFDocument({ autoFirstPage: false })).then((fonts) => new Pen(fonts));
    return await Pen.#open;
  }

  width(face: StampFace, size: number, text: string): number {
    return [...this.#spelled(text)].reduce(
      (sum, letter) => sum + this.fonts[face].widthOfString(letter, size),
      0,
    );
  }

  line({ face, size, x, y, text, width, colour = '0 0 0' }: PenLine): string {
    const codes = [...this.#spelled(text)].flatMap((letter) => this.fonts[face].encode(letter)[0]);
    const left = width === undefined ? x : x + (width - this.width(face, size, text)) / 2;
    return `BT ${colour} rg /${face} ${size} Tf ${left.toFixed(2)} ${y.toFixed(2)} Td <${codes.join('')}> Tj ET`;
  }

  /** Breaks a text into lines that fit a width; a word that is too long keeps a line of its own. */
  wrap(face: StampFace, size: number, text: string, width: number): string[] {
    const lines: string[] = [];
    for (const word of text.split(' ')) {
      const last = lines.at(-1);
      const longer = last === undefined ? word : `${last} ${word}`;
      if (last === undefined || this.width(face, size, longer) > width) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  }

  /** A letter that is not embedded is shown as a question mark. */
  #spelled(text: string): string {
    return [...text.normalize('NFC')].map((letter) => (this.#known.has(letter) ? letter : '?')).join('');
  }
}
