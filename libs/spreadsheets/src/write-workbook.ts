import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { columnName } from '#domain/files/table';
import { STYLES_XML, styleNo, type Style } from './workbook-styles.ts';

/** A cell on its way into a workbook: a text in the column's style or in one of its own; null for none. */
export type OutCell = string | null | { readonly text: string; readonly style: Style };

export interface OutColumn {
  /** Width in characters. */
  readonly width: number;
  readonly style: Style;
  readonly hidden?: boolean;
}

/** A drop-down, or a length that is asked for, in one column from a row (from 1) to the last row there is. */
export type Check = {
  readonly column: number;
  readonly fromRow: number;
  readonly title: string;
  readonly message: string;
} & (
  | { readonly kind: 'list'; readonly sheet: string; readonly listColumn: number; readonly count: number }
  | { readonly kind: 'length'; readonly least: number; readonly most: number }
);

export interface OutSheet {
  readonly name: string;
  /** `veryHidden` sheets are not offered by the program's menu. */
  readonly state?: 'hidden' | 'veryHidden';
  readonly columns: readonly OutColumn[];
  readonly rows: AsyncIterable<readonly OutCell[]> | Iterable<readonly OutCell[]>;
  /** Locks cells whose style is not open; sorting, filtering and widths stay free. */
  readonly locked?: boolean;
  /** The row of headings, from 1: it stays in sight, and is printed on every page. */
  readonly headRow?: number;
  readonly checks?: readonly Check[];
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const LAST_ROW = 1_048_576;
/** Pieces of XML gathered before they are handed on. */
const PIECE = 32_768;

/** The media type of what `workbookStream` makes. */
export const XLSX_TYPE = `${TYPE}.sheet`;

/**
 * Writes a workbook while its rows are being read: memory does not grow with them. No library known to us writes protection, drop-downs
 * and hidden sheets without holding every cell; the format's parts are few, so they are written here.
 */
export function workbookStream(sheets: readonly OutSheet[]): Readable {
  const zip = new ZipFile();
  const add = (name: string, xml: string) => zip.addBuffer(Buffer.from(HEAD + xml), name);
  add('[Content_Types].xml', contentTypes(sheets.length));
  add(
    '_rels/.rels',
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  add('xl/workbook.xml', workbook(sheets));
  add('xl/_rels/workbook.xml.rels', relations(sheets.length));
  add('xl/styles.xml', STYLES_XML);
  const output = zip.outputStream as Readable;
  sheets.forEach((sheet, i) => {
    // Opened when its turn comes: a generator that reads the database must not begin earlier.
    zip.addReadStreamLazy(
      `xl/worksheets/sheet${i + 1}.xml`,
      { compress: true },
      (done: (error: Error | null, stream: Readable) => void) => {
        const stream = Readable.from(sheetXml(sheet));
        stream.on('error', (error) => output.destroy(error));
        done(null, stream);
      },
    );
  });
  zip.on('error', (error: Error) => output.destroy(error));
  zip.end();
  return output;
}

async function* sheetXml(sheet: OutSheet): AsyncGenerator<Buffer> {
  let xml = HEAD + sheetHead(sheet);
  let no = 0;
  for await (const cells of sheet.rows) {
    no += 1;
    xml += `<row r="${no}">${cells.map((cell, at) => cellXml(cell, at, no, sheet)).join('')}</row>`;
    if (xml.length > PIECE) {
      yield Buffer.from(xml);
      xml = '';
    }
  }
  yield Buffer.from(xml + sheetFoot(sheet, no));
}

function cellXml(cell: OutCell, at: number, row: number, { columns }: OutSheet): string {
  const own = columns[at]?.style ?? 'plain';
  const { text, style } = cell === null || typeof cell === 'string' ? { text: cell ?? '', style: own } : cell;
  const address = `r="${columnName(at)}${row}" s="${styleNo(style)}"`;
  if (text === '') return style === 'plain' ? '' : `<c ${address}/>`;
  return `<c ${address} t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

/** What XML cannot hold: control characters, halves of pairs, and the two that are no characters. */
const FORBIDDEN = /(?![\t\n\r\u007f-\u009f])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;

function escaped(text: string): string {
  return text
    .replace(FORBIDDEN, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

function sheetHead({ columns, headRow }: OutSheet): string {
  const pane =
    headRow === undefined
      ? ''
      : `<pane ySplit="${headRow}" topLeftCell="A${headRow + 1}" activePane="bottomLeft" state="frozen"/>`;
  const cols = columns.map(
    ({ width, style, hidden = false }, i) =>
      `<col min="${i + 1}" max="${i + 1}" width="${width}" style="${styleNo(style)}" customWidth="1"${hidden ? ' hidden="1"' : ''}/>`,
  );
  return `<worksheet xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${cols.join('')}</cols><sheetData>`;
}

function sheetFoot({ locked = false, checks = [], headRow, columns }: OutSheet, rows: number): string {
  const lock = locked
    ? '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0" sort="0" autoFilter="0"/>'
    : '';
  const shown = columns.filter(({ hidden = false }) => !hidden).length;
  const filter =
    headRow === undefined || rows <= headRow
      ? ''
      : `<autoFilter ref="A${headRow}:${columnName(shown - 1)}${rows}"/>`;
  const rules = checks.map((check) => checkXml(check, rows));
  const checked =
    rules.length === 0 ? '' : `<dataValidations count="${rules.length}">${rules.join('')}</dataValidations>`;
  return `</sheetData>${lock}${filter}${checked}<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/><headerFooter><oddFooter>&amp;RTrang &amp;P/&amp;N</oddFooter></headerFooter></worksheet>`;
}

function checkXml(check: Check, rows: number): string {
  const column = columnName(check.column);
  const range = `${column}${check.fromRow}:${column}${Math.min(LAST_ROW, Math.max(rows, check.fromRow))}`;
  const texts = `allowBlank="1" showErrorMessage="1" errorTitle="${escaped(check.title)}" error="${escaped(check.message)}" sqref="${range}"`;
  if (check.kind === 'length')
    return `<dataValidation type="textLength" errorStyle="warning" operator="between" ${texts}><formula1>${check.least}</formula1><formula2>${check.most}</formula2></dataValidation>`;
  const of = columnName(check.listColumn);
  return `<dataValidation type="list" ${texts}><formula1>${quoted(check.sheet)}!$${of}$1:$${of}$${check.count}</formula1></dataValidation>`;
}

const quoted = (name: string): string => `'${escaped(name.replaceAll("'", "''"))}'`;

function workbook(sheets: readonly OutSheet[]): string {
  const list = sheets.map(
    ({ name, state }, i) =>
      `<sheet name="${escaped(name)}" sheetId="${i + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${i + 1}"/>`,
  );
  const names = sheets.flatMap(({ name, headRow }, i) =>
    headRow === undefined
      ? []
      : [
          `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">${quoted(name)}!$${headRow}:$${headRow}</definedName>`,
        ],
  );
  return `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><bookViews><workbookView activeTab="0"/></bookViews><sheets>${list.join('')}</sheets>${names.length === 0 ? '' : `<definedNames>${names.join('')}</definedNames>`}</workbook>`;
}

function relations(count: number): string {
  const sheets = Array.from(
    { length: count },
    (_, i) =>
      `<Relationship Id="rId${i + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
  );
  return `<Relationships xmlns="${PACKAGE}/relationships">${sheets.join('')}<Relationship Id="rId${count + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`;
}

function contentTypes(count: number): string {
  const sheets = Array.from(
    { length: count },
    (_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${TYPE}.worksheet+xml"/>`,
  );
  return `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>${sheets.join('')}</Types>`;
}
