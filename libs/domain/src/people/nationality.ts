import { nameAscii } from './names.ts';

const VIETNAMESE: ReadonlySet<string> = new Set([
  '',
  'vn',
  'vnm',
  'viet nam',
  'vietnam',
  'vietnamese',
  'nguoi viet nam',
]);

/**
 * Whether a person goes through the police steps. Foreigners never appear in a query to the population database
 * (domain notes §1.5). An empty nationality counts as Vietnamese, as on the platform.
 */
export function isVietnamese(nationality: string | null | undefined): boolean {
  if (nationality === 'VN' || nationality === null || nationality === undefined) return true;
  return VIETNAMESE.has(nameAscii(nationality));
}
