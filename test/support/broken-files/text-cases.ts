import type { BrokenFile } from './cases.ts';
import { GOOD_ROWS, HEADINGS } from './package-parts.ts';

type Case = readonly [name: string, make: () => Buffer, wanted?: BrokenFile['wanted'], fileName?: string];

const table = (separator: string, end = '\r\n'): string =>
  [HEADINGS, ...GOOD_ROWS].map((row) => row.join(separator)).join(end);
const SEPARATORS = { semicolon: ';', comma: ',', tab: '\t', bar: '|' } as const;
/** The good table as the old fonts show it (TCVN3 and VNI), and in windows-1258, typed from the encodings' own tables. */
const TCVN3 =
  'M· ®èi t\u00adîng;Hä vµ tªn;KÕt qu¶ rµ so¸t;Ghi chó\r\nVX1;NguyÔn V¨n Hßa;§· chÕt;gÆp t¹i nhµ\r\nVX2;TrÇn ThÞ §øc;§óng th«ng tin;';
const VNI =
  'Maõ ñoái töôïng;Hoï vaø teân;Keát quaû raø soaùt;Ghi chuù\r\nVX1;Nguyeãn Vaên Hoøa;Ñaõ cheát;gaëp taïi nhaø\r\nVX2;Traàn Thò Ñöùc;Ñuùng thoâng tin;';
const CP1258 =
  'Ma\u00de ðô\u00eci tý\u00f2ng;Ho\u00f2 va\u00cc tên;Kê\u00ect qua\u00d2 ra\u00cc soa\u00ect;Ghi chu\u00ec\r\nVX1;Nguyê\u00den Vãn Ho\u00cca;Ða\u00de chê\u00ect;nha\u00cc\r\n';

const encodings = (): Case[] =>
  Object.entries(SEPARATORS).flatMap(([name, separator]): Case[] => [
    [`UTF-8, ${name}`, () => Buffer.from(table(separator)), 'read'],
    [`UTF-8 with mark, ${name}`, () => Buffer.from(`\ufeff${table(separator)}`), 'read'],
    [`UTF-16 LE with mark, ${name}`, () => Buffer.from(`\ufeff${table(separator)}`, 'utf16le'), 'read'],
    [
      `UTF-16 BE with mark, ${name}`,
      () => Buffer.from(`\ufeff${table(separator)}`, 'utf16le').swap16(),
      'read',
    ],
    [`UTF-16 LE without mark, ${name}`, () => Buffer.from(table(separator), 'utf16le')],
  ]);

const magic = (hex: string, fileName: string): Case => [
  `the beginning of another format, ${hex}`,
  () => Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(5_000, 'abc')]),
  'not_a_table',
  fileName,
];

/** What can be sent as text, or instead of it. */
export function textCases(): BrokenFile[] {
  const html = `<html><body><table>${[HEADINGS, ...GOOD_ROWS].map((row) => `<tr>${row.map((text) => `<td>${text}</td>`).join('')}</tr>`).join('')}</table></body></html>`;
  const MB = 1_048_576;
  const cases: Case[] = [
    ...encodings(),
    ['TCVN3', () => Buffer.from(TCVN3, 'latin1'), 'read'],
    ['VNI', () => Buffer.from(VNI, 'latin1'), 'read'],
    ['windows-1258', () => Buffer.from(CP1258, 'latin1'), 'read'],
    [
      'UTF-8 and TCVN3 line by line',
      () =>
        Buffer.concat([
          Buffer.from(table(';')),
          Buffer.from('\r\nVX9;NguyÔn V¨n Hßa;§· chÕt;\r\n', 'latin1'),
        ]),
      'read',
    ],
    [
      'a mark of UTF-8 before TCVN3',
      () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(TCVN3, 'latin1')]),
      'read',
    ],
    ['a separator that is announced', () => Buffer.from(`sep=;\r\n${table(';')}`), 'read'],
    ['line ends of old Macintoshes', () => Buffer.from(table(';', '\r')), 'read'],
    [
      'line ends of all kinds',
      () => Buffer.from(`${HEADINGS.join(';')}\nVX1;a;Đã chết;;\r\nVX2;b;Đã chết;;\rVX3;c;Đã chết;;\n`),
      'read',
    ],
    [
      'quotes and line ends inside',
      () => Buffer.from(`${HEADINGS.join(',')}\n"VX1","Nguyễn ""An""","Đã chết",,"một\nhai"\n`),
      'read',
    ],
    [
      'a quote that never ends',
      () => Buffer.from(`${table(';')}\nVX3;"Trần;Đã chết;;\n${'x;y\n'.repeat(1_000)}`),
    ],
    ['ragged rows', () => Buffer.from(`${HEADINGS.join(';')}\nVX1\nVX2;b;Đã chết;;;;;;;;;\n;;;;\n`), 'read'],
    ['separators only', () => Buffer.from(';;;;\n'.repeat(1_000)), 'header_not_found'],
    ['headings only', () => Buffer.from(HEADINGS.join(';')), 'read'],
    ['one column', () => Buffer.from('Họ và tên\nNguyễn Văn An\n'), 'header_not_found'],
    [
      'ten thousand columns',
      () =>
        Buffer.from(
          `${[...HEADINGS, ...Array.from({ length: 10_000 }, (_, i) => `c${i}`)].join(';')}\n${';x'.repeat(10_000)}\n`,
        ),
      'read',
    ],
    [
      'a line of 5 MB',
      () => Buffer.from(`${HEADINGS.join(';')}\nVX1;${'x'.repeat(5 * MB)};Đã chết\n`),
      'damaged',
    ],
    [
      'formulas to be run by a spreadsheet',
      () => Buffer.from(`${HEADINGS.join(';')}\n=cmd|'/c calc'!A0;@SUM(1);+1;-1;\n`),
      'read',
    ],
    [
      'NUL bytes among text',
      () => Buffer.from(`${HEADINGS.join(';')}\nVX1;a\u0000b;Đã chết;;\n`),
      'not_a_table',
    ],
    ['a million empty lines', () => Buffer.from(`${table(';')}${'\n'.repeat(1_000_000)}`), 'read'],
    [
      'a million lines of separators',
      () => Buffer.from(`${table(';')}\n${';;;;\n'.repeat(1_000_000)}`),
      'read',
    ],
    [
      '50,000 lines',
      () => Buffer.from(`${HEADINGS.join(';')}\n${'VX1;a;Đã chết;;\n'.repeat(50_000)}`),
      'too_many_rows',
    ],
    ['31 MB', () => Buffer.from(`${HEADINGS.join(';')}\n${'VX1;a;;;\n'.repeat(4 * MB)}`), 'too_large'],
    ['nothing', () => Buffer.alloc(0), 'empty'],
    ['a blank', () => Buffer.from(' \r\n \t '), 'empty'],
    ['a mark alone', () => Buffer.from('\ufeff'), 'empty'],
    ['zeros alone', () => Buffer.alloc(100_000), 'not_a_table'],
    ['a web page called .xls', () => Buffer.from(html), 'html', 'bao-cao.xls'],
    ['a web page with a document type', () => Buffer.from(`<!DOCTYPE html>${html}`), 'html', 'bao-cao.xls'],
    ['a web page with blanks before it', () => Buffer.from(`\r\n\r\n   ${html}`), 'html', 'bao-cao.xls'],
    ['a table without a page', () => Buffer.from(html.replace('<html><body>', '')), 'html', 'bao-cao.xls'],
    [
      'Excel’s own web page',
      () => Buffer.from(`<html xmlns:x="urn:schemas-microsoft-com:office:excel">${html}`),
      'html',
      'bao-cao.xls',
    ],
    [
      'a spreadsheet of 2003 as XML',
      () => Buffer.from('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'),
      'xml',
      'bang.xls',
    ],
    [
      'XML with a document type',
      () => Buffer.from('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
      'unsafe_xml',
      'bang.xml',
    ],
    ['JSON', () => Buffer.from(JSON.stringify([{ a: 1 }])), 'header_not_found', 'du-lieu.csv'],
    [
      'a text that is no table',
      () => Buffer.from('Kính gửi Ủy ban nhân dân xã.\n'.repeat(50)),
      'header_not_found',
      'thu.txt',
    ],
    magic('255044462d312e37', 'scan.xlsx'),
    magic('89504e470d0a1a0a', 'anh.xlsx'),
    magic('ffd8ffe0', 'anh.xls'),
    magic('474946383961', 'anh.csv'),
    magic('526172211a0700', 'nen.xlsx'),
    magic('377abcaf271c', 'nen.xlsx'),
    magic('1f8b0800', 'nen.csv'),
    magic('4d5a9000', 'chuong-trinh.xlsx'),
    magic('7f454c46', 'chuong-trinh.xls'),
    magic('7b5c72746631', 'thu.xls'),
  ];
  return cases.map(([name, make, wanted, fileName = 'text.csv']) => ({
    ...{ name, fileName, make },
    ...(wanted === undefined ? {} : { wanted }),
  }));
}
