import { describe, expect, it } from '@jest/globals';
import { PROVINCE_PREFIXES } from '#domain/people/number-prefixes';
import { shadeOf, shortName, TILES } from './tiles.ts';

describe('the map of tiles', () => {
  it('has every province of 2022 once, and no two on one place', () => {
    // The prefix of a number is the province's code with a zero before it.
    const provinces = Object.keys(PROVINCE_PREFIXES).map((prefix) => prefix.slice(1));
    expect(TILES.map(({ code }) => code).sort()).toEqual([...provinces].sort());
    expect(new Set(TILES.map(({ row, column }) => `${row} ${column}`)).size).toBe(63);
  });

  it('shortens names to what fits', () => {
    expect(shortName('Tỉnh Bà Rịa - Vũng Tàu')).toBe('BRVT');
    expect(shortName('Thành phố Hồ Chí Minh')).toBe('HCM');
  });

  it('shades nothing, some and everything apart', () => {
    expect(shadeOf({ records: 0, ended: 0 })).toBeUndefined();
    expect([0, 1, 40, 99, 100].map((ended) => shadeOf({ records: 100, ended }))).toEqual([0, 1, 2, 3, 4]);
  });
});
