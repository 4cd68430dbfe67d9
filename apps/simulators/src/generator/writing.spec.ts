import { describe, expect, it } from '@jest/globals';
import { birthKey, nameKey, otherTonePlace, sameBirth } from './keys.ts';
import { asMojibake, asTcvn3, asVni, withWrongMarkOrder, withoutDiacritics } from './legacy-encodings.ts';
import { Random, quotas } from './random.ts';

describe('damaged spellings', () => {
  it.each([
    ['Nguyễn Văn Hòa', 'NguyÔn V¨n Hßa', 'Nguyeãn Vaên Hoøa'],
    ['Trần Thị Đức', 'TrÇn ThÞ §øc', 'Traàn Thò Ñöùc'],
    ['Lê Thị Phượng', 'Lª ThÞ Ph\u00ADîng', 'Leâ Thò Phöôïng'],
  ])('turn %s into the known TCVN3 and VNI forms', (name, tcvn3, vni) => {
    expect(asTcvn3(name)).toBe(tcvn3);
    expect(asVni(name)).toBe(vni);
  });

  it('turn UTF-8 into what Windows-1252 shows', () => {
    expect(asMojibake('Lê Thị Phượng')).toBe('LÃª Thá»‹ PhÆ°á»£ng');
  });

  it('put marks in an order that NFC does not mend', () => {
    const wrong = withWrongMarkOrder('Trần Văn Bình');
    expect(wrong?.normalize('NFC')).not.toBe('Trần Văn Bình');
    expect(withWrongMarkOrder('Lê Văn Bình')).toBeUndefined();
  });

  it('lose Đ too when they lose their marks', () => {
    expect(withoutDiacritics('Đặng Đức Thịnh')).toBe('Dang Duc Thinh');
  });
});

describe('the national comparison', () => {
  it('does not mind case, spaces, Unicode form, tone place and apostrophe', () => {
    expect(nameKey(' NGUYỄN  Văn Hoà ')).toBe(nameKey('Nguyễn Văn Hòa'.normalize('NFD')));
    expect(nameKey('H’Hen Niê')).toBe(nameKey("H'Hen Niê"));
    expect(nameKey('Thuý')).toBe(nameKey('Thúy'));
    expect(nameKey('Quý')).toBe('quý');
    expect(otherTonePlace('Hòa Thúy')).toBe('Hoà Thuý');
  });

  it('minds everything else', () => {
    expect(nameKey('Lý')).not.toBe(nameKey('Lí'));
    expect(nameKey('Nguyễn Văn A.')).not.toBe(nameKey('Nguyễn Văn A'));
  });

  it('reads dates as the platform writes them and no others', () => {
    expect(birthKey('05/3/1987')).toBe('1987-03-05');
    expect(birthKey('31/02/1987')).toBeNull();
    expect(birthKey('12.04.1985')).toBeNull();
    expect(birthKey('31149')).toBeNull();
    expect(sameBirth('1950', '1950-01-01')).toBe(true);
    expect(sameBirth('1950-01-01', '1950')).toBe(false);
  });
});

describe('chance', () => {
  it('repeats for the same seed and covers its range', () => {
    const draw = (seed: string): number[] => {
      const random = new Random(seed);
      return Array.from({ length: 1000 }, () => random.below(10));
    };
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
    expect(new Set(draw('a')).size).toBe(10);
  });

  it('shares a total exactly', () => {
    expect(
      quotas(
        [
          ['a', 1],
          ['b', 1],
          ['c', 1],
        ],
        100,
      ).map(([, n]) => n),
    ).toEqual([34, 33, 33]);
  });
});
