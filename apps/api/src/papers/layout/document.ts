import PDFDocument from 'pdfkit';
import { MARGINS, PAGE, WIDTH } from './sheet.ts';

/** What a document says of itself. */
export interface DocumentInfo {
  readonly title: string;
  readonly subject: string;
  readonly author: string;
  readonly keywords: string;
  readonly at: Date;
}

/** A new A4 document with the margins of Phụ lục I (Nghị định 30/2020/NĐ-CP); `bytes` is there when it was ended. */
export function openDocument(info: DocumentInfo): { doc: PDFKit.PDFDocument; bytes: Promise<Buffer> } {
  const doc = new PDFDocument({
    size: 'A4',
    margins: MARGINS,
    pdfVersion: '1.7',
    lang: 'vi-VN',
    displayTitle: true,
    bufferPages: true,
    info: {
      Title: info.title,
      Subject: info.subject,
      Author: info.author,
      Keywords: info.keywords,
      Creator: 'Bàn Giao',
      Producer: 'Bàn Giao',
      CreationDate: info.at,
    },
  });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const bytes = new Promise<Buffer>((resolve) => doc.on('end', () => resolve(Buffer.concat(chunks))));
  return { doc, bytes };
}

/** Page numbers: at the top in the middle from the second page on, as the rule wants; below, the code and which page of how many. */
export function writeMargins(doc: PDFKit.PDFDocument, code: string, test: boolean): void {
  const { count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(page);
    // Text below the bottom margin would begin a new page.
    doc.page.margins = { top: 0, bottom: 0, left: 0, right: 0 };
    const at = { lineBreak: false, width: WIDTH } as const;
    doc.font('regular').fillColor('#000000');
    if (page > 0) doc.fontSize(13).text(`${page + 1}`, MARGINS.left, 30, { ...at, align: 'center' });
    doc.fontSize(9).fillColor('#444444');
    const foot = PAGE.height - 38;
    const label = test ? `${code} · THỬ NGHIỆM, không có giá trị pháp lý` : code;
    doc.text(label, MARGINS.left, foot, at);
    doc.text(`Trang ${page + 1}/${count}`, MARGINS.left, foot, { ...at, align: 'right' });
  }
}
