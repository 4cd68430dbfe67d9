import type { Random } from './random.ts';
import type { Commune } from './units.ts';

/** What the villages of a commune are called: thôn in the country, khu phố in towns. */
export function villageName(commune: Commune, village: number): string {
  return `${commune.urban ? 'Khu phố' : 'Thôn'} ${village}`;
}

/** Code of a village: the commune's and two digits. */
export function villageCode(commune: Commune, village: number): string {
  return `${commune.code}-${String(village).padStart(2, '0')}`;
}

const STREETS = [
  'Lê Lợi',
  'Nguyễn Huệ',
  'Trần Hưng Đạo',
  'Huỳnh Thúc Kháng',
  'Hùng Vương',
  'Nguyễn Đình Chiểu',
];

/** The address as clerks typed it: most name the village in one of many ways, some do not, a few name another one. */
export function drawAddress(random: Random, commune: Commune, village: number, villages: number): string {
  const written = random.chance(0.015) && villages > 1 ? 1 + (village % villages) : village;
  const house = random.between(1, 300);
  if (random.chance(0.04)) {
    return random.pick([
      `${commune.nameWithType}, ${commune.districtName}, ${commune.provinceName}`,
      `${house} ${random.pick(STREETS)}, ${commune.name}`,
      `tổ ${random.between(1, 20)}, ${commune.name}`,
    ]);
  }
  const two = String(written).padStart(2, '0');
  const town = [
    `Khu phố ${written}`,
    `KP ${written}`,
    `KP${written}`,
    `khu pho ${written}`,
    `Khu phố ${two}`,
    `kp.${written}`,
  ];
  const country = [
    `Thôn ${written}`,
    `thôn ${written}`,
    `thon ${written}`,
    `Thôn ${two}`,
    `T. ${written}`,
    `THÔN ${written}`,
  ];
  const forms = commune.urban ? town : country;
  const name = random.chance(0.6) ? (forms[0] as string) : random.pick(forms);
  const before = random.chance(0.3)
    ? `Số ${house} ${random.pick(STREETS)}, `
    : random.chance(0.15)
      ? `tổ ${random.between(1, 20)}, `
      : '';
  const after = random.pick([
    `, ${commune.nameWithType}, ${commune.districtName}, ${commune.provinceName}`,
    `, ${commune.nameWithType.toLowerCase()}`,
    `, ${commune.nameWithType}, ${commune.districtName}`,
    ` - ${commune.name}`,
    `, ${commune.name}`,
  ]);
  return before + name + after;
}
