import type { DataSource } from 'typeorm';
import { DomainError } from '#domain/errors';
import type { OfficeKind } from '#domain/people/roles';

export interface Unit {
  readonly code: string;
  readonly level: 'province' | 'district' | 'commune' | 'village';
  readonly name: string;
  readonly parentCode: string | null;
  readonly provinceCode: string;
}

/** A unit with the time in which it exists, and what it came from and became. */
export interface UnitHistory extends Unit {
  readonly validFrom: string;
  /** Its first day out of force; null while it is in force. */
  readonly validTo: string | null;
  readonly successorCode: string | null;
  /** Where its offices sit today: itself, or the last of its successors. */
  readonly seatCode: string;
  readonly predecessors: readonly string[];
}

export interface Office {
  readonly id: string;
  readonly kind: OfficeKind;
  readonly name: string;
  readonly provinceCode: string;
  readonly communeCode: string | null;
  readonly villageCode: string | null;
  readonly superiorOfficeId: string | null;
  readonly calendarId: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly successorId: string | null;
}

/** The units right below one (null: the provinces) that are valid today, by code. Units are public. */
export function readUnits(dataSource: DataSource, parentCode: string | null): Promise<Unit[]> {
  return dataSource.query<Unit[]>(
    `select code, level, name, parent_code as "parentCode", province_code as "provinceCode" from units
     where parent_code is not distinct from $1 and ($1::text is not null or level = 'province')
       and valid_from <= bangiao_today() and (valid_to is null or valid_to > bangiao_today())
     order by code`,
    [parentCode],
  );
}

/** @throws DomainError `not_found`. */
export async function readUnit(dataSource: DataSource, code: string): Promise<UnitHistory> {
  const [unit] = await dataSource.query<UnitHistory[]>(
    `select code, level, name, parent_code as "parentCode", province_code as "provinceCode", valid_from::text as "validFrom",
       valid_to::text as "validTo", successor_code as "successorCode", bangiao_seat(code) as "seatCode", bangiao_predecessors(code) as predecessors
     from units where code = $1`,
    [code],
  );
  if (unit === undefined) throw new DomainError('not_found', { unit: code.slice(0, 20) });
  return unit;
}

/** The offices of a commune and its villages, by id, ended ones included. */
export function readOffices(dataSource: DataSource, communeCode: string): Promise<Office[]> {
  return dataSource.query<Office[]>(
    `select id, kind, name, province_code as "provinceCode", commune_code as "communeCode", village_code as "villageCode",
       superior_office_id as "superiorOfficeId", calendar_id as "calendarId", valid_from::text as "validFrom", valid_to::text as "validTo",
       successor_id as "successorId"
     from offices where commune_code = $1 order by id`,
    [communeCode],
  );
}
