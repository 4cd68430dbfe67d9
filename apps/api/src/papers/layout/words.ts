import { doReadNumber, ReadingConfig } from 'read-vietnamese-number';
import { dayInVietnam } from '#domain/papers/paper';

const READING = new ReadingConfig();
READING.unit = [];
READING.oddText = 'linh';

/** A count in figures and words: `1.015 (một nghìn không trăm mười lăm)`. */
export function inFiguresAndWords(count: number): string {
  return `${inFigures(count)} (${inWords(count)})`;
}

export function inFigures(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '.');
}

export function inWords(count: number): string {
  return doReadNumber(String(count), READING);
}

/** Record numbers as people write them: `1-3, 7`. Ranges that touch are one. */
export function recordNumbers(ranges: string): string {
  const spans = [...ranges.matchAll(/\[(\d+),(\d+)\)/g)].map(([, from, to]) => [
    Number(from),
    Number(to) - 1,
  ]);
  return spans.map(([from, last]) => (from === last ? `${from}` : `${from}-${last}`)).join(', ');
}

/** `09 giờ 15 phút, ngày 01 tháng 8 năm 2022`. */
export function momentInWords(moment: Date): string {
  const { year, month, day } = dayInVietnam(moment);
  const [hour, minute] = new Date(moment.getTime() + 7 * 3_600_000).toISOString().slice(11, 16).split(':');
  const two = (number: number) => String(number).padStart(2, '0');
  return `${hour} giờ ${minute} phút, ngày ${two(day)} tháng ${month < 3 ? two(month) : month} năm ${year}`;
}
