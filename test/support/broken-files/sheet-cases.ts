import type { BrokenFile } from './cases.ts';
import {
  GOOD_ROWS,
  GOOD_SHEET,
  HEADINGS,
  inlineCell,
  rowsXml,
  shared,
  sheetXml,
  workbookParts,
  zipOf,
  type Parts,
} from './package-parts.ts';

type Case = readonly [name: string, sheet: string, wanted?: BrokenFile['wanted'], more?: Parts];

const HEAD = rowsXml([HEADINGS]);
const cell = (xml: string): string => sheetXml(`${HEAD}<row r="2">${xml}</row>${rowsXml(GOOD_ROWS, 3)}`);
const one = ([name, sheet, wanted, more = {}]: Case): BrokenFile => ({
  ...{
    name,
    fileName: 'sheet.xlsx',
    make: () => zipOf(workbookParts({ 'xl/worksheets/sheet1.xml': sheet, ...more })),
  },
  ...(wanted === undefined ? {} : { wanted }),
});

/** What can stand in a sheet. */
export function sheetCases(): BrokenFile[] {
  const empty = (count: number, tag: string) => tag.repeat(count);
  const cases: Case[] = [
    [
      'a million empty rows',
      sheetXml(`${rowsXml([HEADINGS, ...GOOD_ROWS])}${empty(1_000_000, '<row/>')}`),
      'read',
    ],
    [
      'a million empty numbered rows',
      sheetXml(
        `${rowsXml([HEADINGS, ...GOOD_ROWS])}${Array.from({ length: 1_000_000 }, (_, i) => `<row r="${i + 4}"/>`).join('')}`,
      ),
      'read',
    ],
    [
      'a million rows of styled empty cells',
      sheetXml(`${rowsXml([HEADINGS, ...GOOD_ROWS])}${empty(1_000_000, '<row><c s="1"/><c s="1"/></row>')}`),
      'read',
    ],
    [
      'a million empty rows before the heading',
      sheetXml(
        `${Array.from({ length: 1_000_000 }, (_, i) => `<row r="${i + 1}"/>`).join('')}${rowsXml([HEADINGS, ...GOOD_ROWS], 1_000_001)}`,
      ),
      'read',
    ],
    ['the last row there is', sheetXml(`${HEAD}${rowsXml(GOOD_ROWS, 1_048_575)}`), 'read'],
    ['a cell in the last column there is', cell('<c r="XFD2" t="inlineStr"><is><t>x</t></is></c>'), 'read'],
    [
      '50,000 rows',
      sheetXml(
        `${HEAD}${Array.from({ length: 50_000 }, (_, i) => `<row r="${i + 2}">${inlineCell(`A${i + 2}`, 'x')}</row>`).join('')}`,
      ),
      'too_many_rows',
    ],
    ['hidden rows', GOOD_SHEET.replace('<row r="2">', '<row r="2" hidden="1">'), 'read'],
    ['all rows hidden', GOOD_SHEET.replace(/<row r="(\d)">/g, '<row r="$1" hidden="1">'), 'read'],
    [
      'hidden columns',
      sheetXml(rowsXml([HEADINGS, ...GOOD_ROWS]), '', '<cols><col min="2" max="2" hidden="1"/></cols>'),
      'read',
    ],
    [
      'merged data',
      sheetXml(rowsXml([HEADINGS, ...GOOD_ROWS]), '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'),
      'read',
    ],
    [
      'a merged heading',
      sheetXml(
        rowsXml([['Danh sách'], HEADINGS, ...GOOD_ROWS]),
        '<mergeCells><mergeCell ref="A1:E1"/></mergeCells>',
      ),
      'read',
    ],
    [
      '100,000 merges',
      sheetXml(
        rowsXml([HEADINGS, ...GOOD_ROWS]),
        `<mergeCells>${'<mergeCell ref="A2:B2"/>'.repeat(100_000)}</mergeCells>`,
      ),
      'read',
    ],
    [
      'merges that are no addresses',
      sheetXml(
        rowsXml([HEADINGS, ...GOOD_ROWS]),
        '<mergeCells><mergeCell ref="xyz"/><mergeCell/><mergeCell ref="A:"/></mergeCells>',
      ),
      'read',
    ],
    ['a heading twice', sheetXml(rowsXml([[...HEADINGS, 'Ghi chú'], ...GOOD_ROWS])), 'read'],
    ['no heading', sheetXml(rowsXml(GOOD_ROWS)), 'header_not_found'],
    [
      'a heading in row 35',
      sheetXml(rowsXml([...Array.from({ length: 34 }, (_, i) => [`dòng ${i}`]), HEADINGS, ...GOOD_ROWS])),
      'read',
    ],
    [
      'a heading in row 200',
      sheetXml(rowsXml([...Array.from({ length: 199 }, (_, i) => [`dòng ${i}`]), HEADINGS, ...GOOD_ROWS])),
      'header_not_found',
    ],
    ['a heading alone', sheetXml(HEAD), 'read'],
    ['an empty sheet', sheetXml(''), 'header_not_found'],
    [
      'headings on two lines in a cell',
      sheetXml(rowsXml([HEADINGS.map((heading) => heading.replace(' ', '\n')), ...GOOD_ROWS])),
      'read',
    ],
    [
      'headings in capitals without marks',
      sheetXml(rowsXml([['MA DOI TUONG', 'HO VA TEN', 'KET QUA RA SOAT', 'GHI CHU'], ...GOOD_ROWS])),
      'read',
    ],
    [
      'a cell of 30,000 letters',
      sheetXml(rowsXml([HEADINGS, ['VX1', 'x'.repeat(30_000), 'Đã chết']])),
      'read',
    ],
    [
      'a cell of 5 MB',
      sheetXml(rowsXml([HEADINGS, ['VX1', 'x'.repeat(5 * 1_048_576), 'Đã chết']])),
      'cell_too_long',
    ],
    [
      'a cell of a million runs',
      cell(`<c r="A2" t="inlineStr"><is>${'<r><t>ab</t></r>'.repeat(1_000_000)}</is></c>`),
      'read',
    ],
    ['formulas with values', cell('<c r="A2" t="str"><f>CONCATENATE("a","b")</f><v>ab</v></c>'), 'read'],
    ['formulas without values', cell('<c r="A2"><f>SUM(B1:B9)</f></c>'), 'read'],
    [
      'a formula that is a text',
      cell('<c r="D2" t="str"><f>"079201001234"</f><v>079201001234</v></c>'),
      'read',
    ],
    ['a formula that calls a program', cell(`<c r="A2" t="str"><f>cmd|'/c calc'!A0</f><v>x</v></c>`), 'read'],
    [
      'a formula that calls the network',
      cell('<c r="A2" t="str"><f>WEBSERVICE("http://127.0.0.1:1/")</f><v>x</v></c>'),
      'read',
    ],
    [
      'array formulas over the sheet',
      cell('<c r="A2"><f t="array" ref="A1:XFD1048576">1</f><v>1</v></c>'),
      'read',
    ],
    [
      'shared formulas',
      cell(
        '<c r="A2"><f t="shared" si="0" ref="A2:A9">B2</f><v>1</v></c><c r="B2"><f t="shared" si="0"/><v>1</v></c>',
      ),
      'read',
    ],
    ['errors in cells', cell('<c r="A2" t="e"><v>#REF!</v></c><c r="B2" t="e"><v>#N/A</v></c>'), 'read'],
    ['booleans', cell('<c r="A2" t="b"><v>1</v></c>'), 'read'],
    [
      'dates',
      cell('<c r="B2" s="1"><v>31149</v></c><c r="C2" t="d"><v>1985-04-12T00:00:00</v></c>'),
      'read',
      {
        'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
      },
    ],
    [
      'impossible dates',
      cell('<c r="B2" s="1"><v>-5</v></c><c r="C2" s="1"><v>9999999</v></c><c r="D2" s="1"><v>0</v></c>'),
      'read',
      {
        'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
      },
    ],
    [
      'numbers that are none',
      cell('<c r="A2"><v>NaN</v></c><c r="B2"><v>1e999</v></c><c r="C2"><v>abc</v></c><c r="D2"><v></v></c>'),
      'read',
    ],
    ['numbers with exponents', cell('<c r="D2"><v>7.9201001234E10</v></c>'), 'read'],
    [
      'shared texts that are missing',
      cell('<c r="A2" t="s"><v>5</v></c><c r="B2" t="s"><v>-1</v></c><c r="C2" t="s"><v>x</v></c>'),
      'read',
    ],
    [
      'shared texts with runs and reading aids',
      cell('<c r="A2" t="s"><v>0</v></c>'),
      'read',
      { 'xl/sharedStrings.xml': shared('<si><r><t>a</t></r><r><t>b</t></r><rPh><t>zz</t></rPh></si>') },
    ],
    ['cells of an unknown type', cell('<c r="A2" t="zzz"><v>1</v></c>'), 'read'],
    [
      'cells and rows without addresses',
      sheetXml(rowsXml([HEADINGS, ...GOOD_ROWS]).replace(/ r="[A-Z]*\d+"/g, '')),
      'read',
    ],
    [
      'cells whose addresses are nonsense',
      cell(
        '<c r="???"><v>1</v></c><c r=""><v>1</v></c><c r="12"><v>1</v></c><c r="ABCDEFGHIJ1"><v>1</v></c>',
      ),
      'read',
    ],
    ['rows in the wrong order', sheetXml(`${HEAD}${rowsXml(GOOD_ROWS, 10)}${rowsXml(GOOD_ROWS, 4)}`), 'read'],
    [
      'rows with negative numbers',
      GOOD_SHEET.replace('<row r="2">', '<row r="-2">').replace('<row r="3">', '<row r="1.5">'),
      'read',
    ],
    ['styles that are missing', cell('<c r="A2" s="999"><v>1</v></c><c r="B2" s="x"><v>1</v></c>'), 'read'],
    [
      'NUL and other impossible characters',
      cell('<c r="A2" t="inlineStr"><is><t>&#0;&#x1F;</t></is></c>'),
      'damaged',
    ],
    ['two attributes of one name', GOOD_SHEET.replace('<row r="2">', '<row r="2" r="3">'), 'damaged'],
    [
      'CDATA and processing instructions',
      sheetXml(
        `<?x y?>${HEAD}<row r="2"><c r="A2" t="inlineStr"><is><t><![CDATA[VX<1>]]></t></is></c></row>`,
      ),
      'read',
    ],
    [
      'names with prefixes',
      GOOD_SHEET.replace(/<(\/?)(\w)/g, '<$1x:$2').replace('xmlns=', 'xmlns:x='),
      'read',
    ],
    [
      'the strict form',
      GOOD_SHEET.replace(
        'schemas.openxmlformats.org/spreadsheetml/2006/main',
        'purl.oclc.org/ooxml/spreadsheetml/main',
      ),
      'read',
    ],
    [
      'letters of the wrong kind',
      sheetXml(rowsXml([HEADINGS, ['VX1', 'A\u200b\u202e\ufeff', 'Đã chết\u00a0']])),
      'read',
    ],
    [
      'half of a pair of surrogates',
      sheetXml(rowsXml([HEADINGS, ['VX1', 'a']])).replace('<t>a</t>', '<t>&#xD800;</t>'),
      'damaged',
    ],
  ];
  return cases.map(one);
}
