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

/** Record numbers as people write them, `1-3, 7`, in pieces of at most so many spans. */
export function recordNumberPieces(ranges: string, spansEach: number): string[] {
  const spans = [...ranges.matchAll(/\[(\d+),(\d+)\)/g)].map(([, from, to]) => {
    const last = Number(to) - 1;
    return Number(from) === last ? `${last}` : `${from}-${last}`;
  });
  const pieces: string[] = [];
  for (let at = 0; at < spans.length; at += spansEach)
    pieces.push(spans.slice(at, at + spansEach).join(', '));
  return pieces;
}

/** Record numbers for a sentence; too many spans are told by their ends, since the signed manifest has them all. */
export function recordNumbers(ranges: string, mostSpans = 40): string {
  const [first = '', another] = recordNumberPieces(ranges, mostSpans);
  if (another === undefined) return first;
  const numbers = ranges.match(/\d+/g) ?? [];
  return `từ ${numbers[0]} đến ${Number(numbers.at(-1)) - 1} (không liên tục, theo bản kê đã ký)`;
}

/** `09 giờ 15 phút, ngày 01 tháng 8 năm 2022`. */
export function momentInWords(moment: Date): string {
  const { year, month, day } = dayInVietnam(moment);
  const [hour, minute] = new Date(moment.getTime() + 7 * 3_600_000).toISOString().slice(11, 16).split(':');
  const two = (number: number) => String(number).padStart(2, '0');
  return `${hour} giờ ${minute} phút, ngày ${two(day)} tháng ${month < 3 ? two(month) : month} năm ${year}`;
}
