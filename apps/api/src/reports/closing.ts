import type { FieldPlace } from '../papers/layout/form.ts';
import { MARGINS, WIDTH, type Sheet } from '../papers/layout/sheet.ts';

const LEFT = WIDTH * 0.5;
const HEIGHT = 110;

/** Số, ký hiệu and địa danh, thời gian, where the letterhead left room for them. */
export function writeHeading(
  sheet: Sheet,
  { number, day }: { readonly number: FieldPlace; readonly day: FieldPlace },
  texts: { readonly number: string; readonly day: string },
): void {
  const after = sheet.y;
  sheet.y = number.y;
  sheet.text(texts.number, { x: number.x, width: number.width, align: 'center' });
  sheet.y = day.y;
  sheet.text(texts.day, { x: day.x, width: day.width, align: 'center', face: 'italic' });
  sheet.y = Math.max(after, sheet.y + 6);
}

/** Nơi nhận on the left; title and room for the signature on the right (Phụ lục I, II.7-9). All of it stays on one page. */
export function signing(
  sheet: Sheet,
  { title, receivers }: { readonly title: string; readonly receivers: readonly string[] },
): void {
  sheet.y += 4;
  sheet.keepTogether(HEIGHT);
  const top = sheet.y;
  const left = { x: MARGINS.left, width: LEFT - 20 };
  sheet.text('Nơi nhận:', { ...left, face: 'boldItalic', size: 12 });
  for (const line of receivers) sheet.text(`- ${line}`, { ...left, size: 11 });
  const end = sheet.y;
  sheet.y = top;
  const right = { x: MARGINS.left + LEFT, width: WIDTH - LEFT, align: 'center' } as const;
  sheet.text(title, { ...right, face: 'bold' });
  sheet.text('TỔ TRƯỞNG', { ...right, face: 'bold' });
  sheet.text('(Ký, ghi rõ họ tên)', { ...right, face: 'italic', size: 11 });
  sheet.y = Math.max(end, top + HEIGHT);
}
