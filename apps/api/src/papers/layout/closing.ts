import { SIGNER_TITLES } from '#domain/papers/paper';
import { issuerOf, signerOfPaper, type PaperFacts } from '#domain/papers/paper-facts';
import type { FieldPlace } from './form.ts';
import { MARGINS, WIDTH, type Sheet } from './sheet.ts';
import { SEAL_BOX, SIGNATURE_BOX } from './stamps.ts';

const LEFT = WIDTH * 0.42;
const RIGHT = WIDTH - LEFT;
const HEIGHT = 180;

/** Nơi nhận on the left; title, signature, seal and name on the right (Phụ lục I, II.7-9). All of it stays on one page. */
export function closing(
  sheet: Sheet,
  facts: PaperFacts,
  page: () => number,
): { officer: FieldPlace; organisation: FieldPlace } {
  sheet.y += 6;
  sheet.keepTogether(HEIGHT);
  const top = sheet.y;
  receivers(sheet, facts);
  const leftEnd = sheet.y;

  sheet.y = top;
  const right = MARGINS.left + LEFT;
  const column = { x: right, width: RIGHT, align: 'center', face: 'bold' } as const;
  const signer = signerOfPaper(facts);
  if (facts.grade === 'attested') unsigned(sheet, right);
  else sheet.text(signer === null ? '' : SIGNER_TITLES[signer.role].toUpperCase(), { ...column, size: 13 });
  sheet.y += 14;
  const x = right + (RIGHT - SIGNATURE_BOX.width) / 2 + 22;
  const officer = { page: page(), x, y: sheet.y, ...SIGNATURE_BOX };
  const organisation = {
    page: page(),
    // A third of the seal lies over the left of the signature.
    x: x - (SEAL_BOX.width * 2) / 3,
    y: sheet.y + (SIGNATURE_BOX.height - SEAL_BOX.height) / 2,
    ...SEAL_BOX,
  };
  sheet.y += SIGNATURE_BOX.height + 18;
  if (facts.grade === 'official') sheet.text(signer?.name ?? '', column);
  sheet.y = Math.max(sheet.y, leftEnd);
  return { officer, organisation };
}

function receivers(sheet: Sheet, facts: PaperFacts): void {
  const other = facts.kind === 'minutes' ? facts.to : facts.from;
  const left = { x: MARGINS.left, width: LEFT - 34 };
  sheet.text('Nơi nhận:', { ...left, face: 'boldItalic', size: 12 });
  for (const line of [
    `- ${other.name};`,
    `- ${issuerOf(facts).superior} (để báo cáo);`,
    '- Lưu: VT, hồ sơ danh sách.',
  ])
    sheet.text(line, { ...left, size: 11 });
}

function unsigned(sheet: Sheet, x: number): void {
  const top = sheet.y;
  sheet.y += 6;
  const style = { x: x + 8, width: RIGHT - 16, align: 'center' } as const;
  sheet.text('BẢN KHÔNG CÓ CHỮ KÝ', { ...style, face: 'bold', size: 12 });
  sheet.text('Lần bàn giao này do hệ thống xác nhận (niêm phong), không do cán bộ ký số.', {
    ...style,
    size: 11,
  });
  sheet.y += 6;
  sheet.doc
    .rect(x, top, RIGHT, sheet.y - top)
    .lineWidth(0.7)
    .stroke('#000000');
}
