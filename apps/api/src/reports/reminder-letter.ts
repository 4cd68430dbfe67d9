import type { LateOffice, WeeklyReportFacts } from '#domain/reports/weekly-report';
import { dayInVietnam, nameInSentence, paperSymbol, placeAndDay, placeName } from '#domain/papers/paper';
import { openDocument, writeMargins } from '../papers/layout/document.ts';
import { prepareFonts } from '../papers/layout/fonts.ts';
import { letterhead } from '../papers/layout/letterhead.ts';
import { MARGINS, Sheet } from '../papers/layout/sheet.ts';
import { inFiguresAndWords, momentInWords } from '../papers/layout/words.ts';
import { signing, writeHeading } from './closing.ts';
import { dayMonthYear } from './report-paper.ts';

/** A letter (công văn) has its trích yếu under the number and no title of its own (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.5). */
const ABOUT = 'V/v đôn đốc xử lý công việc quá hạn trong làm sạch dữ liệu tiêm chủng COVID-19';

/** The letter of reminder to one late office, ready to be numbered and signed. The same facts give the same bytes. */
export async function renderLetter(facts: WeeklyReportFacts, late: LateOffice): Promise<Buffer> {
  const at = new Date(facts.at);
  const name = nameInSentence(late.name);
  const { doc, bytes } = openDocument({
    ...{ title: `Công văn đôn đốc ${name}`, author: facts.office.name, at },
    subject: `${late.tasks} công việc quá hạn của ${name}`,
    keywords: `ban-giao/reminder province=${facts.provinceCode} week=${facts.week} office=${late.officeId}`,
  });
  await prepareFonts(doc);
  const sheet = new Sheet(doc);
  const places = letterhead(sheet, facts.office);
  writeHeading(sheet, places, {
    number: `Số:        /${paperSymbol(facts.office.name, '')}`,
    day: placeAndDay(placeName(facts.provinceName), dayInVietnam(at)),
  });
  sheet.y = places.number.y + 20;
  sheet.text(ABOUT, { x: MARGINS.left, width: places.number.width, align: 'center', size: 12 });
  sheet.y += 16;
  sheet.text(`Kính gửi: ${late.name}`, { align: 'center', size: 14 });
  sheet.y += 12;
  for (const paragraph of paragraphs(facts, late, at)) sheet.paragraph(paragraph, { size: 14 });
  signing(sheet, {
    title: 'TM. TỔ CÔNG TÁC',
    receivers: ['Như trên;', `${nameInSentence(facts.office.superior)} (để báo cáo);`, 'Lưu: VT.'],
  });
  writeMargins(doc, `Đôn đốc ${late.officeId}, tuần ${facts.week}`, false);
  doc.end();
  return bytes;
}

function paragraphs(facts: WeeklyReportFacts, late: LateOffice, at: Date): string[] {
  const { tasks, records, steps, oldestDueAt, daysLate } = late;
  const days =
    daysLate === 0 ? 'chưa tròn một ngày làm việc' : `${inFiguresAndWords(daysLate)} ngày làm việc`;
  return [
    `Thực hiện Công văn số 2262/BYT-CNTT ngày 04 tháng 5 năm 2022 của Bộ Y tế về việc làm sạch dữ liệu tiêm chủng COVID-19, ${nameInSentence(facts.office.name)} đã giao nhiệm vụ kèm thời hạn cho các đơn vị trên địa bàn.`,
    `Đến ${momentInWords(at)}, qua theo dõi trên hệ thống Bàn Giao, quý đơn vị còn ${inFiguresAndWords(tasks)} công việc quá hạn ở bước: ${steps.map((step) => `“${step}”`).join(', ')}; số hồ sơ đang chờ: ${inFiguresAndWords(records)}. Công việc quá hạn lâu nhất có thời hạn ngày ${dayMonthYear(new Date(oldestDueAt))}, đến nay quá hạn ${days}.`,
    `Đề nghị quý đơn vị khẩn trương xử lý dứt điểm các công việc nêu trên, báo cáo rõ nguyên nhân chậm và dự kiến ngày hoàn thành; trường hợp có vướng mắc, kịp thời đề nghị gia hạn trên hệ thống, nêu rõ lý do.`,
    `Đề nghị quý đơn vị quan tâm, phối hợp thực hiện./.`,
  ];
}
