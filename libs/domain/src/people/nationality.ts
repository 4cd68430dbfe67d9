import { hit, type RuleHit } from '../rules/catalogue.ts';
import { readLegacy } from './legacy-encodings.ts';
import { nameAscii } from './names.ts';
import { withLatinLetters, withoutEntities } from './text-damage.ts';

const VIETNAMESE: ReadonlySet<string> = new Set([
  'vn',
  'vnm',
  'viet nam',
  'vietnam',
  'vietnamese',
  'nguoi viet nam',
  'viet nam vn',
  'vnam',
  'cong hoa xa hoi chu nghia viet nam',
]);

const STATELESS = /khong quoc tich|stateless|viet kieu|nguoi goc viet|^xx[ab]?$/;

/**
 * Whether a person goes through the police steps. Foreigners never appear in a query to the population database
 * (domain notes §1.5). An empty nationality counts as Vietnamese, as on the platform.
 */
export function isVietnamese(nationality: string | null | undefined): boolean {
  if (nationality === 'VN' || nationality === null || nationality === undefined) return true;
  if (/^[\s._-]*$/.test(nationality)) return true;
  if (VIETNAMESE.has(nameAscii(nationality))) return true;
  const text = withoutEntities(nationality);
  const read = readLegacy(text)?.value ?? withLatinLetters(text) ?? text;
  return read !== nationality && VIETNAMESE.has(nameAscii(read));
}

/** What speaks against a nationality as it was typed. A text without letters is none; a foreigner's country must be named. */
export function nationalityRules(nationality: string | null | undefined): RuleHit[] {
  if (isVietnamese(nationality)) return [];
  const text = nameAscii(nationality);
  if (STATELESS.test(text)) return [hit('nationality_stateless')];
  return /^[a-z]{2}[a-z .'-]*$/.test(text) &&
    !/^(?:khac|nuoc ngoai|foreign|foreigner|other|khong ro|null|none)$/.test(text)
    ? []
    : [hit('nationality_unknown')];
}
