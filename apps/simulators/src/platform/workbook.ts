import { readSheet } from 'read-excel-file/node';
import { birthKey, nameKey } from '../generator/keys.ts';
import { numberState } from '../generator/identity.ts';

/** A row of an import file, as read. */
export interface ImportRow {
  row: number;
  subjectId: string;
  fullName: string;
  nameKey: string;
  dateOfBirth: string;
  birthKey: string | null;
  gender: string;
  number: string;
  /** What the number would be for a citizen, and for a foreigner. */
  citizenState: string;
  foreignState: string;
}

const HEADERS = ['Mã đối tượng', 'Họ và tên', 'Ngày sinh', 'Giới tính', 'Số CMND/CCCD/hộ chiếu'] as const;

/** Why a file cannot be imported at all. */
export class BadWorkbook extends Error {}

/** Reads the first sheet of an .xlsx file. Throws BadWorkbook when it is none or a column is missing. Numeric cells lose their leading zeros, as in life. */
export async function readImportRows(bytes: Buffer): Promise<ImportRow[]> {
  let sheet: readonly (readonly unknown[])[];
  try {
    sheet = await readSheet(bytes);
  } catch {
    throw new BadWorkbook('not_an_xlsx');
  }
  const [head, ...rows] = sheet;
  const places = HEADERS.map((header) => (head ?? []).findIndex((cell) => text(cell) === header));
  if (places.includes(-1)) throw new BadWorkbook('column_missing');
  return rows.flatMap((cells, nth) => {
    const [subjectId, fullName, dateOfBirth, gender, number] = places.map((place) => text(cells[place]));
    if (!subjectId && !fullName && !number) return [];
    const id = number ?? '';
    return {
      row: nth + 2,
      subjectId: subjectId ?? '',
      fullName: fullName ?? '',
      nameKey: nameKey(fullName ?? ''),
      dateOfBirth: dateOfBirth ?? '',
      birthKey: birthKey(dateOfBirth ?? ''),
      gender: gender ?? '',
      number: id,
      citizenState: numberState('VN', id, null),
      foreignState: numberState('XX', null, id),
    };
  });
}

function text(cell: unknown): string {
  if (cell instanceof Date) {
    const [year, month, day] = cell.toISOString().slice(0, 10).split('-');
    return `${day}/${month}/${year}`;
  }
  return cell === null || cell === undefined ? '' : String(cell).trim();
}
