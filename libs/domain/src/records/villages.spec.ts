import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { proposeVillage } from './villages.ts';

const numbered = Array.from({ length: 12 }, (_, i) => ({
  code: `22915-${String(i + 1).padStart(2, '0')}`,
  name: `Thôn ${i + 1}`,
}));
const town = numbered.map(({ code }, i) => ({ code, name: `Khu phố ${i + 1}` }));
const named = [
  { code: 'a', name: 'Thôn Tân Lập' },
  { code: 'b', name: 'Thôn Tân Lập 1' },
  { code: 'c', name: 'Ấp Hòa Bình' },
  { code: 'd', name: "Buôn K'Bang" },
];

describe('proposing a village from an address', () => {
  it('understands every typing of a number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (n) => {
        const code = numbered[n - 1]?.code;
        for (const place of [`Thôn ${n}`, `thon ${n}`, `THÔN 0${n}`, `T. ${n}`, `thôn số ${n}`, `Thôn${n}`]) {
          expect(proposeVillage(`Số 12 Lê Lợi, ${place}, xã Hàm Đức, tỉnh Bình Thuận`, numbered)).toBe(code);
          expect(proposeVillage(`${place} - Hàm Đức`.normalize('NFD'), numbered)).toBe(code);
        }
        for (const place of [`Khu phố ${n}`, `KP ${n}`, `KP${n}`, `kp.${n}`, `khu pho ${n}`, `K.P 0${n}`]) {
          expect(proposeVillage(`tổ 5, ${place}, Phường 1`, town)).toBe(code);
        }
      }),
    );
  });

  it('takes the longest name and accepts old tone places and missing marks', () => {
    expect(proposeVillage('Thôn Tân Lập 1, xã X', named)).toBe('b');
    expect(proposeVillage('Thôn Tân Lập, xã X', named)).toBe('a');
    expect(proposeVillage('12 ấp Hoà Bình, xã Y', named)).toBe('c');
    expect(proposeVillage('ap hoa binh, xa y', named)).toBe('c');
    expect(proposeVillage('Hòa Bình, xã Y', named)).toBe('c');
    expect(proposeVillage('Buôn K’Bang', named)).toBe('d');
  });

  it('does not guess', () => {
    expect(proposeVillage('Thôn Tân Lập 3, xã X', named)).toBeNull();
    expect(proposeVillage('Thôn 1, thôn 2', numbered)).toBeNull();
    expect(proposeVillage('Thôn 13', numbered)).toBeNull();
    expect(proposeVillage('tổ 3, Hàm Đức', numbered)).toBeNull();
    expect(proposeVillage('xã Hòa Bình, huyện Z', named)).toBeNull();
    expect(proposeVillage('12 đường Hòa Bình', named)).toBeNull();
    expect(proposeVillage('', numbered)).toBeNull();
    expect(proposeVillage(null, numbered)).toBeNull();
    expect(proposeVillage('Thôn 1', [])).toBeNull();
  });

  it('answers only with codes of the commune and never throws', () => {
    const codes = new Set<string | null>([null, ...named.map(({ code }) => code)]);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (address) => {
        expect(codes.has(proposeVillage(address, named))).toBe(true);
      }),
    );
  });
});
