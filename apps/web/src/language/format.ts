/** Offices work by Vietnam's time, wherever the computer thinks it is. */
export const TIME_ZONE = 'Asia/Ho_Chi_Minh';

const NUMBER = new Intl.NumberFormat('vi-VN');
const PERCENT = new Intl.NumberFormat('vi-VN', { style: 'percent', maximumFractionDigits: 1 });
const DAY = new Intl.DateTimeFormat('vi-VN', {
  timeZone: TIME_ZONE,
  ...{ day: '2-digit', month: '2-digit', year: 'numeric' },
} as const);
const TIME = new Intl.DateTimeFormat('vi-VN', {
  timeZone: TIME_ZONE,
  ...{ hour: '2-digit', minute: '2-digit', hour12: false },
} as const);

export type Moment = Date | string | number;

/** 20.000: dots between thousands, in both languages, as on paper. */
export function formatNumber(value: number): string {
  return NUMBER.format(value);
}

/** 0,125 is 12,5%. */
export function formatShare(value: number): string {
  return PERCENT.format(value);
}

/** dd/mm/yyyy. */
export function formatDay(moment: Moment): string {
  return DAY.format(new Date(moment));
}

/** HH:mm, 24 hours. */
export function formatTime(moment: Moment): string {
  return TIME.format(new Date(moment));
}

/** HH:mm dd/mm/yyyy. */
export function formatMoment(moment: Moment): string {
  return `${formatTime(moment)} ${formatDay(moment)}`;
}

/** A birth date as records hold it (YYYY, YYYY-MM or YYYY-MM-DD), written yyyy, mm/yyyy or dd/mm/yyyy. Anything else stays as it is. */
export function formatBirthDate(value: string | null | undefined): string {
  if (!value) return '';
  return /^\d{4}(-\d{2}){0,2}$/.test(value) ? value.split('-').reverse().join('/') : value;
}
