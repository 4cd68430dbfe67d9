import type { OfficeKind, Role } from '../people/roles.ts';
import type { Transitions } from '../process/states.ts';

/** `minutes`: biên bản bàn giao of the giver's office; `receipt`: biên bản tiếp nhận of the receiver's. */
export const PAPER_KINDS = ['minutes', 'receipt'] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

/** `numbered`: it has its number in the register and waits for the signature of the organisation. */
export const PAPER_STATES = ['prepared', 'signed', 'numbered', 'issued', 'voided'] as const;
export type PaperState = (typeof PAPER_STATES)[number];
export type PaperAct = 'sign' | 'number' | 'issue' | 'void';

/** The officer signs first, then the registry clerk numbers and the organisation signs (Nghị định 30/2020/NĐ-CP, Điều 13 to 15). */
export const PAPER_TRANSITIONS = {
  prepared: { sign: 'signed', void: 'voided' },
  signed: { number: 'numbered', void: 'voided' },
  numbered: { issue: 'issued', void: 'voided' },
  issued: { void: 'voided' },
  voided: {},
} as const satisfies Transitions<PaperState, PaperAct>;

/** Both kinds are biên bản: `BB` of Phụ lục III of Nghị định 30/2020/NĐ-CP. */
const TYPE_SIGN = 'BB';

/** What a paper says of itself for programs: whose handover it is, and the hash of its manifest, hexadecimal. */
export function paperKeywords(kind: PaperKind, handoverId: string, manifestHash: string): string {
  return `ban-giao/paper kind=${kind} handover=${handoverId} manifest=${manifestHash}`;
}

/** Ký hiệu of an office's paper: sign of its type and initials of the office's name, such as `BB-CAPMN`; a letter has no type. */
export function paperSymbol(officeName: string, typeSign: 'BB' | 'BC' | '' = TYPE_SIGN): string {
  const initials = officeName
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
  return typeSign === '' ? initials : `${typeSign}-${initials}`;
}

/** Số, ký hiệu as printed: numbers below ten get a zero in front (Phụ lục I). */
export function paperNumber(number: number, symbol: string): string {
  return `${String(number).padStart(2, '0')}/${symbol}`;
}

export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The day in Vietnam, which has had one zone and no summer time since 1975. */
export function dayInVietnam(moment: Date): CalendarDay {
  const local = new Date(moment.getTime() + 7 * 3_600_000);
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
}

/** Địa danh và thời gian: days below ten and the months one and two get a zero in front (Phụ lục I). */
export function placeAndDay(place: string, { year, month, day }: CalendarDay): string {
  const months = month < 3 ? `0${month}` : `${month}`;
  return `${place}, ngày ${String(day).padStart(2, '0')} tháng ${months} năm ${year}`;
}

/** Địa danh of a commune: its name without the kind of unit. */
export function placeName(unitName: string): string {
  return unitName.replace(/^(Xã|Phường|Thị trấn|Huyện|Quận|Thị xã|Thành phố|Tỉnh) /u, '');
}

/** An office's name within a sentence: the kind of unit is written small, as in `Công an phường Mũi Né`. */
export function nameInSentence(officeName: string): string {
  return officeName.replace(
    / (Xã|Phường|Thị trấn|Huyện|Quận|Thị xã|Thành phố|Tỉnh|Thôn|Khu phố)(?= )/gu,
    (kind) => kind.toLowerCase(),
  );
}

export interface PlaceNames {
  readonly province: string;
  readonly district: string;
  readonly commune: string;
}

/** Cơ quan chủ quản of 2022: whose office stands above one of this kind. */
export function superiorName(kind: OfficeKind, { province, district, commune }: PlaceNames): string {
  switch (kind) {
    case 'commune_police':
      return `Công an ${district}`;
    case 'health_station':
    case 'vaccination_facility':
      return `Trung tâm Y tế ${district}`;
    case 'commune_task_force':
    case 'village_task_force':
      return `Ủy ban nhân dân ${commune}`;
    case 'province_task_force':
    case 'provincial_health_department':
    case 'inspectorate':
      return `Ủy ban nhân dân ${province}`;
    case 'ministry_issuer':
      return 'Bộ Y tế';
  }
}

/** Chức vụ as it stands above the signature. Which chief it was, the name says. */
export const SIGNER_TITLES = {
  province_task_force: 'Cán bộ Tổ công tác',
  commune_task_force: 'Tổ trưởng Tổ công tác',
  village_task_force: 'Tổ trưởng Tổ công tác',
  health_station: 'Cán bộ Trạm Y tế',
  police_officer: 'Cán bộ Công an',
  police_chief: 'Chỉ huy Công an',
  facility_officer: 'Cán bộ cơ sở tiêm chủng',
  key_officer: 'Cán bộ quản lý khóa ký',
  registry_clerk: 'Văn thư',
  supervisor: 'Cán bộ giám sát',
  auditor: 'Cán bộ thanh tra',
  system_admin: 'Quản trị hệ thống',
} as const satisfies Record<Role, string>;
