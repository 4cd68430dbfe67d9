import { CFB } from '@e965/xlsx';
import type { BrokenFile } from './cases.ts';
import {
  GOOD_SHEET,
  LAUGHS,
  OUTSIDE,
  sheetXml,
  shared,
  workbookParts,
  zipOf,
  type Parts,
} from './package-parts.ts';

const MB = 1_048_576;
type Case = readonly [name: string, change: Parts, wanted?: BrokenFile['wanted']];

const xlsx = ([name, change, wanted]: Case): BrokenFile => ({
  ...{ name, fileName: 'package.xlsx', make: () => zipOf(workbookParts(change)) },
  ...(wanted === undefined ? {} : { wanted }),
});

const PARTS = [
  'xl/workbook.xml',
  'xl/_rels/workbook.xml.rels',
  'xl/worksheets/sheet1.xml',
  'xl/sharedStrings.xml',
  'xl/styles.xml',
];
const base = (part: string): string =>
  String(
    workbookParts({
      'xl/sharedStrings.xml': shared('<si><t>a</t></si>'),
      'xl/styles.xml': '<styleSheet></styleSheet>',
    })[part],
  );
const withDoctype =
  (doctype: string, use: string) =>
  (part: string): Case => [
    `${doctype === LAUGHS ? 'an entity bomb' : 'an outside entity'} in ${part}`,
    {
      [part]: `${doctype}${base(part)
        .replace(/<\?xml[^>]*>/, '')
        .replace(/<(\w+)([^>]*)>/, `<$1$2>${use}`)}`,
    },
    'unsafe_xml',
  ];

const ole = (paths: readonly string[], fileName: string, wanted: BrokenFile['wanted']): BrokenFile => ({
  ...{ name: `an OLE file with ${paths.join(', ')}`, fileName, wanted: wanted as NonNullable<typeof wanted> },
  make: () => {
    const file = CFB.utils.cfb_new();
    for (const path of paths) CFB.utils.cfb_add(file, path, Buffer.alloc(4_096, 7));
    return Buffer.from(CFB.write(file, { type: 'buffer' }) as Buffer);
  },
});

/** A zip whose entries are marked as encrypted, as archive programs do it. */
const encryptedZip = async (): Promise<Buffer> => {
  const bytes = Buffer.from(await zipOf(workbookParts()));
  for (let at = bytes.indexOf('PK\u0001\u0002'); at >= 0; at = bytes.indexOf('PK\u0001\u0002', at + 4))
    bytes[at + 8] = (bytes[at + 8] as number) | 1;
  return bytes;
};

/** The directory says that a part is small; it is not. */
const lyingZip = async (): Promise<Buffer> => {
  const bytes = Buffer.from(
    await zipOf(workbookParts({ 'xl/worksheets/sheet1.xml': sheetXml(' '.repeat(40 * MB)) })),
  );
  for (let at = bytes.indexOf('PK\u0001\u0002'); at >= 0; at = bytes.indexOf('PK\u0001\u0002', at + 4))
    bytes.writeUInt32LE(100, at + 24);
  return bytes;
};

const repeated = (text: string, bytes: number): string => text.repeat(Math.ceil(bytes / text.length));

/** What can be wrong with a package, before any sheet is looked at. */
export function packageCases(): BrokenFile[] {
  const cases: Case[] = [
    ...PARTS.map(withDoctype(LAUGHS, '&j;')),
    ...PARTS.map(withDoctype(OUTSIDE, '&file;')),
    ...PARTS.map((part): Case => [
      `an undefined entity in ${part}`,
      { [part]: base(part).replace(/(<\w[^>]*[^/?])>/, '$1>&nothing;') },
      'damaged',
    ]),
    ...PARTS.map((part): Case => [
      `unclosed tags in ${part}`,
      { [part]: base(part).slice(0, -8) },
      'damaged',
    ]),
    ...PARTS.map((part): Case => [
      `bytes that are no UTF-8 in ${part}`,
      { [part]: Buffer.concat([Buffer.from(base(part)), Buffer.from([0xff, 0xc0, 0x80])]) },
      'damaged',
    ]),
    ...PARTS.map((part): Case => [`${part} of blanks`, { [part]: ' \n\t ' }, 'damaged']),
    ...PARTS.map((part): Case => [`random text in ${part}`, { [part]: 'this is no XML at all' }, 'damaged']),
    ['no workbook part', { 'xl/workbook.xml': '' }, 'not_a_table'],
    ['no relations of the workbook', { 'xl/_rels/workbook.xml.rels': '' }, 'damaged'],
    ['no sheet part', { 'xl/worksheets/sheet1.xml': '' }, 'no_sheet'],
    ['no content types', { '[Content_Types].xml': '' }, 'read'],
    ['macros', { 'xl/vbaProject.bin': Buffer.alloc(2_048, 1) }, 'macros'],
    ['macros in another folder', { 'xl/macros/vbaProject.bin': Buffer.alloc(16) }, 'macros'],
    ['a binary workbook', { 'xl/workbook.bin': Buffer.alloc(16) }, 'xlsb'],
    ['links to other files', { 'xl/externalLinks/externalLink1.xml': '<externalLink/>' }, 'read'],
    ['pictures', { 'xl/media/image1.png': Buffer.alloc(3 * MB, 9) }, 'read'],
    [
      'a sheet that lies outside',
      {
        'xl/_rels/workbook.xml.rels': base('xl/_rels/workbook.xml.rels').replace(
          'Target="worksheets/sheet1.xml"',
          'Target="http://127.0.0.1:1/x.xml" TargetMode="External"',
        ),
      },
      'no_sheet',
    ],
    [
      'a sheet by a path that climbs',
      {
        'xl/_rels/workbook.xml.rels': base('xl/_rels/workbook.xml.rels').replace(
          'worksheets/sheet1.xml',
          '../../../../etc/passwd',
        ),
      },
      'no_sheet',
    ],
    [
      'a bomb of blanks in the sheet',
      { 'xl/worksheets/sheet1.xml': sheetXml(repeated(' ', 300 * MB)) },
      'too_big_unpacked',
    ],
    [
      'a bomb of rows in the sheet',
      { 'xl/worksheets/sheet1.xml': sheetXml(repeated('<row/>', 210 * MB)) },
      'too_big_unpacked',
    ],
    [
      'a bomb of shared texts',
      { 'xl/sharedStrings.xml': shared(repeated('<si><t>aaaaaaaaaaaaaaaaaaaaaaaa</t></si>', 120 * MB)) },
      'too_big_unpacked',
    ],
    [
      'a bomb of styles',
      {
        'xl/styles.xml': `<styleSheet><cellXfs>${repeated('<xf numFmtId="14"/>', 40 * MB)}</cellXfs></styleSheet>`,
      },
      'too_big_unpacked',
    ],
    [
      'one shared text of 50 MB',
      { 'xl/sharedStrings.xml': shared(`<si><t>${'x'.repeat(50 * MB)}</t></si>`) },
      'cell_too_long',
    ],
    [
      'an attribute of 20 MB',
      {
        'xl/worksheets/sheet1.xml': GOOD_SHEET.replace(
          '<sheetData>',
          `<sheetData><row r="1" x="${'y'.repeat(20 * MB)}"/>`,
        ),
      },
      'cell_too_long',
    ],
    [
      'a comment of 20 MB',
      {
        'xl/worksheets/sheet1.xml': GOOD_SHEET.replace(
          '<sheetData>',
          `<!--${'y'.repeat(20 * MB)}--><sheetData>`,
        ),
      },
      'cell_too_long',
    ],
    [
      'a million nested tags',
      { 'xl/worksheets/sheet1.xml': sheetXml(`${'<a>'.repeat(1_000_000)}${'</a>'.repeat(1_000_000)}`) },
    ],
    ['a spare part that is a bomb', { 'xl/spare.xml': repeated('a', 450 * MB) }, 'too_big_unpacked'],
    [
      'five thousand entries',
      Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`xl/part${i}.xml`, 'x'])),
      'too_big_unpacked',
    ],
    [
      'a part in UTF-16',
      {
        'xl/worksheets/sheet1.xml': Buffer.concat([
          Buffer.from([0xff, 0xfe]),
          Buffer.from(GOOD_SHEET.replace('UTF-8', 'UTF-16'), 'utf16le'),
        ]),
      },
      'read',
    ],
    ['a part with a byte order mark', { 'xl/worksheets/sheet1.xml': `\ufeff${GOOD_SHEET}` }, 'read'],
  ];
  return [
    ...cases.map(xlsx),
    { name: 'a zip with a password', fileName: 'locked.xlsx', make: encryptedZip, wanted: 'encrypted' },
    {
      name: 'a zip whose directory lies about sizes',
      fileName: 'lies.xlsx',
      make: lyingZip,
      wanted: 'damaged',
    },
    { name: 'an empty zip', fileName: 'empty.xlsx', make: () => zipOf({}), wanted: 'not_a_table' },
    {
      name: 'a zip of other things',
      fileName: 'photos.xlsx',
      make: () => zipOf({ 'a.txt': 'x', 'b/c.txt': 'y' }),
      wanted: 'not_a_table',
    },
    {
      name: 'a Word file',
      fileName: 'thu.xlsx',
      make: () => zipOf({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<w/>' }),
      wanted: 'not_a_table',
    },
    {
      name: 'an .ods file',
      fileName: 'bang.ods',
      make: () =>
        zipOf({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<x/>' }),
      wanted: 'ods',
    },
    {
      name: 'an .ods file called .xlsx',
      fileName: 'bang.xlsx',
      make: () =>
        zipOf({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<x/>' }),
      wanted: 'ods',
    },
    {
      name: 'a good .xlsx called .xls',
      fileName: 'good.xls',
      make: () => zipOf(workbookParts()),
      wanted: 'read',
    },
    {
      name: 'a good .xlsx called .csv',
      fileName: 'good.csv',
      make: () => zipOf(workbookParts()),
      wanted: 'read',
    },
    ole(['/EncryptedPackage', '/EncryptionInfo'], 'locked.xlsx', 'encrypted'),
    ole(['/Workbook', '/_VBA_PROJECT_CUR/VBA/dir'], 'macros.xls', 'macros'),
    ole(['/WordDocument'], 'letter.xls', 'not_a_table'),
    ole(['/Workbook'], 'noise.xls', undefined),
  ];
}
