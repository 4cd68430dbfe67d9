import PDFDocument from 'pdfkit';
import { paperKeywords } from '#domain/papers/paper';
import { momentOf, type PaperFacts } from '#domain/papers/paper-facts';
import { body } from './body.ts';
import { closing } from './closing.ts';
import { prepareFonts } from './fonts.ts';
import { addForm, FIELD } from './form.ts';
import { letterhead, openHeading, title, titleOf } from './letterhead.ts';
import { MARGINS, PAGE, Sheet, WIDTH } from './sheet.ts';
import { Pen } from './pen.ts';
import { headingStamp } from './stamps.ts';

/**
 * Writes the paper of a handover as PDF, unsigned and without its number: the form has places for both. The same facts and
 * address give the same bytes. An attested handover's paper has no form: nobody is to sign it.
 */
export async function renderPaper(facts: PaperFacts, verifyUrl: string): Promise<Buffer> {
  const { type, about } = titleOf(facts);
  const doc = new PDFDocument({
    size: 'A4',
    margins: MARGINS,
    pdfVersion: '1.7',
    lang: 'vi-VN',
    displayTitle: true,
    bufferPages: true,
    info: {
      Title: `${type.charAt(0)}${type.slice(1).toLowerCase()} ${about.charAt(0).toLowerCase()}${about.slice(1)}`,
      Subject: subject(facts),
      Author: facts.kind === 'minutes' ? facts.from.name : facts.to.name,
      Keywords: paperKeywords(facts.kind, facts.handoverId, facts.manifestHash),
      Creator: 'Bàn Giao',
      Producer: 'Bàn Giao',
      CreationDate: momentOf(facts),
    },
  });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => doc.on('end', resolve));

  const [fonts, pen] = [await prepareFonts(doc), await Pen.open()];
  const sheet = new Sheet(doc);
  const heading = letterhead(sheet, facts);
  title(sheet, facts);
  body(sheet, facts, verifyUrl);
  const places = closing(sheet, facts, () => doc.bufferedPageRange().count - 1);
  margins(doc, facts);
  if (facts.grade === 'official') {
    const open = openHeading(facts);
    addForm(doc, fonts, [
      {
        ...{ name: FIELD.number, label: 'Số, ký hiệu', place: heading.number },
        shows: headingStamp(pen, 'R', open.number, heading.number.width),
      },
      {
        ...{ name: FIELD.day, label: 'Địa danh và thời gian', place: heading.day },
        shows: headingStamp(pen, 'I', open.day, heading.day.width),
      },
      { name: FIELD.officer, label: 'Chữ ký số của người có thẩm quyền', place: places.officer },
      { name: FIELD.organisation, label: 'Chữ ký số của cơ quan, tổ chức', place: places.organisation },
    ]);
  }
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}

/** One sentence that says what the paper is about; the signing agent shows it before it asks the PIN. */
function subject({ kind, from, to, recordCount, handoverNumber, receipt }: PaperFacts): string {
  return kind === 'minutes'
    ? `${from.name} bàn giao ${recordCount} hồ sơ cho ${to.name} (bàn giao lần ${handoverNumber})`
    : `${to.name} tiếp nhận ${receipt?.acceptedCount ?? 0} trên ${recordCount} hồ sơ từ ${from.name} (bàn giao lần ${handoverNumber})`;
}

/** Page numbers: at the top in the middle from the second page on, as the rule wants; below, which page of how many. */
function margins(doc: PDFKit.PDFDocument, facts: PaperFacts): void {
  const { count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(page);
    // Text below the bottom margin would begin a new page.
    doc.page.margins = { top: 0, bottom: 0, left: 0, right: 0 };
    const at = { lineBreak: false, width: WIDTH } as const;
    doc.font('regular').fillColor('#000000');
    if (page > 0) doc.fontSize(13).text(`${page + 1}`, MARGINS.left, 30, { ...at, align: 'center' });
    doc.fontSize(9).fillColor('#444444');
    const test = facts.test ? ' · THỬ NGHIỆM, không có giá trị pháp lý' : '';
    const foot = PAGE.height - 38;
    doc.text(`Mã bàn giao ${facts.handoverId}${test}`, MARGINS.left, foot, at);
    doc.text(`Trang ${page + 1}/${count}`, MARGINS.left, foot, { ...at, align: 'right' });
  }
}
