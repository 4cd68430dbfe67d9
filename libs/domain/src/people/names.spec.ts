import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readLegacy } from './legacy-encodings.ts';
import { compareNames } from './name-likeness.ts';
import { nameRules } from './name-rules.ts';
import { isVietnameseName, nameAscii, nameDisplay, nameKey } from './names.ts';
import { composed, isSyllable } from './vietnamese.ts';

const WORDS =
  'Nguyễn Trần Lê Phạm Huỳnh Hoàng Võ Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Thị Văn Đức Hữu Hòa Thúy Khỏe Phượng Quỳnh Quý Giang Nghĩa Khuê Uyên Xuân Yến Ngọc Ánh Mỹ Trường Ước Giếng Thụy Nguyệt Oanh Toàn Huệ'.split(
    ' ',
  );
const name = fc.array(fc.constantFrom(...WORDS), { minLength: 2, maxLength: 5 }).map((all) => all.join(' '));
const anyText = fc.string({ unit: 'binary', maxLength: 40 });
const rules = (raw: string | null) => nameRules(raw).map(({ rule }) => rule);

describe('the forms of a name', () => {
  it('are the same for every harmless typing of it', () => {
    const typing = fc.constantFrom<((n: string) => string)[]>(
      (n) => n.toUpperCase(),
      (n) => n.toLowerCase(),
      (n) => n.normalize('NFD'),
      (n) => `  ${n.replaceAll(' ', '  ')}. `,
      (n) => n.replaceAll('Đ', 'Ð'),
      (n) => n.replaceAll('Đ', 'Ɖ'),
      (n) => n.replace('Hòa', 'Hoà').replace('Thúy', 'Thuý').replace('Khỏe', 'Khoẻ').replace('Thụy', 'Thuỵ'),
      (n) => n.replace(' ', '\u00a0').replace(/$/, '\u200b'),
    );
    fc.assert(
      fc.property(name, typing, (full, type) => {
        expect(nameKey(type(full))).toBe(nameKey(full));
        expect(compareNames(type(full), full)).toMatch(/^equal/);
      }),
    );
  });

  it('are stable: doing it again changes nothing, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(name, anyText), (text) => {
        expect(nameDisplay(nameDisplay(text))).toBe(nameDisplay(text));
        expect(nameKey(nameKey(text))).toBe(nameKey(text));
        expect(nameAscii(nameDisplay(text))).toBe(nameAscii(text));
      }),
      { numRuns: 500 },
    );
  });

  it('join a tone mark typed before its vowel mark', () => {
    expect(composed('Tra\u0301\u0302n')).toBe('Trấn');
    expect(composed('u\u0301\u031b')).toBe('ứ');
    expect(nameDisplay('Tra\u0300\u0302n Va\u0306n')).toBe('Trần Văn');
  });

  it('leave "qu", "gi" and i or y alone', () => {
    expect(nameKey('Quý')).toBe('quý');
    expect(nameKey('Lý')).not.toBe(nameKey('Lí'));
    expect(nameKey('Hoàng Oanh')).toBe('hoàng oanh');
  });

  it('treat the apostrophes of minority names alike', () => {
    expect(new Set(["H'Hen Niê", 'H’Hen Niê', 'H`Hen Niê', 'HʼHen Niê'].map(nameKey)).size).toBe(1);
  });

  it('lose every mark in the ascii form', () => {
    fc.assert(fc.property(name, (full) => expect(nameAscii(full)).toMatch(/^[a-z ]+$/)));
    expect(nameAscii('ĐẶNG THỊ Ước')).toBe('dang thi uoc');
  });
});

describe('old character sets', () => {
  it.each([
    ['NguyÔn V¨n Hßa', 'tcvn3', 'Nguyễn Văn Hòa'],
    ['TrÇn ThÞ §øc', 'tcvn3', 'Trần Thị Đức'],
    ['Lª ThÞ Ph\u00adîng', 'tcvn3', 'Lê Thị Phượng'],
    ['Nguyeãn Vaên Hoøa', 'vni', 'Nguyễn Văn Hòa'],
    ['Traàn Thò Ñöùc', 'vni', 'Trần Thị Đức'],
    ['Leâ Thò Phöôïng', 'vni', 'Lê Thị Phượng'],
    ['Tráº§n Thá»‹ Ä\x90á»©c', 'utf8_twice', 'Trần Thị Đức'],
    ['LÃª Thá»‹ PhÆ°á»£ng', 'utf8_twice', 'Lê Thị Phượng'],
  ])('%s is read (%s)', (shown, encoding, value) => {
    expect(readLegacy(shown)).toEqual({ encoding, value });
    expect(nameRules(shown)).toEqual([
      expect.objectContaining({ severity: 'error', repair: { value, safe: false } }),
    ]);
  });

  it('undo UTF-8 read as Latin-1 where the only mark is that of Vũ', () => {
    expect(readLegacy('Oanh V\u00c5\u00a9')?.value).toBe('Oanh Vũ');
  });

  it('undo UTF-8 read as Latin-1 for any name with a mark', () => {
    fc.assert(
      fc.property(name, (full) => {
        const shown = Array.from(new TextEncoder().encode(full), (byte) => String.fromCharCode(byte)).join(
          '',
        );
        fc.pre(shown !== full);
        expect(readLegacy(shown)?.value).toBe(full);
      }),
    );
  });

  it('never touch a right name, in any case', () => {
    fc.assert(
      fc.property(name, (full) => {
        for (const typed of [full, full.toUpperCase(), full.toLowerCase()]) {
          expect(readLegacy(typed)).toBeUndefined();
          expect(rules(typed)).toEqual([]);
          expect(isVietnameseName(typed)).toBe(true);
        }
      }),
    );
    for (const right of ["H'Hen Niê", 'Y Moan Êban', 'Mã Văn Á', 'MÃ A', 'Ksor Bhiô', 'Siu Kpă']) {
      expect(rules(right)).toEqual([]);
    }
  });

  it('never throw', () => {
    fc.assert(
      fc.property(anyText, (text) => (nameRules(text), true)),
      { numRuns: 500 },
    );
  });
});

describe('what speaks against a name', () => {
  it.each([
    [null, ['name_missing']],
    [' \u200b ', ['name_missing']],
    ['NGUYEN VAN A', ['name_no_diacritics']],
    ['Mai Thanh Lan', []],
    ['Ông Trần Văn An', ['name_extra']],
    ['Lê Thị Bé (con bà Ba)', ['name_extra']],
    ['Lê Văn Tư + Lê Thị Năm', ['name_two_people']],
    ['Nguyễn Văn An 2', ['name_digits']],
    ['An', ['name_one_word']],
    ['Trần  Ðức', ['name_form']],
    ['Trần Đức .', ['name_form']],
    ['NguyÔn ¸ zzz§', ['name_unreadable']],
  ] as const)('%j: %j', (raw, expected) => {
    expect(rules(raw)).toEqual(expected);
  });
});

describe('comparing a typed name with the official one', () => {
  it.each([
    ['NGUYEN VAN HOA', 'Nguyễn Văn Hòa', 'diacritics_missing'],
    ['Nguyễn Văn Hóa', 'Nguyễn Văn Hòa', 'diacritics_differ'],
    ['Nguyễn Văn Hòa', 'Nguyen Van Hoa', 'diacritics_differ'],
    ['H Hen Niê', "H'Hen Niê", 'spacing'],
    ['Nguyễn Hòa', 'Nguyễn Văn Hòa', 'word_missing'],
    ['Nguyễn Văn Hòan', 'Nguyễn Văn Hòa', 'spelling'],
    ['Trần Thị Bưởi', 'Nguyễn Văn Hòa', 'different'],
    ['', 'Nguyễn Văn Hòa', 'missing'],
  ])('%s and %s: %s', (typed, official, likeness) => {
    expect(compareNames(typed, official)).toBe(likeness);
  });
});

describe('syllables', () => {
  it('are told from what is no Vietnamese', () => {
    expect(WORDS.every(isSyllable)).toBe(true);
    expect(['Nguyeãn', 'Hßa', 'Smith', 'Hóà', 'Kpă', 'zz', ''].some(isSyllable)).toBe(false);
  });
});
