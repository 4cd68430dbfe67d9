import type { Counted, LateOffice, WeeklyReportFacts } from '#domain/reports/weekly-report';
import { dayInVietnam, nameInSentence, paperSymbol, placeAndDay, placeName } from '#domain/papers/paper';
import { openDocument, writeMargins } from '../papers/layout/document.ts';
import { prepareFonts } from '../papers/layout/fonts.ts';
import { letterhead, ruled } from '../papers/layout/letterhead.ts';
import { Sheet } from '../papers/layout/sheet.ts';
import { inFigures, momentInWords } from '../papers/layout/words.ts';
import { signing, writeHeading } from './closing.ts';

/** So many late offices are shown at most, fewer where they do not fit on the page; the letters name all of them. */
const MOST_SHOWN = 8;

/**
 * The official one-page report of a week as PDF: people and doses against the week before, who is late, and the end at the present pace.
 * It waits for its number and for the signature of the task force's head. The same facts give the same bytes.
 */
export async function renderReport(facts: WeeklyReportFacts): Promise<Buffer> {
  for (let shown = MOST_SHOWN; ; shown -= 1) {
    const { bytes, pages } = await write(facts, shown);
    if (pages === 1 || shown === 0) return bytes;
  }
}

async function write(facts: WeeklyReportFacts, shown: number): Promise<{ bytes: Buffer; pages: number }> {
  const at = new Date(facts.at);
  const about = `Kết quả làm sạch dữ liệu tiêm chủng COVID-19 tuần từ ${dayMonth(at, -7)} đến ${dayMonth(at)}`;
  const { doc, bytes } = openDocument({
    ...{ title: `Báo cáo ${about}`, author: facts.office.name, at },
    subject: `${facts.provinceName}: ${facts.people.ended} trên ${facts.people.all} người, ${facts.lateOffices.length} đơn vị quá hạn`,
    keywords: `ban-giao/weekly-report province=${facts.provinceCode} week=${facts.week}`,
  });
  await prepareFonts(doc);
  const sheet = new Sheet(doc);
  const places = letterhead(sheet, facts.office);
  writeHeading(sheet, places, {
    number: `Số:        /${paperSymbol(facts.office.name, 'BC')}`,
    day: placeAndDay(placeName(facts.provinceName), dayInVietnam(at)),
  });
  sheet.text('BÁO CÁO', { face: 'bold', size: 14, align: 'center' });
  sheet.text(about, { face: 'bold', size: 13, align: 'center' });
  ruled(sheet);
  content(sheet, facts, at, shown);
  signing(sheet, {
    title: 'TM. TỔ CÔNG TÁC',
    receivers: [
      `${nameInSentence(facts.office.superior)} (để báo cáo);`,
      'Các đơn vị quá hạn (để thực hiện);',
      'Lưu: VT.',
    ],
  });
  writeMargins(doc, `Báo cáo tuần ${facts.week}`, false);
  const pages = doc.bufferedPageRange().count;
  doc.end();
  return { bytes: await bytes, pages };
}

function content(sheet: Sheet, facts: WeeklyReportFacts, at: Date, shown: number): void {
  const { campaigns, communes, people, doses, lateOffices, lateLastWeek, endAt, peopleWithoutDoses } = facts;
  const names = campaigns.length === 1 ? `${campaigns[0]}` : `${campaigns.length} đợt làm sạch dữ liệu`;
  sheet.paragraph(
    `Số liệu đến ${momentInWords(at)}, tổng hợp tự động từ hệ thống Bàn Giao: ${names}, ${inFigures(communes.all)} xã, phường, thị trấn, trong đó ${inFigures(communes.ended)} đã hoàn thành và ${inFigures(communes.late)} có công việc quá hạn.`,
    TIGHT,
  );
  sheet.table(
    [
      { title: 'Chỉ tiêu', share: 0.34 },
      { title: 'Người', share: 0.165, align: 'center' },
      { title: 'So với tuần trước', share: 0.165, align: 'center' },
      { title: 'Mũi tiêm', share: 0.165, align: 'center' },
      { title: 'So với tuần trước', share: 0.165, align: 'center' },
    ],
    rows(people, doses),
  );
  const without =
    peopleWithoutDoses === 0
      ? ''
      : ` Nền tảng chưa cho biết số mũi tiêm của ${inFigures(peopleWithoutDoses)} người.`;
  const end =
    people.all === people.ended
      ? 'Toàn bộ hồ sơ đã hoàn thành.'
      : endAt === null
        ? 'Tuần qua không có hồ sơ nào hoàn thành nên chưa dự báo được ngày kết thúc.'
        : `Với tiến độ như tuần qua, dự kiến hoàn thành vào ngày ${dayMonthYear(new Date(endAt))}.`;
  sheet.paragraph(`${end}${without}`, TIGHT);
  const before =
    lateLastWeek === null
      ? ''
      : ` (tuần trước ${inFigures(lateLastWeek)}, ${change(lateOffices.length, lateLastWeek)})`;
  if (lateOffices.length === 0) sheet.paragraph(`Không có đơn vị nào quá hạn${before}.`, TIGHT);
  else {
    sheet.paragraph(
      `Có ${inFigures(lateOffices.length)} đơn vị quá hạn${before}; Tổ công tác có văn bản đôn đốc từng đơn vị:`,
      TIGHT,
    );
    sheet.table(
      [
        { title: 'STT', share: 0.08, align: 'center' },
        { title: 'Đơn vị', share: 0.42 },
        { title: 'Việc quá hạn', share: 0.16, align: 'center' },
        { title: 'Hồ sơ chờ', share: 0.16, align: 'center' },
        { title: 'Trễ (ngày làm việc)', share: 0.18, align: 'center' },
      ],
      lateRows(lateOffices, shown),
    );
  }
}

const TIGHT = { size: 12.5 } as const;

function rows(people: Counted, doses: Counted): string[][] {
  const left = ({ all, ended }: Counted) => all - ended;
  const line = (label: string, of: (counted: Counted) => number, delta: (counted: Counted) => string) => [
    ...[label, inFigures(of(people)), delta(people), inFigures(of(doses)), delta(doses)],
  ];
  return [
    line(
      'Phải rà soát, đối chiếu',
      ({ all }) => all,
      () => '',
    ),
    line(
      'Hoàn thành trong tuần',
      ({ endedThisWeek }) => endedThisWeek,
      ({ endedThisWeek, endedLastWeek }) => change(endedThisWeek, endedLastWeek),
    ),
    line(
      'Hoàn thành lũy kế',
      ({ ended }) => ended,
      ({ endedThisWeek }) => change(endedThisWeek, 0),
    ),
    line(
      'Trong đó đúng thông tin',
      ({ right }) => right,
      () => '',
    ),
    line('Còn lại', left, ({ endedThisWeek }) => change(0, endedThisWeek)),
  ];
}

function lateRows(offices: readonly LateOffice[], most: number): string[][] {
  const shown = offices
    .slice(0, most)
    .map(({ name, tasks, records, daysLate }, i) => [
      ...[`${i + 1}`, nameInSentence(name), inFigures(tasks), inFigures(records), inFigures(daysLate)],
    ]);
  const rest = offices.slice(most);
  if (rest.length === 0) return shown;
  const sum = (of: (office: LateOffice) => number) => inFigures(rest.reduce((all, one) => all + of(one), 0));
  return [
    ...shown,
    [
      '',
      `${inFigures(rest.length)} đơn vị khác`,
      sum(({ tasks }) => tasks),
      sum(({ records }) => records),
      '',
    ],
  ];
}

/** `tăng 12`, `giảm 3`, `không đổi`. */
function change(now: number, before: number): string {
  if (now === before) return 'không đổi';
  return now > before ? `tăng ${inFigures(now - before)}` : `giảm ${inFigures(before - now)}`;
}

const two = (number: number) => String(number).padStart(2, '0');

function dayMonth(moment: Date, days = 0): string {
  const { day, month } = dayInVietnam(new Date(moment.getTime() + days * 86_400_000));
  return `${two(day)}/${two(month)}`;
}

/** `05/12/2026`. */
export function dayMonthYear(moment: Date): string {
  return `${dayMonth(moment)}/${dayInVietnam(moment).year}`;
}
