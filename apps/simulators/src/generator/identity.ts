import type { Gender } from './names.ts';
import type { Random } from './random.ts';
import type { Commune } from './units.ts';

/** Prefixes of personal identity numbers: '0' and the two-digit province code (Thông tư 07/2016/TT-BCA, Phụ lục I). */
export const PROVINCES =
  '01|02|04|06|08|10|11|12|14|15|17|19|20|22|24|25|26|27|30|31|33|34|35|36|37|38|40|42|44|45|46|48|49|51|52|54|56|58|60|62|64|66|67|68|70|72|74|75|77|79|80|82|83|84|86|87|89|91|92|93|94|95|96';
const PROVINCE_PREFIX = new RegExp(`^0(${PROVINCES})`);

const HOME_SLOTS = 1000;
const ELSEWHERE_FROM = 600_000;
const ELSEWHERE_SLOTS = 37;

/**
 * Hands out personal identity numbers (PPP G YY NNNNNN). The last six digits come from slots reserved for this
 * commune, scrambled by a bijection: unique nationwide without asking the other communes, whatever their seeds.
 */
export class IdentityNumbers {
  private readonly used = new Map<string, number>();

  constructor(private readonly commune: Commune) {}

  next(birthProvince: string, gender: Gender, birthYear: number): string {
    const g = (birthYear >= 2000 ? 2 : 0) + (gender === 'Nữ' ? 1 : 0);
    const cell = `0${birthProvince}${g}${String(birthYear % 100).padStart(2, '0')}`;
    const home = birthProvince === this.commune.provinceCode;
    const nth = this.used.get(cell) ?? 0;
    this.used.set(cell, nth + 1);
    if (nth >= (home ? HOME_SLOTS : ELSEWHERE_SLOTS)) throw new Error(`no identity number left for ${cell}`);
    const slot = home
      ? this.commune.indexInProvince * HOME_SLOTS + nth
      : ELSEWHERE_FROM + this.commune.index * ELSEWHERE_SLOTS + nth;
    return cell + String((slot * 387_413 + Number(cell) * 71) % 1_000_000).padStart(6, '0');
  }
}

const CMND_PREFIX: Record<string, string[]> = {
  '01': ['01'],
  '79': ['02'],
  '31': ['03'],
  '11': ['04'],
  '12': ['04'],
  '14': ['05'],
  '10': ['06'],
  '15': ['06'],
  '02': ['07'],
  '08': ['07'],
  '04': ['08'],
  '20': ['08'],
  '19': ['090', '091'],
  '06': ['095'],
  '22': ['10'],
  '17': ['11'],
  '24': ['12'],
  '27': ['12'],
  '25': ['13'],
  '26': ['13'],
  '30': ['14'],
  '33': ['14'],
  '34': ['15'],
  '35': ['16'],
  '36': ['16'],
  '37': ['16'],
  '38': ['17'],
  '40': ['18'],
  '42': ['18'],
  '44': ['19'],
  '45': ['19'],
  '46': ['19'],
  '48': ['20'],
  '49': ['20'],
  '51': ['21'],
  '52': ['21'],
  '54': ['22'],
  '56': ['22'],
  '64': ['230', '231'],
  '62': ['23'],
  '66': ['24'],
  '67': ['245'],
  '68': ['25'],
  '58': ['26'],
  '60': ['26'],
  '75': ['27'],
  '77': ['27'],
  '74': ['280'],
  '70': ['285'],
  '72': ['29'],
  '80': ['30'],
  '82': ['31'],
  '83': ['32'],
  '84': ['33'],
  '86': ['33'],
  '87': ['34'],
  '89': ['35'],
  '92': ['36'],
  '93': ['36'],
  '94': ['36'],
  '91': ['37'],
  '95': ['38'],
  '96': ['38'],
};

/** An old nine-digit number of the issuing province. Not unique nationally, as in life. */
export function drawCmnd(random: Random, provinceCode: string): string {
  const prefix = random.pick(CMND_PREFIX[provinceCode] ?? ['02']);
  return prefix + random.digits(9 - prefix.length);
}

/** Ten digits, a mobile prefix of 2022. */
export function drawPhone(random: Random): string {
  const prefix = random.pick([
    '032',
    '036',
    '038',
    '039',
    '056',
    '070',
    '077',
    '079',
    '081',
    '086',
    '090',
    '093',
    '097',
    '098',
  ]);
  return prefix + random.digits(7);
}

/** A passport number as the country writes it; Vietnamese: one capital letter and seven digits. */
export function drawPassport(random: Random, nationality: string): string {
  switch (nationality) {
    case 'VN':
      return random.pick(['B', 'C', 'N']) + random.digits(7);
    case 'RU':
      return random.pick(['51', '72', '75']) + random.digits(7);
    case 'FR':
      return `${random.digits(2)}${random.pick(['AB', 'CV', 'FH'])}${random.digits(5)}`;
    case 'IN':
      return random.pick(['K', 'L', 'P']) + random.digits(7);
    default:
      return random.pick(['M', 'E', 'TR']) + random.digits(8);
  }
}

/** What the platform's form and list function think of a number: absent, unusable, or well-formed (which says nothing about being right). */
export type NumberState = 'missing' | 'bad_format' | 'ok';

const PLACEHOLDERS = new Set(['0', 'x', 'không', 'chưa có', 'kcc', '123456789', '012345678', '123456789012']);

/** The same rule as the SQL function platform_number_state, for the generator; an integration test compares the two. */
export function numberState(
  nationality: string | null,
  idNumber: string | null,
  passport: string | null,
): NumberState {
  if (nationality && nationality !== 'VN') {
    if (!passport?.trim()) return 'missing';
    return /^[A-Z0-9]{5,12}$/.test(passport) ? 'ok' : 'bad_format';
  }
  const value = (idNumber ?? '').trim().toLowerCase();
  if (value === '' || PLACEHOLDERS.has(value) || /^(\d)\1{8}(\1{3})?$/.test(value)) return 'missing';
  if (idNumber === null) return 'missing';
  if (/^[0-3][0-9]{8}$/.test(idNumber)) return 'ok';
  if (!/^[0-9]{3}[0-3][0-9]{8}$/.test(idNumber)) return 'bad_format';
  return PROVINCE_PREFIX.test(idNumber) || /^[12]/.test(idNumber) ? 'ok' : 'bad_format';
}
