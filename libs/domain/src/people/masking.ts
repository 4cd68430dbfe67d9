/**
 * What is shown of a person's data outside the work on the record: "079*******34". The stars say how long the value is
 * only for the two regular lengths, so that a mask never helps to guess a damaged number.
 */
export function maskIdNumber(value: string | null | undefined): string {
  const text = value?.trim() ?? '';
  if (text === '') return '';
  if (/^\d{12}$/.test(text)) return `${text.slice(0, 3)}*******${text.slice(-2)}`;
  if (/^\d{9}$/.test(text)) return `${text.slice(0, 2)}*****${text.slice(-2)}`;
  return '*****';
}

/** Keeps the last three digits of a telephone number. */
export function maskPhone(value: string | null | undefined): string {
  const digits = (value ?? '').replace(/\D/g, '');
  return digits === '' ? '' : digits.length < 8 ? '***' : `*******${digits.slice(-3)}`;
}

/** Keeps the family name and the initials: "Nguyễn V. A.". */
export function maskName(value: string | null | undefined): string {
  const [family, ...rest] = (value ?? '').normalize('NFC').trim().split(/\s+/);
  if (family === undefined || family === '') return '';
  if (rest.length === 0) return `${[...family][0] ?? ''}.`;
  return [family, ...rest.map((word) => `${[...word][0] ?? ''}.`)].join(' ');
}

/** Keeps the year of a normalised birth date (`YYYY`, `YYYY-MM`, `YYYY-MM-DD`) and nothing of any other text. */
export function maskBirthDate(value: string | null | undefined): string {
  const text = value ?? '';
  if (text === '') return '';
  return /^\d{4}(-\d{2}){0,2}$/.test(text) ? `**/**/${text.slice(0, 4)}` : '**/**/****';
}
