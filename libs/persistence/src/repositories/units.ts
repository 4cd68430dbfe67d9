import type { DataSource } from 'typeorm';
import type { OfficeKind } from '#domain/people/roles';

export interface Unit {
  readonly code: string;
  readonly level: 'province' | 'district' | 'commune' | 'village';
  readonly name: string;
  readonly parentCode: string | null;
  readonly provinceCode: string;
}

export interface Office {
  readonly id: string;
  readonly kind: OfficeKind;
  readonly name: string;
  readonly provinceCode: string;
  readonly communeCode: string | null;
  readonly villageCode: string | null;
  readonly superiorOfficeId: string | null;
}

/** The units right below one (null: the provinces) that are valid today, by code. Units are public. */
export function readUnits(dataSource: DataSource, parentCode: string | null): Promise<Unit[]> {
  return dataSource.query<Unit[]>(
    `select code, level, name, parent_code as "parentCode", province_code as "provinceCode" from units
     where parent_code is not distinct from $1 and ($1::text is not null or level = 'province')
       and valid_from <= current_date and (valid_to is null or valid_to > current_date)
     order by code`,
    [parentCode],
  );
}

/** The offices of a commune and its villages, by id. */
export function readOffices(dataSource: DataSource, communeCode: string): Promise<Office[]> {
  return dataSource.query<Office[]>(
    `select id, kind, name, province_code as "provinceCode", commune_code as "communeCode", village_code as "villageCode",
       superior_office_id as "superiorOfficeId"
     from offices where commune_code = $1 order by id`,
    [communeCode],
  );
}
