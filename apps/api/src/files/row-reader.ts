import { createHash } from 'node:crypto';
import {
  headingsOf,
  placesByMapping,
  placesIn,
  templateText,
  type Places,
  type TemplateMapping,
} from '#domain/files/columns';
import type { FileWarning } from '#domain/files/file-problems';
import { foldHeading } from '#domain/files/headings';
import { isError, rowProblem, type RowProblem } from '#domain/files/row-problems';
import type { ReadRow } from '#domain/files/review-row';
import { textOf, type TableRow } from '#domain/files/table';
import type { StagedRow } from '#persistence/files/batch-rows';
import type { TemplateView } from '#persistence/files/template-mappings';
import type { TableBegun } from '#spreadsheets/read-file';
import { Unreadable } from '#spreadsheets/unreadable';
import type { FileKind } from './file-kind.ts';
import { lockedTexts } from './file-kinds.ts';
import { lockOf, type Codes } from './row-codes.service.ts';

type Exports = ReadonlyMap<string, { readonly claimEpoch: number }>;

/** Reads the rows of one file: which columns it has, whose each row is, and whether it went out from here. */
export class RowReader {
  readonly warnings: FileWarning[] = [];
  headings: readonly string[] = [];
  /** True when the file has check codes of ours. */
  isOurs = false;
  #places: Places = {};
  #mapping: TemplateMapping | null = null;

  constructor(
    private readonly kind: FileKind,
    private readonly codes: Codes,
    private readonly templates: readonly TemplateView[],
    private readonly exports: Exports,
    private readonly epoch: number,
  ) {}

  /** What the heading is recognised by: our titles, and those of the office's templates. */
  get wanted(): { headings: string[]; least: number } {
    const ours = [...headingsOf(this.kind.columns).keys()];
    const theirs = this.templates.flatMap(({ mapping }) => Object.values(mapping.columns).map(foldHeading));
    return { headings: [...new Set([...ours, ...theirs])], least: this.kind.least };
  }

  /**
   * Finds the columns in the heading.
   * @throws Unreadable `forged`, `other_task`, `header_twice`, `header_not_found`
   */
  begin({ head, mark: text }: TableBegun): void {
    const mark = this.codes.readMark(text);
    if (mark === 'forged') throw new Unreadable('forged');
    if (mark !== undefined && this.exports.get(mark.exportId)?.claimEpoch !== this.epoch)
      throw new Unreadable('other_task');
    const width = head.cells.length;
    this.headings = Array.from({ length: width }, (_, at) => textOf(head.cells[at]));
    const template = this.templates.find(({ fingerprint }) => fingerprint === fingerprintOf(head));
    if (template !== undefined) {
      this.#mapping = template.mapping;
      this.#places = placesByMapping(head, template.mapping);
    } else {
      const placed = placesIn(head, this.kind.columns);
      if ('twice' in placed) throw new Unreadable('header_twice');
      this.#places = placed.places;
      if (placed.spare > 0) this.warnings.push('spare_columns');
    }
    const has = (column: string) => this.#places[column] !== undefined;
    if (!this.kind.needed.every(has) || !['key', 'recordNo', 'subjectId'].some(has))
      throw new Unreadable('header_not_found');
    this.isOurs = has('key');
  }

  read(row: TableRow): StagedRow {
    const read = this.kind.read(row, {
      ...{ places: this.#places, mapping: this.#mapping, latestYear: new Date().getUTCFullYear() },
    });
    const says = read.decision !== undefined || read.problems.length > 0;
    const problems: RowProblem[] = [...read.problems, ...(says ? this.#doubts(row, read) : [])];
    const wrong = problems.some(isError);
    return {
      rowNo: row.no,
      recordNo: read.key?.recordNo ?? read.recordNo ?? null,
      subjectId: read.key === undefined && read.recordNo === undefined ? (read.subjectId ?? null) : null,
      exportId: wrong ? null : (read.key?.exportId ?? null),
      version: wrong ? null : (read.key?.version ?? null),
      state: !says ? 'blank' : wrong ? 'error' : 'change',
      cells: this.headings.map((_, at) => (row.cells[at] ? textOf(row.cells[at]) : null)),
      decision: wrong ? null : (read.decision ?? null),
      problems,
    };
  }

  /** What speaks against a row being the one that went out. */
  #doubts(row: TableRow, { key, recordNo, subjectId }: ReadRow<object>): RowProblem[] {
    if (key === undefined) {
      const keyText = textOf(row.cells[this.#places['key'] ?? -1]);
      if (keyText !== '') return [rowProblem('key_forged', 'key')];
      if (this.isOurs || (recordNo === undefined && subjectId === undefined))
        return [rowProblem('record_unknown')];
      // Files of other systems never have our codes; what a village sends without them may be old.
      return this.kind.kind === 'review' ? [rowProblem('version_unknown')] : [];
    }
    // The key of one record beside the number of another: somebody copied it.
    const elsewhere = recordNo !== undefined && recordNo !== key.recordNo;
    if (elsewhere || !this.codes.isGenuine(key)) return [rowProblem('key_forged', 'key')];
    if (this.exports.get(key.exportId)?.claimEpoch !== this.epoch) return [rowProblem('key_other', 'key')];
    const locked = lockOf(key.exportId, lockedTexts(this.kind, row, this.#places));
    return locked === key.locked ? [] : [rowProblem('locked_changed')];
  }
}

/** What tells files of one template from those of others. */
export function fingerprintOf(head: TableRow): string {
  return createHash('sha256').update(templateText(head)).digest('hex');
}
