import { paperSymbol } from '#domain/papers/paper';
import { issuerOf, type PaperFacts, type PaperOffice } from '#domain/papers/paper-facts';
import type { FieldPlace } from './form.ts';
import { MARGINS, WIDTH, type Sheet } from './sheet.ts';

const LEFT = 196;
const RIGHT = WIDTH - LEFT;
/** Widths of the two halves of the head, points. */
export const COLUMNS = { left: LEFT, right: RIGHT } as const;
const HEADING_HEIGHT = 18;

/** Quốc hiệu và tiêu ngữ, cơ quan chủ quản và ban hành, and the places for số/ký hiệu and địa danh, thời gian (Phụ lục I, II.1-4). */
export function letterhead(
  sheet: Sheet,
  issuer: Pick<PaperOffice, 'name' | 'superior'>,
): { number: FieldPlace; day: FieldPlace } {
  const { doc } = sheet;
  const top = sheet.y;
  const right = MARGINS.left + LEFT;
  const column = { x: right, width: RIGHT, align: 'center' } as const;
  sheet.text('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', { ...column, face: 'bold', size: 12 });
  sheet.text('Độc lập - Tự do - Hạnh phúc', { ...column, face: 'bold', size: 13 });
  underline(sheet, 'Độc lập - Tự do - Hạnh phúc', right, RIGHT, 1);
  const rightEnd = sheet.y;

  sheet.y = top;
  const own = { x: MARGINS.left, width: LEFT, align: 'center' } as const;
  for (const line of broken(sheet, issuer.superior.toUpperCase())) sheet.text(line, { ...own, size: 12 });
  const name = issuer.name.toUpperCase();
  for (const line of broken(sheet, name)) sheet.text(line, { ...own, face: 'bold', size: 12 });
  doc.font('bold').fontSize(12);
  const wide = Math.min(doc.widthOfString(name), LEFT);
  sheet.y += 1;
  sheet.line(MARGINS.left + (LEFT - wide * 0.4) / 2, wide * 0.4);

  sheet.y = Math.max(sheet.y, rightEnd) + 8;
  const page = 0;
  const number = { page, x: MARGINS.left, y: sheet.y, width: LEFT, height: HEADING_HEIGHT };
  const day = { page, x: right, y: sheet.y, width: RIGHT, height: HEADING_HEIGHT };
  sheet.y += HEADING_HEIGHT + 14;
  return { number, day };
}

/** A name that is too long for its column is broken before the unit's kind, as offices do it. */
function broken({ doc }: Sheet, name: string): string[] {
  doc.font('regular').fontSize(12);
  if (doc.widthOfString(name) <= LEFT - 14) return [name];
  const [, first, second] =
    /^(.+?) ((?:THÀNH PHỐ|THỊ XÃ|THỊ TRẤN|HUYỆN|QUẬN|PHƯỜNG|XÃ|TỈNH) .+)$/u.exec(name) ?? [];
  return first === undefined || second === undefined ? [name] : [first, second];
}

/** What stands there until the registry clerk has numbered the paper. */
export function openHeading(facts: PaperFacts): { number: string; day: string } {
  const blank = '        ';
  return {
    number: `Số:${blank}/${paperSymbol(issuerOf(facts).name)}`,
    day: `${facts.place}, ngày${blank}tháng${blank}năm${blank}`,
  };
}

/** Tên loại và trích yếu. */
export function titleOf({ kind, grade }: PaperFacts): { type: string; about: string } {
  const act = kind === 'minutes' ? 'Bàn giao' : 'Tiếp nhận';
  const checked = grade === 'official' ? ' đã đối chiếu thông tin' : '';
  return { type: 'BIÊN BẢN', about: `${act} danh sách đối tượng tiêm chủng COVID-19${checked}` };
}

export function title(sheet: Sheet, facts: PaperFacts): void {
  const { type, about } = titleOf(facts);
  sheet.text(type, { face: 'bold', size: 14, align: 'center' });
  sheet.text(about, { face: 'bold', size: 14, align: 'center' });
  ruled(sheet);
}

/** The line under a title. */
export function ruled(sheet: Sheet): void {
  sheet.y += 1;
  sheet.line(MARGINS.left + WIDTH * 0.36, WIDTH * 0.28);
  sheet.y += 12;
}

function underline(sheet: Sheet, text: string, x: number, width: number, share: number): void {
  const wide = sheet.doc.widthOfString(text) * share;
  sheet.y += 1;
  sheet.line(x + (width - wide) / 2, wide);
}
