import { decide } from '#domain/authority/decide';
import { DomainError } from '#domain/errors';
import type { Actor } from '../../act.ts';
import type { Sql } from '../../sql.ts';
import { postOf } from '../tasks.ts';

export interface WantedMerger {
  readonly day: string;
  readonly from: readonly string[];
  /** Its code; the name of a new unit, absent when an existing commune takes the others in. */
  readonly into: {
    readonly code: string;
    readonly name?: string | undefined;
    readonly parentCode?: string | undefined;
  };
  /** Posts that end; all others move to the office that follows theirs. */
  readonly endedPosts: readonly string[];
}

interface UnitRow {
  readonly code: string;
  readonly level: string;
  readonly name: string;
  readonly parentCode: string | null;
  readonly provinceCode: string;
  readonly validFrom: string;
  readonly validTo: string | null;
}

const UNITS = `select code, level, name, parent_code as "parentCode", province_code as "provinceCode", valid_from::text as "validFrom",
  valid_to::text as "validTo" from units where code = any($1::text[])`;

/** The units of a merger, found fit for it. */
export interface Merged {
  readonly from: readonly UnitRow[];
  readonly into: { readonly code: string; readonly name: string; readonly isNew: boolean };
  readonly parent: string | null;
  readonly provinceCode: string;
}

/** @throws DomainError `out_of_area`, `invalid_input` naming the field: see `planMerger`. */
export async function readMerged(
  sql: Sql,
  actor: Actor,
  { day, from: codes, into }: WantedMerger,
): Promise<Merged> {
  const wanted = [...new Set([...codes, into.code, into.parentCode ?? into.code])];
  const units = new Map(
    (await sql.query<UnitRow & Record<string, unknown>>(UNITS, [wanted])).map((unit) => [unit.code, unit]),
  );
  const [clock] = await sql.query<{ today: string }>(`select bangiao_today()::text as today`);
  if (day > (clock?.today ?? day))
    throw invalid(
      'day',
      'Ngày sáp nhập chưa tới; thực hiện từ ngày đó trở đi',
      'The day has not come; do it on or after it',
    );
  if (new Set(codes).size !== codes.length || codes.includes(into.code))
    throw invalid('from', 'Mỗi xã chỉ nêu một lần', 'Name each commune once');
  const from = codes.map((code) => {
    const unit = units.get(code);
    if (unit === undefined || unit.level !== 'commune')
      throw invalid('from', `Không có xã, phường mã ${code}`, `There is no commune ${code}`);
    if (decide('unit.merge', postOf(actor), { provinceCode: unit.provinceCode }) !== 'allowed')
      throw new DomainError('out_of_area', { unit: code });
    if (unit.validTo !== null)
      throw invalid(
        'from',
        `Đơn vị ${code} đã chấm dứt từ ngày ${unit.validTo}`,
        `Unit ${code} ended on ${unit.validTo}`,
      );
    if (day <= unit.validFrom)
      throw invalid(
        'day',
        `Đơn vị ${code} mới có từ ngày ${unit.validFrom}`,
        `Unit ${code} exists only since ${unit.validFrom}`,
      );
    return unit;
  });
  const provinceCode = from[0]?.provinceCode ?? '';
  if (from.some((unit) => unit.provinceCode !== provinceCode))
    throw invalid('from', 'Các xã phải cùng một tỉnh', 'The communes must be of one province');
  const present = units.get(into.code);
  if (into.name !== undefined) {
    if (present !== undefined)
      throw invalid(
        'into.code',
        'Mã đã dùng cho một đơn vị khác; mã không được dùng lại',
        'The code was used for another unit; codes are never reused',
      );
    const parent = into.parentCode ?? from[0]?.parentCode ?? provinceCode;
    const above = into.parentCode === undefined ? undefined : units.get(into.parentCode);
    if (
      into.parentCode !== undefined &&
      (above?.provinceCode !== provinceCode || !['district', 'province'].includes(above.level))
    )
      throw invalid(
        'into.parentCode',
        'Phải là huyện của tỉnh hoặc chính tỉnh',
        'Must be a district of the province, or the province',
      );
    return { from, into: { code: into.code, name: into.name, isNew: true }, parent, provinceCode };
  }
  if (present?.level !== 'commune' || present.provinceCode !== provinceCode || present.validTo !== null)
    throw invalid(
      'into.code',
      'Phải là một xã đang tồn tại của tỉnh, hoặc nêu tên của xã mới',
      'Must be a present commune of the province, or name the new one',
    );
  return {
    ...{ from, parent: present.parentCode, provinceCode },
    into: { code: present.code, name: present.name, isNew: false },
  };
}

/** The refusal of one field, in both languages. */
export function invalid(field: string, message: string, messageEn: string): DomainError {
  return new DomainError('invalid_input', { errors: [{ field, message, messageEn }] });
}
