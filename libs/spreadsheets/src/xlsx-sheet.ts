import type { FileWarning } from '#domain/files/file-problems';
import type { Cell, TableRow } from '#domain/files/table';
import { dayOfSerial, literalFormula, numberText, textCell } from './cell-values.ts';
import { LIMITS } from './limits.ts';
import type { StringTable } from './string-table.ts';
import type { MergedRows } from './table-source.ts';
import type { XmlListener } from './xml-events.ts';

/** Gathers the rows of one sheet from its tags. Whoever feeds it takes them out of `rows` between two chunks. */
export class SheetRows implements XmlListener {
  rows: TableRow[] = [];
  readonly merged: MergedRows[] = [];
  #row = 0;
  #rowHidden = false;
  #cells: (Cell | null)[] = [];
  #filled = false;
  #column = -1;
  #type = 'n';
  #style = 0;
  #value = '';
  #formula: string | undefined;
  #hasFormula = false;
  #taking: 'value' | 'formula' | undefined;
  #aside = 0;

  constructor(
    private readonly shared: StringTable,
    private readonly isDate: readonly boolean[],
    private readonly date1904: boolean,
    private readonly warn: (warning: FileWarning) => void,
  ) {}

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    switch (name) {
      case 'c':
        this.#beginCell(attributes);
        return;
      case 'v':
        this.#taking = 'value';
        return;
      case 't':
        if (this.#aside === 0) this.#taking = 'value';
        return;
      case 'f':
        this.#hasFormula = true;
        this.#formula = '';
        this.#taking = 'formula';
        return;
      case 'rPh':
        this.#aside += 1;
        return;
      case 'row':
        this.#beginRow(attributes);
        return;
      case 'col':
        // Our own key column is hidden; a person hides others.
        if (isTrue(attributes['hidden'])) this.warn('hidden_columns');
        return;
      case 'mergeCell':
        this.#merge(attributes['ref'] ?? '');
    }
  }

  close(name: string): void {
    if (name === 'v' || name === 't' || name === 'f') this.#taking = undefined;
    else if (name === 'rPh') this.#aside -= 1;
    else if (name === 'c') this.#endCell();
    else if (name === 'row' && this.#filled) {
      if (this.#rowHidden) this.warn('hidden_rows');
      this.rows.push({ no: this.#row, cells: this.#cells });
    }
  }

  text(piece: string): void {
    if (this.#taking === 'value') {
      if (this.#value.length <= LIMITS.cellLength) this.#value += piece;
    } else if (this.#taking === 'formula' && this.#formula !== undefined && this.#formula.length < 200)
      this.#formula += piece;
  }

  #beginRow({ r, hidden }: Readonly<Record<string, string>>): void {
    const no = Number(r);
    this.#row = Number.isInteger(no) && no > 0 ? no : this.#row + 1;
    this.#rowHidden = isTrue(hidden);
    this.#cells = [];
    this.#filled = false;
    this.#column = -1;
  }

  #beginCell({ r, t, s }: Readonly<Record<string, string>>): void {
    this.#column = r === undefined ? this.#column + 1 : columnOf(r);
    this.#type = t ?? 'n';
    this.#style = Number(s ?? 0);
    this.#value = '';
    this.#formula = undefined;
    this.#hasFormula = false;
  }

  #endCell(): void {
    if (this.#column < 0 || this.#column >= LIMITS.columns) return;
    const cell = this.#cell();
    if (cell === null) return;
    while (this.#cells.length < this.#column) this.#cells.push(null);
    this.#cells[this.#column] = cell;
    this.#filled = true;
  }

  #cell(): Cell | null {
    const raw = this.#value;
    if (this.#hasFormula) {
      const literal = literalFormula(this.#formula ?? '');
      return literal === undefined ? [this.#shown(raw), 'formula'] : textCell(literal);
    }
    switch (this.#type) {
      case 's':
        return textCell(this.shared.at(Number(raw)) ?? '');
      case 'e':
        return [raw, 'error'];
      case 'n':
      case 'd':
        return this.#number(raw);
      case 'b':
        return textCell(this.#shown(raw));
      default:
        return textCell(raw);
    }
  }

  #number(raw: string): Cell | null {
    if (raw.trim() === '') return null;
    if (this.#type === 'd') return [raw.slice(0, 10), 'date'];
    const value = Number(raw);
    if (!Number.isFinite(value)) return [raw.slice(0, LIMITS.cellLength), 'error'];
    const day = this.isDate[this.#style] === true ? dayOfSerial(value, this.date1904) : undefined;
    return day === undefined ? [numberText(value), 'number'] : [day, 'date'];
  }

  #shown(raw: string): string {
    if (this.#type === 'b') return raw === '1' ? 'TRUE' : 'FALSE';
    return raw.slice(0, LIMITS.cellLength);
  }

  #merge(ref: string): void {
    this.warn('merged_cells');
    const [first, last] = ref.split(':').map((corner) => Number(/\d+$/.exec(corner)?.[0]));
    if (this.merged.length < LIMITS.merges && first !== undefined && last !== undefined)
      this.merged.push([first, last]);
  }
}

function isTrue(flag: string | undefined): boolean {
  return flag === '1' || flag === 'true';
}

/** The column of a cell's address, from 0; -1 for what is no address. */
function columnOf(address: string): number {
  let column = 0;
  for (let i = 0; i < address.length; i += 1) {
    const letter = address.charCodeAt(i);
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
  }
  return column - 1;
}
