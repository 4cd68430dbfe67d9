import PDFDocument from 'pdfkit';
import type { DisplayedField } from '#domain/passports/displayed-fields';
import { prepareFonts } from '../papers/layout/fonts.ts';
import type { Squares } from './qr-image.ts';

export type PdfLanguage = 'vi' | 'en' | 'both';

const [MARGIN, WIDTH] = [56, 595];
/** Two inches: within the 35 to 60 mm that hcert-spec §4.2.2 asks of a printed code. */
const QR_SIZE = 150;
const DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short' });

export interface PdfContent {
  readonly fields: readonly DisplayedField[];
  readonly squares: Squares;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** The passport for printing: the eleven fields and the code on one page. */
export async function passportPdf(
  { fields, squares, issuedAt, expiresAt }: PdfContent,
  language: PdfLanguage,
): Promise<Buffer> {
  const doc = new PDFDocument({ size: 'A4', margin: MARGIN, info: { Title: 'Vaccine passport' } });
  const pieces: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (piece: Buffer) => pieces.push(piece));
    doc.on('end', () => resolve(Buffer.concat(pieces)));
    doc.on('error', reject);
  });
  await prepareFonts(doc);
  const words = (vi: string, en: string): string =>
    language === 'vi' ? vi : language === 'en' ? en : `${vi} / ${en}`;
  doc
    .font('bold')
    .fontSize(16)
    .text(words('CHỨNG NHẬN TIÊM CHỦNG COVID-19', 'COVID-19 VACCINATION CERTIFICATE'), { align: 'center' });
  doc.font('regular').fontSize(10).moveDown(0.4);
  doc.text(
    words('Bộ Y tế, Cục Y tế dự phòng', 'Ministry of Health, General Department of Preventive Medicine'),
    { align: 'center' },
  );
  const top = doc.y + 16;
  drawSquares(doc, squares, (WIDTH - QR_SIZE) / 2, top);
  doc.y = top + QR_SIZE + 18;
  for (const { vi, en, value } of fields) {
    const y = doc.y;
    doc.font('regular').fontSize(10).text(words(vi, en), MARGIN, y, { width: 200 });
    const under = doc.y;
    doc
      .font('bold')
      .fontSize(11)
      .text(value, MARGIN + 210, y, { width: WIDTH - 2 * MARGIN - 210 });
    doc.y = Math.max(doc.y, under) + 5;
  }
  doc.x = MARGIN;
  doc.moveDown(0.6).font('italic').fontSize(9);
  const [from, to] = [DAY.format(issuedAt), DAY.format(expiresAt)];
  doc.text(
    words(
      `Mã QR tạo ngày ${from}, có giá trị đến ngày ${to}. Khi hết hạn, hệ thống tự động tạo mã mới; mũi tiêm vẫn được ghi nhận.`,
      `The QR code was made on ${from} and ends on ${to}. A new one is made by itself; the doses stay on record.`,
    ),
  );
  doc.end();
  return whole;
}

function drawSquares(doc: PDFKit.PDFDocument, squares: Squares, x: number, y: number): void {
  const size = QR_SIZE / squares.length;
  squares.forEach((row, nth) => {
    for (let from = 0; from < row.length; from += 1) {
      if (row[from] !== true) continue;
      let to = from + 1;
      while (row[to] === true) to += 1;
      doc.rect(x + from * size, y + nth * size, (to - from) * size, size);
      from = to;
    }
  });
  doc.fill('#000000');
}
