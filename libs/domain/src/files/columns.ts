import { foldHeading } from './headings.ts';
import { textOf, type TableRow } from './table.ts';

/** A column of one kind of list, as our own files show it and as it is recognised in others. */
export interface ListColumn {
  readonly title: string;
  /** Other headings under which it comes back, besides the title. */
  readonly aliases?: readonly string[];
  /** Width in characters. */
  readonly width: number;
  /** People fill it in; everything else is locked. */
  readonly open?: boolean;
  readonly hidden?: boolean;
}

export type Columns = Readonly<Record<string, ListColumn>>;

/** Where each column stands in a file: its number from 0. */
export type Places<K extends string = string> = Readonly<Partial<Record<K, number>>>;

/** Every heading by which a kind of list is recognised, folded, with the column it means. */
export function headingsOf<C extends Columns>(columns: C): Map<string, keyof C & string> {
  const found = new Map<string, keyof C & string>();
  for (const [key, { title, aliases = [] }] of Object.entries(columns))
    for (const heading of [title, ...aliases]) found.set(foldHeading(heading), key);
  return found;
}

export type Placed<K extends string> =
  { readonly places: Places<K>; readonly spare: number } | { readonly twice: string };

/** Which column of a kind each heading of a row means; columns may have been moved or renamed to an alias. `twice` names a column that stands there twice. */
export function placesIn<C extends Columns>(head: TableRow, columns: C): Placed<keyof C & string> {
  const known = headingsOf(columns);
  const places: Partial<Record<keyof C & string, number>> = {};
  let spare = 0;
  for (const [at, cell] of head.cells.entries()) {
    const heading = foldHeading(textOf(cell));
    if (heading === '') continue;
    const key = known.get(heading);
    if (key === undefined) spare += 1;
    else if (places[key] === undefined) places[key] = at;
    else return { twice: columns[key]?.title ?? key };
  }
  return { places, spare };
}

/** What a file's headings have in common with those of every other file of the same template; its hash is the template's fingerprint. */
export function templateText(head: TableRow): string {
  const folded = head.cells.map((cell) => foldHeading(textOf(cell)));
  const last = folded.findLastIndex((heading) => heading !== '');
  return folded.slice(0, last + 1).join('\u001f');
}

/** A mapping of a foreign template: for each column of ours, the heading it has there. */
export interface TemplateMapping {
  readonly columns: Readonly<Record<string, string>>;
  /** What the template's codes mean, per column: `{"gender": {"0": "Nữ"}}`. Nothing of it is ever guessed. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Where a mapping puts the columns in a file. */
export function placesByMapping(head: TableRow, { columns }: TemplateMapping): Places {
  const folded = head.cells.map((cell) => foldHeading(textOf(cell)));
  const places: Record<string, number> = {};
  for (const [key, heading] of Object.entries(columns)) {
    const at = folded.indexOf(foldHeading(heading));
    if (at >= 0) places[key] = at;
  }
  return places;
}
