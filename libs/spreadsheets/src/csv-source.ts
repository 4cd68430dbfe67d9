import { parse } from 'csv-parse';
import type { FileWarning } from '#domain/files/file-problems';
import type { Cell } from '#domain/files/table';
import { textCell } from './cell-values.ts';
import { asLegacy, asUtf8, guessLegacy } from './csv-encoding.ts';
import { LIMITS } from './limits.ts';
import type { TableSource } from './table-source.ts';
import { Unreadable } from './unreadable.ts';

const SEPARATORS = [';', ',', '\t', '|'] as const;
const NEWLINE = 0x0a;
const SAMPLE_LINES = 400;
const LINES_AT_ONCE = 500;

/**
 * Opens text with separators in any usual encoding: UTF-8 and UTF-16 with or without byte order mark, windows-1258, TCVN3, VNI; a file
 * that mixes them is read line by line. The separator is the one the first lines agree on, or that of Excel's own `sep=` line.
 * @throws Unreadable
 */
export function openCsv(bytes: Buffer): TableSource {
  const warnings = new Set<FileWarning>();
  const text = wholeText(bytes);
  if (text !== undefined) return tableOf(text.split('\n'), warnings);
  const lines = splitLines(bytes);
  const legacy = lines.filter((line) => asUtf8(line) === undefined);
  if (legacy.length === 0)
    return tableOf(
      lines.map((line) => line.toString('utf8')),
      warnings,
    );
  const encoding = guessLegacy(legacy.slice(0, SAMPLE_LINES));
  warnings.add('legacy_encoding');
  const decoded = lines.map((line) => {
    const utf8 = asUtf8(line);
    if (utf8 === undefined) return asLegacy(line, encoding);
    if (/\P{ASCII}/u.test(utf8)) warnings.add('mixed_encodings');
    return utf8;
  });
  return tableOf(decoded, warnings);
}

/** The text of a file that says its encoding, or whose NUL bytes say that it is UTF-16. */
function wholeText(bytes: Buffer): string | undefined {
  const start = [bytes[0], bytes[1], bytes[2]].join();
  if (start === '239,187,191') {
    const text = asUtf8(bytes.subarray(3));
    // A mark in front of something else: the lines tell.
    return text;
  }
  const [big, little] = [start.startsWith('254,255'), start.startsWith('255,254')];
  const sample = bytes.subarray(0, 4_096);
  const zeros = [0, 0];
  sample.forEach((byte, i) => (zeros[i % 2] = (zeros[i % 2] as number) + (byte === 0 ? 1 : 0)));
  const [even = 0, odd = 0] = zeros;
  const half = sample.length / 2;
  if (big || (even > half / 3 && odd < half / 20)) return utf16(bytes, 'utf-16be');
  if (little || (odd > half / 3 && even < half / 20)) return utf16(bytes, 'utf-16le');
  if (even + odd > 0) throw new Unreadable('not_a_table');
  return undefined;
}

function utf16(bytes: Buffer, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable('damaged');
  }
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  // Old Macintosh programs end lines by a carriage return alone.
  const end = bytes.includes(NEWLINE) ? NEWLINE : 0x0d;
  for (let from = 0; from < bytes.length;) {
    const at = bytes.indexOf(end, from);
    const to = at < 0 ? bytes.length : at;
    lines.push(bytes.subarray(from, to));
    from = to + 1;
  }
  if (bytes.subarray(0, 3).toString('latin1') === '\u00ef\u00bb\u00bf')
    lines[0] = lines[0]?.subarray(3) ?? bytes;
  return lines;
}

function tableOf(lines: readonly string[], warnings: Set<FileWarning>): TableSource {
  if (!looksLikeText(lines)) throw new Unreadable('not_a_table');
  const announced = /^sep=(.)\r?$/i.exec(lines[0] ?? '')?.[1];
  const from = announced === undefined ? 0 : 1;
  const delimiter = announced ?? separatorOf(lines.slice(0, LIMITS.headRows));
  return {
    format: 'csv',
    sheets: [{ name: 'CSV', hidden: false }],
    warnings,
    async read(_sheet, take) {
      const parser = parse({
        ...{
          delimiter,
          relax_column_count: true,
          skip_empty_lines: true,
          relax_quotes: true,
          info: true,
          bom: true,
        },
        ...{ max_record_size: LIMITS.runLength, record_delimiter: ['\r\n', '\n', '\r'] },
      });
      const feeding = (async () => {
        for (let at = from; at < lines.length; at += LINES_AT_ONCE) {
          const piece = lines.slice(at, at + LINES_AT_ONCE).join('\n');
          const last = at + LINES_AT_ONCE >= lines.length;
          if (!parser.write(last ? piece : `${piece}\n`))
            await new Promise((resolve) => parser.once('drain', resolve).once('close', resolve));
          if (parser.destroyed) return;
        }
        parser.end();
      })();
      let count = 0;
      try {
        for await (const { record, info } of parser as AsyncIterable<{
          record: string[];
          info: { lines: number };
        }>) {
          count += 1;
          const cells = record.slice(0, LIMITS.columns).map(csvCell);
          if (cells.some((cell) => cell !== null) && !(await take({ no: info.lines + from, cells }))) break;
        }
      } catch (error) {
        throw error instanceof Unreadable ? error : new Unreadable('damaged', `record ${count + 1}`);
      } finally {
        parser.destroy();
      }
      await feeding;
      return { merged: [] };
    },
    close: () => {},
  };
}

function csvCell(text: string): Cell | null {
  const trimmed = text.replace(/^[\s\ufeff]+|\s+$/g, '');
  return textCell(trimmed);
}

/** Control characters other than tab and line ends are no text a person typed. */
function looksLikeText(lines: readonly string[]): boolean {
  let odd = 0;
  let all = 0;
  for (const line of lines.slice(0, SAMPLE_LINES)) {
    all += line.length;
    odd += line.match(/(?![\t\n\v\f\r\u007f-\u009f])[\p{Cc}\ufffd]/gu)?.length ?? 0;
  }
  return all > 0 && odd * 50 <= all;
}

/** The separator that most of the first lines have equally often. */
function separatorOf(lines: readonly string[]): string {
  const filled = lines.filter((line) => line.trim() !== '');
  let best: string = ',';
  let most = 0;
  for (const separator of SEPARATORS) {
    const counts = filled.map((line) => countOutsideQuotes(line, separator));
    const widest = Math.max(0, ...counts);
    const score = widest * counts.filter((count) => count === widest && count > 0).length;
    if (score > most) {
      most = score;
      best = separator;
    }
  }
  return best;
}

function countOutsideQuotes(line: string, separator: string): number {
  let quoted = false;
  let count = 0;
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    else if (letter === separator && !quoted) count += 1;
  }
  return count;
}
