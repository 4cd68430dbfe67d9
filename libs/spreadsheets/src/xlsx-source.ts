import type { FileWarning } from '#domain/files/file-problems';
import { readDateStyles, readShared, readWorkbook } from './xlsx-workbook.ts';
import { SheetRows } from './xlsx-sheet.ts';
import type { TableSource } from './table-source.ts';
import { Unreadable } from './unreadable.ts';
import { readXml } from './xml-events.ts';
import { openZip, type ZipParts } from './zip-parts.ts';

/**
 * Opens an Office Open XML workbook. Formulas are never computed, links never followed, macros refused.
 * @throws Unreadable
 */
export async function openXlsx(bytes: Buffer): Promise<TableSource> {
  const zip = await openZip(bytes);
  try {
    refuseOthers(zip);
    const warnings = new Set<FileWarning>();
    if ([...zip.names].some((name) => name.startsWith('xl/externallinks/'))) warnings.add('external_links');
    const workbook = await readWorkbook(zip);
    const isDate = await readDateStyles(zip, workbook.stylesPart);
    const shared = await readShared(zip, workbook.sharedPart);
    return {
      format: 'xlsx',
      sheets: workbook.sheets,
      warnings,
      async read(sheet, take) {
        const part = workbook.sheets[sheet]?.part ?? '';
        const rows = new SheetRows(shared, isDate, workbook.date1904, (warning) => warnings.add(warning));
        await readXml('sheet', await zip.stream(part), rows, async () => {
          const full = rows.rows;
          rows.rows = [];
          for (const row of full) if (!(await take(row))) return false;
          return true;
        });
        return { merged: rows.merged };
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** What a zip archive may be besides a workbook. */
function refuseOthers(zip: ZipParts): void {
  if (zip.has('xl/vbaProject.bin') || [...zip.names].some((name) => name.endsWith('vbaproject.bin')))
    throw new Unreadable('macros');
  if (zip.has('xl/workbook.bin')) throw new Unreadable('xlsb');
  if (zip.has('mimetype') && zip.has('content.xml')) throw new Unreadable('ods');
  if (!zip.has('xl/workbook.xml') || !zip.has('xl/_rels/workbook.xml.rels'))
    throw new Unreadable(
      zip.has('[content_types].xml') && zip.has('xl/workbook.xml') ? 'damaged' : 'not_a_table',
    );
}
