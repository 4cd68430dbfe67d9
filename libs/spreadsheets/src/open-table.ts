import type { FileWarning } from '#domain/files/file-problems';
import type { TableSource } from './table-source.ts';
import { Unreadable } from './unreadable.ts';

/**
 * Opens a file by what is in it, whatever its name says. Readers are loaded when they are needed: a reading process lives for one file.
 * @throws Unreadable
 */
export async function openTable(bytes: Buffer, fileName: string): Promise<TableSource> {
  const format = formatOf(bytes);
  const source = await opened(format, bytes);
  const extension = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase();
  const usual = { xlsx: ['xlsx'], xls: ['xls'], csv: ['csv', 'txt', 'tsv'] }[format];
  if (extension !== undefined && !usual.includes(extension))
    (source.warnings as Set<FileWarning>).add('wrong_extension');
  return source;
}

async function opened(format: TableSource['format'], bytes: Buffer): Promise<TableSource> {
  if (format === 'xlsx') return (await import('./xlsx-source.ts')).openXlsx(bytes);
  if (format === 'xls') return (await import('./xls-source.ts')).openXls(bytes);
  return (await import('./csv-source.ts')).openCsv(bytes);
}

const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** Files of the usual kinds that are sent by mistake: pictures, papers, archives, programs. */
const OTHERS = [
  '25504446',
  '89504e47',
  'ffd8ff',
  '47494638',
  '52617221',
  '377abcaf',
  '1f8b',
  '4d5a',
  '7f454c46',
  '7b5c727466',
];

function formatOf(bytes: Buffer): TableSource['format'] {
  if (bytes.length === 0) throw new Unreadable('empty');
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') return 'xlsx';
  if (bytes.subarray(0, 8).equals(OLE)) return 'xls';
  // Workbooks of Excel 2 to 4 are bare records, beginning with BOF.
  if (bytes[0] === 0x09 && [0x00, 0x02, 0x04, 0x08].includes(bytes[1] ?? -1) && (bytes[3] ?? 1) === 0)
    return 'xls';
  const start = bytes.subarray(0, 8).toString('hex');
  if (OTHERS.some((mark) => start.startsWith(mark))) throw new Unreadable('not_a_table');
  const text = bytes
    .subarray(0, 1_024)
    .toString('latin1')
    .replace(/\0|^\u00ef\u00bb\u00bf|^[\u00fe\u00ff]{2}/g, '')
    .trimStart();
  if (text === '') throw new Unreadable(bytes.length > 1_024 ? 'not_a_table' : 'empty');
  if (/^<(?:!doctype html|html|table|head|meta|body|div|style)/i.test(text) || /<html/i.test(text))
    throw new Unreadable('html');
  if (/^<\?xml|^<[a-z]+[ :>]/i.test(text))
    throw new Unreadable(/<!DOCTYPE/i.test(text) ? 'unsafe_xml' : 'xml');
  return 'csv';
}
