import type { Face } from './fonts.ts';

const MM = 72 / 25.4;
/** A4 with the margins of Phụ lục I, points: 20 mm above and below, 30 left, 20 right. */
export const MARGINS = { top: 20 * MM, bottom: 20 * MM, left: 30 * MM, right: 20 * MM } as const;
export const PAGE = { width: 595.28, height: 841.89 } as const;
export const WIDTH = PAGE.width - MARGINS.left - MARGINS.right;
const INDENT = 10 * MM;
const SPACING = 6;

export interface Style {
  readonly face?: Face;
  readonly size?: number;
  readonly align?: 'left' | 'center' | 'justify';
  readonly x?: number;
  readonly width?: number;
  readonly indent?: number;
  readonly colour?: string;
}

/** The sheet a paper is written on, from the top down; a new page begins by itself. */
export class Sheet {
  y: number = MARGINS.top;

  constructor(readonly doc: PDFKit.PDFDocument) {}

  /** A paragraph of the content: 13 points, justified, first line indented. */
  paragraph(text: string, style: Style = {}): void {
    this.text(text, { align: 'justify', indent: INDENT, ...style });
    this.y += SPACING;
  }

  /** A heading, with room for what must not be parted from it. */
  heading(text: string, room = 60): void {
    this.keepTogether(room);
    this.paragraph(text, { face: 'bold' });
  }

  text(text: string, style: Style = {}): void {
    const { face = 'regular', size = 13, align = 'left', indent = 0, colour = '#000000' } = style;
    const { x = MARGINS.left, width = WIDTH } = style;
    const options = { width, align, indent, lineGap: 2 };
    const spelled = text.normalize('NFC');
    this.doc.font(face).fontSize(size).fillColor(colour);
    // A paragraph that does not fit goes over to the next page as a whole: lines are few.
    this.keepTogether(Math.min(this.doc.heightOfString(spelled, options), 200));
    this.doc.text(spelled, x, this.y, options);
    this.y = this.doc.y;
  }

  line(x: number, width: number): void {
    this.doc
      .moveTo(x, this.y)
      .lineTo(x + width, this.y)
      .lineWidth(0.7)
      .strokeColor('#000000')
      .stroke();
  }

  keepTogether(height: number): void {
    if (this.y + height <= PAGE.height - MARGINS.bottom) return;
    this.doc.addPage();
    this.y = MARGINS.top;
  }

  /** A table with a head that is repeated on each page. Widths are shares of the page's width; the last row may be bold. */
  table(
    columns: readonly { readonly title: string; readonly share: number; readonly align?: Style['align'] }[],
    rows: readonly (readonly string[])[],
    { totals = false } = {},
  ): void {
    const head = columns.map(({ title }) => title);
    const row = (cells: readonly string[], bold: boolean, after = 0) => {
      const widths = columns.map(({ share }) => share * WIDTH);
      this.doc.font(bold ? 'bold' : 'regular').fontSize(12);
      const heights = cells.map((cell, i) => this.doc.heightOfString(cell, { width: (widths[i] ?? 0) - 10 }));
      const height = Math.max(...heights) + 6;
      if (this.y + height + after > PAGE.height - MARGINS.bottom) {
        this.doc.addPage();
        this.y = MARGINS.top;
        if (cells !== head) row(head, true);
        this.doc.font(bold ? 'bold' : 'regular').fontSize(12);
      }
      let x: number = MARGINS.left;
      cells.forEach((cell, i) => {
        const width = widths[i] ?? 0;
        this.doc.rect(x, this.y, width, height).lineWidth(0.5).strokeColor('#000000').stroke();
        const align = bold && cells === head ? 'center' : (columns[i]?.align ?? 'left');
        this.doc
          .fillColor('#000000')
          .text(cell.normalize('NFC'), x + 5, this.y + 4, { width: width - 10, align });
        x += width;
      });
      this.y += height;
    };
    row(head, true);
    rows.forEach((cells, i) => {
      // The sum never stands alone on a new page.
      row(cells, totals && i === rows.length - 1, totals && i === rows.length - 2 ? 40 : 0);
    });
    this.y += SPACING + 2;
  }
}
