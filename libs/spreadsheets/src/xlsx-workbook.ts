import { attributeOf, readXml } from './xml-events.ts';
import { isDateFormat } from './cell-values.ts';
import { LIMITS } from './limits.ts';
import { StringTable } from './string-table.ts';
import type { SheetInfo } from './table-source.ts';
import { Unreadable } from './unreadable.ts';
import type { ZipParts } from './zip-parts.ts';

const SMALL_PART = 8 * 1_048_576;

export interface Workbook {
  readonly sheets: readonly (SheetInfo & { readonly part: string })[];
  readonly date1904: boolean;
  readonly sharedPart: string | undefined;
  readonly stylesPart: string | undefined;
}

/** Reads which sheets a workbook has and where its parts are. @throws Unreadable */
export async function readWorkbook(zip: ZipParts): Promise<Workbook> {
  const targets = await readRelations(zip, 'xl/_rels/workbook.xml.rels', 'xl/');
  const sheets: (SheetInfo & { part: string })[] = [];
  let date1904 = false;
  await readXml('workbook', await zip.stream('xl/workbook.xml', SMALL_PART), {
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = /^(?:1|true)$/.test(attributes['date1904'] ?? '');
      if (name !== 'sheet') return;
      const relation = targets.get(attributeOf(attributes, 'id') ?? '');
      if (relation?.type !== 'worksheet' || !zip.has(relation.part)) return;
      const state = attributes['state'];
      sheets.push({
        name: attributes['name'] ?? '',
        hidden: state !== undefined && state !== 'visible',
        part: relation.part,
      });
    },
  });
  if (sheets.length === 0) throw new Unreadable('no_sheet');
  const of = (type: string) => [...targets.values()].find((r) => r.type === type && zip.has(r.part))?.part;
  return { sheets, date1904, sharedPart: of('sharedStrings'), stylesPart: of('styles') };
}

interface Relation {
  readonly type: string;
  readonly part: string;
}

/** Targets outside the package are never followed. */
async function readRelations(zip: ZipParts, part: string, base: string): Promise<Map<string, Relation>> {
  const found = new Map<string, Relation>();
  await readXml('relations', await zip.stream(part, SMALL_PART), {
    open(name, { Id = '', Type = '', Target = '', TargetMode }) {
      if (name !== 'Relationship' || TargetMode === 'External') return;
      const path = Target.startsWith('/') ? Target.slice(1) : resolved(base + Target);
      found.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), part: path });
    },
  });
  return found;
}

function resolved(path: string): string {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

/** For each cell format of the workbook: does it show a day? @throws Unreadable */
export async function readDateStyles(zip: ZipParts, part: string | undefined): Promise<boolean[]> {
  if (part === undefined) return [];
  const codes = new Map<number, string>();
  const isDate: boolean[] = [];
  let inside = false;
  await readXml('styles', await zip.stream(part, SMALL_PART), {
    open(name, attributes) {
      if (name === 'numFmt') codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      else if (name === 'cellXfs') inside = true;
      else if (name === 'xf' && inside) {
        const id = Number(attributes['numFmtId'] ?? 0);
        isDate.push(isDateFormat(id, codes.get(id)));
      }
    },
    close(name) {
      if (name === 'cellXfs') inside = false;
    },
  });
  return isDate;
}

/** The shared texts; of a rich text its runs, without the reading aids of East Asian text. @throws Unreadable */
export async function readShared(zip: ZipParts, part: string | undefined): Promise<StringTable> {
  const table = new StringTable();
  if (part === undefined) return table;
  let text = '';
  let taking = false;
  let aside = 0;
  await readXml('sharedStrings', await zip.stream(part, LIMITS.sharedBytes), {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 'rPh') aside += 1;
      else if (name === 't') taking = aside === 0;
    },
    close(name) {
      if (name === 'si')
        table.add(text.length > LIMITS.cellLength ? text.slice(0, LIMITS.cellLength + 1) : text);
      else if (name === 'rPh') aside -= 1;
      else if (name === 't') taking = false;
    },
    text(piece) {
      if (taking && text.length <= LIMITS.cellLength) text += piece;
    },
  });
  return table;
}
