/** Nobody in a list is born before, or after; later years are of another calendar. */
export const FIRST_YEAR = 1890;
export const LAST_YEAR = 2100;
export const DAY_MS = 86_400_000;

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}
function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
/** Whether there is such a day within the years of a list. */
export function exists(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && yearFits(year);
}
export function yearFits(year: number): boolean {
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}
/** Two digits. */
export const two = (n: number) => String(n).padStart(2, '0');
