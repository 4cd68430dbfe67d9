import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

export type Parts = Readonly<Record<string, string | Buffer>>;

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

/** The headings of a village's list, and two good rows. */
export const HEADINGS = [
  'Mã đối tượng',
  'Họ và tên',
  'Kết quả rà soát',
  'Số CCCD/CMND điều chỉnh',
  'Ghi chú',
];
export const GOOD_ROWS = [
  ['VX000001', 'Nguyễn Văn An', 'Đã chết', '', ''],
  ['VX000002', 'Trần Thị Bình', 'Đúng thông tin', '', 'gặp tại nhà'],
];

export function zipOf(parts: Parts): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return buffer(zip.outputStream as Readable);
}

const text = (value: string): string => value.replace(/&/g, '&amp;').replace(/</g, '&lt;');
export const inlineCell = (address: string, value: string): string =>
  `<c r="${address}" t="inlineStr"><is><t>${text(value)}</t></is></c>`;

/** Rows of a sheet as XML, from row 1. */
export function rowsXml(rows: readonly (readonly string[])[], first = 1): string {
  return rows
    .map(
      (row, i) =>
        `<row r="${first + i}">${row.map((value, at) => inlineCell(`${String.fromCharCode(65 + at)}${first + i}`, value)).join('')}</row>`,
    )
    .join('');
}

export const sheetXml = (rows: string, more = '', before = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${MAIN}">${before}<sheetData>${rows}</sheetData>${more}</worksheet>`;

export const GOOD_SHEET = sheetXml(rowsXml([HEADINGS, ...GOOD_ROWS]));

/** The parts of a workbook with one good sheet; `change` replaces or adds parts, an empty text takes one away. */
export function workbookParts(
  change: Parts = {},
  sheets: readonly string[] = ['<sheet name="Danh sách" sheetId="1" r:id="rId1"/>'],
): Parts {
  const parts: Record<string, string | Buffer> = {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships">${sheets
      .map(
        (_, i) =>
          `<Relationship Id="rId${i + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
      )
      .join(
        '',
      )}<Relationship Id="rIdS" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rIdT" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    ...Object.fromEntries(sheets.map((_, i) => [`xl/worksheets/sheet${i + 1}.xml`, GOOD_SHEET])),
    ...change,
  };
  return Object.fromEntries(Object.entries(parts).filter(([, content]) => content.length > 0));
}

export const shared = (items: string, before = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${before}<sst xmlns="${MAIN}">${items}</sst>`;

/** A document type whose one entity unfolds into a thousand million letters. */
export const LAUGHS = `<!DOCTYPE lolz [<!ENTITY a "lollollol">${Array.from({ length: 9 }, (_, i) => {
  const [from, to] = [String.fromCharCode(97 + i), String.fromCharCode(98 + i)];
  return `<!ENTITY ${to} "${`&${from};`.repeat(10)}">`;
}).join('')}]>`;
export const OUTSIDE = `<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>`;
