import { toRanges } from '#domain/handovers/record-numbers';
import type { OutcomeCounts, Refusal } from '#domain/handovers/manifest';
import { OUTCOME_ORDER, OUTCOME_WORDS } from '#domain/papers/outcome-words';
import { SIGNER_TITLES } from '#domain/papers/paper';
import { momentOf, type PaperFacts, type PaperOffice, type PaperOfficer } from '#domain/papers/paper-facts';
import { drawQr } from './qr.ts';
import { MARGINS, WIDTH, type Sheet } from './sheet.ts';
import {
  inFigures,
  inFiguresAndWords,
  inWords,
  momentInWords,
  recordNumberPieces,
  recordNumbers,
} from './words.ts';

const QR_SIZE = 84;

/** Nội dung: on what grounds, who, what and how many, what was refused, and how it can be checked. */
export function body(sheet: Sheet, facts: PaperFacts, verifyUrl: string): void {
  grounds(sheet, facts);
  sheet.heading('I. THÀNH PHẦN');
  party(sheet, '1. Bên giao', facts.from, facts.giver);
  party(sheet, '2. Bên nhận', facts.to, facts.receiver);
  sheet.heading('II. NỘI DUNG BÀN GIAO');
  content(sheet, facts);
  sheet.heading('III. KẾT QUẢ TIẾP NHẬN');
  receipt(sheet, facts);
  sheet.heading('IV. KIỂM TRA, XÁC THỰC', QR_SIZE + 90);
  proof(sheet, facts, verifyUrl);
}

function grounds(sheet: Sheet, facts: PaperFacts): void {
  const act = facts.kind === 'minutes' ? 'tiến hành bàn giao' : 'xác nhận việc tiếp nhận';
  sheet.paragraph(
    'Căn cứ Công văn số 2262/BYT-CNTT ngày 04 tháng 5 năm 2022 của Bộ Y tế về việc làm sạch dữ liệu tiêm chủng COVID-19;',
    { face: 'italic' },
  );
  sheet.paragraph(
    `Vào hồi ${momentInWords(momentOf(facts))}, tại ${facts.place}, thông qua hệ thống Bàn Giao, hai bên ${act} danh sách đối tượng tiêm chủng, cụ thể như sau:`,
  );
}

function party(sheet: Sheet, label: string, office: PaperOffice, officer: PaperOfficer | null): void {
  const by =
    officer === null ? '' : ` Người đại diện: ${officer.name}. Chức vụ: ${SIGNER_TITLES[officer.role]}.`;
  sheet.paragraph(`${label}: ${office.name} (mã đơn vị ${office.officeId}).${by}`);
}

function content(sheet: Sheet, facts: PaperFacts): void {
  sheet.paragraph(
    `1. ${facts.from.name} bàn giao cho ${facts.to.name} danh sách gồm ${inFiguresAndWords(facts.recordCount)} hồ sơ đối tượng, có số thứ tự ${recordNumbers(facts.records)} trong danh sách của ${facts.campaignName} (bàn giao lần ${facts.handoverNumber}, lô số ${facts.parcels.join(', ')}).`,
  );
  sheet.paragraph('2. Kết quả đối chiếu của Công an với Cơ sở dữ liệu quốc gia về dân cư:');
  outcomes(sheet, facts.outcomes.police);
  sheet.paragraph('3. Kết quả rà soát của Tổ công tác thôn, khu phố:');
  outcomes(sheet, facts.outcomes.village);
}

function outcomes(sheet: Sheet, counts: OutcomeCounts): void {
  if (Object.keys(counts).every((outcome) => outcome === 'none')) {
    sheet.paragraph('Chưa có kết quả.');
    return;
  }
  const known = OUTCOME_ORDER.filter((outcome) => (counts[outcome] ?? 0) > 0);
  const rows = known.map((outcome, i) => {
    const count = counts[outcome] ?? 0;
    return [`${i + 1}`, OUTCOME_WORDS[outcome], inFigures(count), sentence(inWords(count))];
  });
  const total = known.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0);
  sheet.table(
    [
      { title: 'STT', share: 0.08, align: 'center' },
      { title: 'Kết quả', share: 0.5 },
      { title: 'Số hồ sơ', share: 0.13, align: 'center' },
      { title: 'Bằng chữ', share: 0.29 },
    ],
    [...rows, ['', 'Tổng cộng', inFigures(total), sentence(inWords(total))]],
    { totals: true },
  );
}

function receipt(sheet: Sheet, { receipt: taken, to, recordCount }: PaperFacts): void {
  if (taken === null) {
    sheet.paragraph(`Đến thời điểm lập văn bản này, ${to.name} chưa ký nhận.`);
    return;
  }
  const { acceptedCount, refused } = taken;
  sheet.paragraph(
    `1. ${to.name} đã tiếp nhận ${inFiguresAndWords(acceptedCount)} hồ sơ trên tổng số ${inFigures(recordCount)} hồ sơ được bàn giao.`,
  );
  if (refused.length === 0) {
    sheet.paragraph('2. Không có hồ sơ nào bị từ chối tiếp nhận.');
    return;
  }
  sheet.paragraph(
    `2. Từ chối tiếp nhận ${inFiguresAndWords(refused.length)} hồ sơ, trả lại bên giao để đối chiếu lại:`,
  );
  sheet.table(
    [
      { title: 'Hồ sơ số', share: 0.44 },
      { title: 'Số hồ sơ', share: 0.14, align: 'center' },
      { title: 'Lý do', share: 0.42 },
    ],
    byReason(refused),
  );
}

const SPANS_IN_A_ROW = 40;

/** Records by reason in the order of the first one; a row is never longer than a page. */
function byReason(refused: readonly Refusal[]): string[][] {
  const reasons = new Map<string, number[]>();
  for (const { recordNo, reason } of refused) {
    const numbers = reasons.get(reason);
    if (numbers === undefined) reasons.set(reason, [recordNo]);
    else numbers.push(recordNo);
  }
  return [...reasons].flatMap(([reason, numbers]) =>
    recordNumberPieces(toRanges(numbers), SPANS_IN_A_ROW).map((piece, i) => [
      piece,
      i === 0 ? inFigures(numbers.length) : '',
      i === 0 ? reason : '(tiếp)',
    ]),
  );
}

function proof(sheet: Sheet, facts: PaperFacts, verifyUrl: string): void {
  sheet.keepTogether(QR_SIZE + 60);
  const width = WIDTH - QR_SIZE - 14;
  const top = sheet.y;
  drawQr(sheet.doc, verifyUrl, { x: MARGINS.left + WIDTH - QR_SIZE, y: top, size: QR_SIZE });
  const small = { size: 12, width, align: 'left' } as const;
  sheet.text('Mã băm SHA-256 của bản kê bàn giao đã ký:', small);
  sheet.text(facts.manifestHash, { ...small, size: 10.5 });
  if (facts.receipt !== null) {
    sheet.text('Mã băm SHA-256 của biên nhận đã ký:', small);
    sheet.text(facts.receipt.hash, { ...small, size: 10.5 });
  }
  sheet.text('Gốc cây băm Merkle của các hồ sơ:', small);
  sheet.text(facts.merkleRoot, { ...small, size: 10.5 });
  sheet.y = Math.max(sheet.y, top + QR_SIZE) + 8;
  sheet.paragraph(
    facts.grade === 'official'
      ? 'Văn bản này được lập dưới dạng điện tử, có chữ ký số của người có thẩm quyền và chữ ký số của cơ quan, tổ chức; quét mã QR để kiểm tra.'
      : 'Văn bản này được lập tự động từ bản kê do hệ thống niêm phong, không có chữ ký số của cán bộ; quét mã QR để kiểm tra.',
  );
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
