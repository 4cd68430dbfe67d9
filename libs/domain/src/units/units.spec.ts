import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isValidOn, isWithin, lineage, predecessorsOf, unitOn, villageCode, type Unit } from './units.ts';

const unit = (code: string, changes: Partial<Unit> = {}): Unit => ({
  code,
  level: 'commune',
  name: code,
  parentCode: null,
  validFrom: '2004-01-01',
  validTo: null,
  successorCode: null,
  ...changes,
});
const byCode = (...all: Unit[]) => new Map(all.map((one) => [one.code, one]));
const merged = { validTo: '2025-07-01' };
const units = byCode(
  unit('60', { level: 'province', ...merged, successorCode: '68' }),
  unit('68', { level: 'province' }),
  unit('593', { level: 'district', parentCode: '60', ...merged }),
  unit('22915', { parentCode: '593', ...merged, successorCode: '22918' }),
  unit('22916', { parentCode: '593', ...merged, successorCode: '22918' }),
  unit('22918', { parentCode: '68', validFrom: '2025-07-01' }),
  unit('22915-01', { level: 'village', parentCode: '22915' }),
);

describe('units in time', () => {
  it('are in force from their first day to the day before their end', () => {
    const old = { validFrom: '2004-01-01', validTo: '2025-07-01' };
    expect(
      ['2003-12-31', '2004-01-01', '2025-06-30', '2025-07-01'].map((day) => isValidOn(old, day)),
    ).toEqual([false, true, true, false]);
  });

  it('are answered for by their successor after a merger, and not before they existed', () => {
    expect(unitOn(units, '22915', '2022-05-04')?.code).toBe('22915');
    expect(unitOn(units, '22915', '2025-07-01')?.code).toBe('22918');
    expect(unitOn(units, '593', '2025-07-01')).toBeUndefined();
    expect(unitOn(units, '22918', '2022-05-04')).toBeUndefined();
    expect(unitOn(units, 'unknown', '2022-05-04')).toBeUndefined();
    expect(predecessorsOf(units, '22918').sort()).toEqual(['22915', '22916', '22918']);
  });

  it('lie in the units above them', () => {
    expect(lineage(units, '22915-01').map(({ code }) => code)).toEqual(['22915-01', '22915', '593', '60']);
    expect(isWithin(units, '22915-01', '60')).toBe(true);
    expect(isWithin(units, '60', '60')).toBe(true);
    expect(isWithin(units, '22918', '60')).toBe(false);
    expect(villageCode('22915', 3)).toBe('22915-03');
  });

  it('end every walk, also when parents or successors go in a circle', () => {
    const codes = ['a', 'b', 'c', 'd', 'e'];
    const link = fc.option(fc.constantFrom(...codes), { nil: null });
    const tangled = fc.array(fc.record({ parentCode: link, successorCode: link }), {
      minLength: 5,
      maxLength: 5,
    });
    fc.assert(
      fc.property(tangled, (links) => {
        const all = byCode(...codes.map((code, i) => unit(code, { ...links[i], validTo: '2025-07-01' })));
        for (const code of codes) {
          expect(unitOn(all, code, '2026-01-01')).toBeUndefined();
          expect(lineage(all, code).length).toBeLessThanOrEqual(5);
          expect(predecessorsOf(all, code)).toContain(code);
        }
      }),
    );
  });
});
