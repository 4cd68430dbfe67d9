import { expect } from '@jest/globals';
import { SHEET_NAMES, type RegistryRows, type RegistrySheet } from '#domain/registry/sheets';
import type { RegistryResult } from '#persistence/repositories/registry/import-registry';
import { registryWorkbook } from '../../apps/api/src/registry/workbook-writer.ts';
import { PROVINCE } from '../support/database.ts';
import type { Scenario } from './acts-scenario.ts';

export type Cells = Readonly<Record<string, string>>;

/** A commune of the province that has no office yet. */
export const NEW = '22924';
export const OFFICES: Cells[] = [
  {
    id: `TCT-X-${NEW}`,
    kind: 'commune_task_force',
    name: 'Tổ công tác phường thử',
    communeCode: NEW,
    superiorOfficeId: `TCT-T-${PROVINCE}`,
  },
  {
    id: `TYT-${NEW}`,
    kind: 'health_station',
    name: 'Trạm Y tế phường thử',
    communeCode: NEW,
    superiorOfficeId: `TCT-X-${NEW}`,
  },
  {
    id: `CA-${NEW}`,
    kind: 'commune_police',
    name: 'Công an phường thử',
    communeCode: NEW,
    superiorOfficeId: `TCT-X-${NEW}`,
  },
  {
    ...{ id: `TCT-A-${NEW}-01`, kind: 'village_task_force', name: 'Tổ công tác Khu phố 1', communeCode: NEW },
    ...{ villageCode: `${NEW}-01`, superiorOfficeId: `TCT-X-${NEW}` },
  },
];
export const VILLAGES: Cells[] = [{ code: `${NEW}-01`, name: 'Khu phố 1', communeCode: NEW }];
export const PEOPLE: Cells[] = ['xa', 'tram', 'ca', 'truong'].map((login) => ({
  subject: `${login}.${NEW}`,
  fullName: `Cán bộ thử ${login}`,
}));
export const POSTS: Cells[] = [
  { subject: `xa.${NEW}`, officeId: `TCT-X-${NEW}`, role: 'commune_task_force' },
  { subject: `tram.${NEW}`, officeId: `TYT-${NEW}`, role: 'health_station', validTo: '31/12/2031' },
  { subject: `ca.${NEW}`, officeId: `CA-${NEW}`, role: 'police_officer' },
  { subject: `truong.${NEW}`, officeId: `CA-${NEW}`, role: 'police_chief' },
];

/** A workbook with these rows, as an administrator would fill it in. */
export function workbook(sheets: Partial<Record<RegistrySheet, readonly Cells[]>>): Promise<Buffer> {
  return registryWorkbook(
    Object.fromEntries(
      SHEET_NAMES.map((sheet) => [sheet, (sheets[sheet] ?? []).map((cells, i) => ({ row: i + 2, cells }))]),
    ) as unknown as RegistryRows,
  );
}

export interface Sent<T> {
  readonly status: number;
  readonly type: string | null;
  readonly bytes: Buffer;
  readonly body: T;
}

export const counts = ({ sheets }: RegistryResult) =>
  Object.fromEntries(
    sheets.map(({ sheet, new: made, changed, same, wrong }) => [sheet, [made, changed, same, wrong]]),
  );

export async function download(chain: Scenario, login: string, path: string): Promise<Buffer> {
  const response = await fetch(`${chain.api.url}${path}`, {
    headers: { authorization: `Bearer ${await chain.api.issuer.token(login)}` },
  });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}
