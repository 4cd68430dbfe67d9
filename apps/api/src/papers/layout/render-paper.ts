import { paperKeywords } from '#domain/papers/paper';
import { issuerOf, momentOf, type PaperFacts } from '#domain/papers/paper-facts';
import { body } from './body.ts';
import { closing } from './closing.ts';
import { openDocument, writeMargins } from './document.ts';
import { prepareFonts } from './fonts.ts';
import { addForm, FIELD } from './form.ts';
import { letterhead, openHeading, title, titleOf } from './letterhead.ts';
import { Sheet } from './sheet.ts';
import { Pen } from './pen.ts';
import { headingStamp } from './stamps.ts';

/**
 * Writes the paper of a handover as PDF, unsigned and without its number: the form has places for both. The same facts and
 * address give the same bytes. An attested handover's paper has no form: nobody is to sign it.
 */
export async function renderPaper(facts: PaperFacts, verifyUrl: string): Promise<Buffer> {
  const { type, about } = titleOf(facts);
  const { doc, bytes } = openDocument({
    title: `${type.charAt(0)}${type.slice(1).toLowerCase()} ${about.charAt(0).toLowerCase()}${about.slice(1)}`,
    subject: subject(facts),
    author: facts.kind === 'minutes' ? facts.from.name : facts.to.name,
    keywords: paperKeywords(facts.kind, facts.handoverId, facts.manifestHash),
    at: momentOf(facts),
  });

  const [fonts, pen] = [await prepareFonts(doc), await Pen.open()];
  const sheet = new Sheet(doc);
  const heading = letterhead(sheet, issuerOf(facts));
  title(sheet, facts);
  body(sheet, facts, verifyUrl);
  const places = closing(sheet, facts, () => doc.bufferedPageRange().count - 1);
  writeMargins(doc, `Mã bàn giao ${facts.handoverId}`, facts.test);
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
  return bytes;
}

/** One sentence that says what the paper is about; the signing agent shows it before it asks the PIN. */
function subject({ kind, from, to, recordCount, handoverNumber, receipt }: PaperFacts): string {
  return kind === 'minutes'
    ? `${from.name} bàn giao ${recordCount} hồ sơ cho ${to.name} (bàn giao lần ${handoverNumber})`
    : `${to.name} tiếp nhận ${receipt?.acceptedCount ?? 0} trên ${recordCount} hồ sơ từ ${from.name} (bàn giao lần ${handoverNumber})`;
}
