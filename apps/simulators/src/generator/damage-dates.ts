import { birth, type DamagePattern } from './damage.ts';

/** Birth dates that are not the person's, or not a date as the platform reads one. */
export const WRONG_DATES: readonly DamagePattern[] = [
  birth(
    'first_of_january',
    20,
    ({ year }) => `01/01/${year}`,
    (p) => p.dateOfBirth.length === 10 && !p.dateOfBirth.endsWith('-01-01'),
  ),
  birth(
    'day_and_month_swapped',
    18,
    ({ year, month, day }) => date(month, day, year),
    (p) => swappable(p.dateOfBirth),
  ),
  birth('one_day_off', 9, ({ year, month, day }, random) =>
    shifted(year, month, day, random.chance(0.85) ? -1 : 1),
  ),
  birth(
    'year_wrong',
    16,
    ({ year, month, day }, random) =>
      date(Math.min(day, 28), month, year + random.pick([-10, -2, -1, 1, 2, 10])),
    () => true,
  ),
  birth('day_wrong', 12, ({ year, month, day }, random) =>
    date(1 + ((day + random.between(1, 26)) % 28), month, year),
  ),
  birth('month_wrong', 6, ({ year, month, day }, random) =>
    date(Math.min(day, 28), 1 + ((month + random.below(10)) % 12), year),
  ),
  birth('year_alone', 5, ({ year }) => String(year)),
  birth('two_digit_year', 3, ({ year, month, day }) => `${day}-${month}-${String(year).slice(2)}`),
  birth(
    'year_of_two_digits',
    1.5,
    ({ year }) => String(year).slice(2),
    () => true,
  ),
  birth('month_and_year', 2, ({ year, month }) => `${month}/${year}`),
  birth('excel_serial', 4, ({ year, month, day }) => String(serial(year, month, day))),
  birth('excel_serial_1904', 1, ({ year, month, day }) => String(serial(year, month, day) - 1462)),
  birth('dots', 2.5, ({ year, month, day }) => date(day, month, year).replaceAll('/', '.')),
  birth('digits_only', 1.5, ({ year, month, day }) => date(day, month, year).replaceAll('/', '')),
  birth('buddhist_year', 0.7, ({ year, month, day }) => date(day, month, year + 543)),
  birth(
    'no_date',
    0.8,
    () => '',
    () => true,
  ),
];

/** dd/mm/yyyy, and sometimes the official style with one digit for days and months under ten. */
export function date(day: number, month: number, year: number): string {
  return `${String(day).padStart(2, '0')}/${String(month).padStart(2, '0')}/${year}`;
}

function swappable(iso: string): boolean {
  const [, month, day] = iso.split('-');
  return day !== undefined && Number(day) <= 12 && day !== month;
}

function shifted(year: number, month: number, day: number, days: number): string {
  const moved = new Date(Date.UTC(year, month - 1, day + days));
  return date(moved.getUTCDate(), moved.getUTCMonth() + 1, moved.getUTCFullYear());
}

function serial(year: number, month: number, day: number): number {
  return Math.round(Date.UTC(year, month - 1, day) / 86_400_000) + 25_569;
}
