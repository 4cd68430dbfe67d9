import { OFFICE_KINDS, type OfficeKind } from '#domain/people/roles';
import type { SheetRow } from '#domain/registry/sheets';
import type { CheckContext, Fail, RowState } from './check-context.ts';
import type { Present } from './present.ts';

const PROVINCIAL: ReadonlySet<OfficeKind> = new Set([
  'province_task_force',
  'provincial_health_department',
  'inspectorate',
]);

function communeProblem(
  { present, uploader }: CheckContext,
  code: string,
): readonly [string, string] | undefined {
  const unit = present.units.get(code);
  if (unit?.level !== 'commune') return [`Không có xã mã này`, `There is no such commune`];
  if (unit.provinceCode !== uploader.provinceCode)
    return [`Xã thuộc tỉnh khác`, `The commune is in another province`];
  return unit.ended ? [`Xã đã chấm dứt`, `The commune has ended`] : undefined;
}

/** Villages: new ones, or present ones with another name. */
export function checkVillages(context: CheckContext, fail: Fail): Map<number, RowState> {
  const states = new Map<number, RowState>();
  for (const row of context.rows.villages) {
    const { code = '', name = '', communeCode = '' } = row.cells;
    const commune = communeProblem(context, communeCode);
    const known = context.present.units.get(code);
    if (!/^\d{5}-\d{2,3}$/.test(code))
      fail(
        row,
        'code',
        'Phải là mã xã, gạch nối và số thứ tự, ví dụ 22915-01',
        'Must be commune code, hyphen and number, such as 22915-01',
      );
    else if (commune !== undefined) fail(row, 'communeCode', ...commune);
    else if (known === undefined && !code.startsWith(`${communeCode}-`))
      fail(row, 'code', 'Mã thôn phải bắt đầu bằng mã xã', 'The code must begin with that of the commune');
    else if (known !== undefined && (known.level !== 'village' || known.parentCode !== communeCode))
      fail(
        row,
        'code',
        'Mã đã dùng cho một đơn vị khác; mã không được dùng lại',
        'The code belongs to another unit; codes are never reused',
      );
    else if (known?.ended) fail(row, 'code', 'Thôn đã chấm dứt', 'The village has ended');
    else states.set(row.row, known === undefined ? 'new' : known.name === name ? 'same' : 'changed');
  }
  return states;
}

/** Offices: new ones, or present ones with another name or superior; kind and place never change. */
export function checkOffices(context: CheckContext, fail: Fail): Map<number, RowState> {
  const { rows, present, uploader } = context;
  const states = new Map<number, RowState>();
  const villages = new Map(rows.villages.map(({ cells }) => [cells['code'], cells['communeCode']]));
  const inFile = new Map(rows.offices.map(({ cells }) => [cells['id'], cells]));
  for (const row of rows.offices) {
    const {
      id = '',
      kind = '',
      name = '',
      communeCode,
      villageCode,
      superiorOfficeId,
      calendarId = 'vn',
    } = row.cells;
    const before = states.size;
    const known = present.offices.get(id);
    const place =
      villageCode === undefined
        ? undefined
        : (villages.get(villageCode) ?? present.units.get(villageCode)?.parentCode);
    const commune = communeCode === undefined ? undefined : communeProblem(context, communeCode);
    const superior = superiorOfficeId === undefined ? undefined : present.offices.get(superiorOfficeId);
    if (known === undefined && !/^[A-Z0-9-]{3,60}$/.test(id))
      fail(row, 'id', 'Chỉ gồm chữ hoa, chữ số và gạch nối', 'Capital letters, digits and hyphens only');
    else if (!(OFFICE_KINDS as readonly string[]).includes(kind))
      fail(row, 'kind', 'Không có loại đơn vị này', 'There is no such kind of office');
    else if (PROVINCIAL.has(kind as OfficeKind) !== (communeCode === undefined))
      fail(
        row,
        'communeCode',
        'Đơn vị cấp tỉnh không có mã xã, đơn vị khác phải có',
        'Provincial offices have no commune, all others have one',
      );
    else if (commune !== undefined) fail(row, 'communeCode', ...commune);
    else if ((kind === 'village_task_force') !== (villageCode !== undefined))
      fail(
        row,
        'villageCode',
        'Chỉ Tổ công tác thôn, khu phố có mã thôn',
        'Village task forces have a village, nobody else does',
      );
    else if (villageCode !== undefined && place !== communeCode)
      fail(row, 'villageCode', 'Không có thôn này trong xã', 'There is no such village in the commune');
    else if (
      superiorOfficeId !== undefined &&
      (superiorOfficeId === id || (superior === undefined && !inFile.has(superiorOfficeId)))
    )
      fail(row, 'superiorOfficeId', 'Không có đơn vị này', 'There is no such office');
    else if (superior !== undefined && (superior.provinceCode !== uploader.provinceCode || superior.ended))
      fail(
        row,
        'superiorOfficeId',
        'Đơn vị thuộc tỉnh khác hoặc đã chấm dứt',
        'The office is in another province or has ended',
      );
    else if (superiorOfficeId === undefined && communeCode !== undefined)
      fail(row, 'superiorOfficeId', 'Đơn vị này phải có đơn vị cấp trên', 'This office needs a superior one');
    else if (
      ![null, uploader.provinceCode].includes(
        present.calendars.get(calendarId) ?? (present.calendars.has(calendarId) ? null : '?'),
      )
    )
      fail(row, 'calendarId', 'Không có lịch này', 'There is no such calendar');
    else if (known !== undefined) {
      if (known.provinceCode !== uploader.provinceCode)
        fail(row, 'id', 'Mã thuộc tỉnh khác', 'The code belongs to another province');
      else if (known.ended)
        fail(
          row,
          'id',
          'Đơn vị đã chấm dứt; mã không được dùng lại',
          'The office has ended; codes are never reused',
        );
      else if (
        known.kind !== kind ||
        known.communeCode !== (communeCode ?? null) ||
        known.villageCode !== (villageCode ?? null)
      )
        fail(
          row,
          'kind',
          'Không đổi được loại hoặc địa bàn của đơn vị đã có',
          'Kind and place of a present office cannot change',
        );
      else if (known.calendarId !== calendarId)
        fail(
          row,
          'calendarId',
          'Đổi lịch làm ảnh hưởng thời hạn: dùng chức năng Lịch làm việc',
          'A change of calendar moves deadlines: use the calendars',
        );
      else
        states.set(
          row.row,
          known.name === name && known.superiorOfficeId === (superiorOfficeId ?? null) ? 'same' : 'changed',
        );
    } else states.set(row.row, 'new');
    if (states.size > before && circular(id, inFile, present))
      fail(
        row,
        'superiorOfficeId',
        'Các đơn vị cấp trên tạo thành vòng',
        'The superior offices form a circle',
      );
  }
  return states;
}

function circular(
  id: string,
  inFile: ReadonlyMap<string | undefined, SheetRow['cells']>,
  present: Present,
): boolean {
  const seen = new Set<string>();
  let at: string | null | undefined = id;
  while (at !== null && at !== undefined && !seen.has(at)) {
    seen.add(at);
    const cells = inFile.get(at);
    at = cells === undefined ? present.offices.get(at)?.superiorOfficeId : cells['superiorOfficeId'];
    if (at === id) return true;
  }
  return false;
}
