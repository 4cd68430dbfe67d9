import type { BrokenFile } from './cases.ts';
import { GOOD_SHEET, rowsXml, sheetXml, workbookParts, zipOf } from './package-parts.ts';

const named =
  (...sheets: readonly (readonly [name: string, state: string, xml: string])[]): BrokenFile['make'] =>
  () =>
    zipOf(
      workbookParts(
        Object.fromEntries(sheets.map(([, , xml], i) => [`xl/worksheets/sheet${i + 1}.xml`, xml])),
        sheets.map(
          ([name, state], i) =>
            `<sheet name="${name}" sheetId="${i + 1}"${state && ` state="${state}"`} r:id="rId${i + 1}"/>`,
        ),
      ),
    );

/** Workbooks of several sheets, or of none. */
export function bookCases(): BrokenFile[] {
  const other = sheetXml(rowsXml([['Tổng hợp'], ['1']]));
  return [
    {
      name: 'the list on the third sheet',
      fileName: 's.xlsx',
      make: named(['A', '', other], ['B', '', other], ['C', '', GOOD_SHEET]),
      wanted: 'read',
    },
    {
      name: 'the list on a hidden sheet',
      fileName: 's.xlsx',
      make: named(['A', '', other], ['B', 'hidden', GOOD_SHEET]),
      wanted: 'read',
    },
    {
      name: 'the list on a very hidden sheet',
      fileName: 's.xlsx',
      make: named(['A', '', other], ['B', 'veryHidden', GOOD_SHEET]),
      wanted: 'read',
    },
    {
      name: 'wrong sheets only',
      fileName: 's.xlsx',
      make: named(['A', '', other], ['B', '', other]),
      wanted: 'header_not_found',
    },
    {
      name: 'two hundred sheets',
      fileName: 's.xlsx',
      make: named(
        ...Array.from({ length: 200 }, (_, i) => [`S${i}`, '', i === 199 ? GOOD_SHEET : other] as const),
      ),
      wanted: 'read',
    },
    {
      name: 'no sheet in the workbook',
      fileName: 's.xlsx',
      make: () => zipOf(workbookParts({}, [])),
      wanted: 'no_sheet',
    },
    {
      name: 'a second sheet that is broken',
      fileName: 's.xlsx',
      make: named(['A', '', GOOD_SHEET], ['B', '', '<worksheet><sheetData>']),
    },
  ];
}
