import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { certificateName } from './certificate-name.ts';
import { vaccinationCertificate } from './certificate-payload.ts';
import { doseNumbers } from './doses.ts';
import { transliterate } from './transliteration.ts';
import { createUvci, UVCI_RANDOM_BYTES, uvciCheck, uvciCheckCharacter } from './uvci.ts';
import { areKnownCodes, VACCINES, VALUE_SETS, valueSetsOn, vaccineOf, type Vaccine } from './vaccines.ts';
import { dayInVietnam, validUntil } from './validity.ts';

const latin = (name: string) => transliterate(name).value;

describe('names in machine-readable form', () => {
  it.each([
    ['Nguyễn Thị Đào', 'NGUYEN<THI<DAO'],
    ['Đặng Ưng Ước', 'DANG<UNG<UOC'],
    ['Ðoàn Ɖức', 'DOAN<DUC'],
    ["H'Hen Niê", 'HHEN<NIE'],
    ['Tôn Nữ  Hương-Giang', 'TON<NU<HUONG<GIANG'],
    ['Y Blŏ Êban', 'Y<BLO<EBAN'],
    ['  -Lê. Văn-- A ', 'LE<VAN<A'],
    ['Straße Łukasz Þór', 'STRASSE<LUKASZ<THOR'],
  ])('writes %s as %s', (name, expected) => {
    expect(transliterate(name)).toEqual({ value: expected, unknown: [] });
  });

  it('is the same for every Unicode form, and for marks in the wrong order', () => {
    const name = 'Nguyễn Hữu Thế Ưởng Đậu Ẩn';
    for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const)
      expect(latin(name.normalize(form))).toBe(latin(name));
    expect(latin('Ta\u0302\u0301n')).toBe('TAN');
    expect(latin('Ta\u0301\u0302n')).toBe('TAN');
  });

  it('writes foreign letters with two where their passports do', () => {
    expect(transliterate('Jürgen Ångström Mößner', { foreign: true }).value).toBe(
      'JUERGEN<AANGSTROEM<MOESSNER',
    );
    expect(transliterate('Jürgen').value).toBe('JURGEN');
  });

  it('names the letters that have no Latin form instead of dropping them', () => {
    expect(transliterate('Иван')).toEqual({ value: '', unknown: ['И', 'В', 'А', 'Н'] });
    expect(transliterate('An 2').unknown).toEqual(['2']);
  });

  it('cuts long names at 80 without a filler at the end', () => {
    const value = latin(`${'A'.repeat(79)} B`);
    expect(value).toBe('A'.repeat(79));
  });

  it('gives capital letters and single fillers for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (name) => {
        expect(latin(name)).toMatch(/^(?:[A-Z]+(?:<[A-Z]+)*)?$/);
        expect(latin(name).length).toBeLessThanOrEqual(80);
      }),
    );
  });
});

describe('the name of a certificate', () => {
  it('begins with the family name', () => {
    expect(certificateName({ fullName: 'Nguyễn Thị Minh Khai', foreign: false })).toEqual({
      fn: 'Nguyễn',
      fnt: 'NGUYEN',
      gn: 'Thị Minh Khai',
      gnt: 'THI<MINH<KHAI',
    });
  });

  it('is never split where the words are not Vietnamese', () => {
    expect(certificateName({ fullName: "H'Hen Niê", foreign: false })).toEqual({
      fn: "H'Hen Niê",
      fnt: 'HHEN<NIE',
    });
    expect(certificateName({ fullName: 'Anna Maria Schmidt', foreign: true })).toMatchObject({
      fnt: 'ANNA<MARIA<SCHMIDT',
    });
  });

  it('takes separate parts as they are, and the machine-readable line before all', () => {
    const parts = { fullName: 'x', familyName: 'Niê', givenName: "H'Hen", foreign: false };
    expect(certificateName(parts)).toEqual({ fn: 'Niê', fnt: 'NIE', gn: "H'Hen", gnt: 'HHEN' });
    const machineReadable = 'MUELLER<LUEDENSCHEIDT<<JOERG<<<<<<<';
    const holder = { fullName: '', familyName: 'Müller-Lüdenscheidt', givenName: 'Jörg', foreign: true };
    expect(certificateName({ ...holder, machineReadable })).toMatchObject({
      fnt: 'MUELLER<LUEDENSCHEIDT',
      gnt: 'JOERG',
    });
  });

  it('is a family name alone for people with one name, and none without Latin letters', () => {
    expect(certificateName({ fullName: 'Suharto', foreign: true })).toEqual({
      fn: 'Suharto',
      fnt: 'SUHARTO',
    });
    expect(certificateName({ fullName: '王小明', foreign: true })).toBeUndefined();
    expect(certificateName({ fullName: ' ', foreign: false })).toBeUndefined();
  });
});

describe('certificate identifiers', () => {
  it('have the check character of the published example', () => {
    expect(uvciCheckCharacter('URN:UVCI:01:NL:187/37512422923')).toBe('Z');
  });

  it('are opaque, short, and carry a right check character that notices every single wrong character', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: UVCI_RANDOM_BYTES, maxLength: UVCI_RANDOM_BYTES }),
        fc.nat(26),
        (random, at) => {
          const uvci = createUvci(random);
          expect(uvci).toMatch(/^URN:UVCI:01:VN:[0-9A-Z]{27}#[0-9A-Z/:]$/);
          expect(uvciCheck(uvci)).toBe('right');
          const place = 15 + at;
          const other = uvci[place] === 'A' ? 'B' : 'A';
          expect(uvciCheck(uvci.slice(0, place) + other + uvci.slice(place + 1))).toBe('wrong');
        },
      ),
    );
  });

  it('differ whenever their random bytes do in the bits that are used', () => {
    const bytes = (last: number) =>
      Uint8Array.from({ length: UVCI_RANDOM_BYTES }, (_, i) => (i === 15 ? last : 0));
    expect(createUvci(bytes(1))).not.toBe(createUvci(bytes(2)));
    expect(uvciCheck('URN:UVCI:01:AT:10807843F94AEE0EE5093FBC254BD813')).toBe('absent');
  });
});

describe('value sets', () => {
  it('refuse pairs of product and manufacturer that do not belong together', () => {
    for (const { codes } of VALUE_SETS)
      for (const vaccine of VACCINES) expect(areKnownCodes(codes[vaccine])).toBe(true);
    expect(areKnownCodes({ mp: 'EU/1/21/1529', ma: 'ORG-100030215', vp: 'J07BX03' })).toBe(false);
  });

  it('are chosen by the day of issue', () => {
    expect(valueSetsOn('2022-04-30').codes.vero_cell.vp).toBe('J07BX03');
    expect(valueSetsOn('2022-05-01').codes.vero_cell.vp).toBe('1157024006');
    expect(() => valueSetsOn('2021-01-01')).toThrow(RangeError);
  });

  it.each([
    ['Vero Cell', 'vero_cell'],
    ['Vắc xin AstraZeneca', 'astrazeneca'],
    ['COVID-19 Vaccine Janssen', 'janssen'],
    ['Comirnaty (Pfizer BioNTech)', 'pfizer'],
    ['Spikevax', 'moderna'],
    ['Sputnik V', 'sputnik_v'],
    ['Sputnik Light', undefined],
    ['Covishield', undefined],
    ['HAYAT-VAX', 'hayat_vax'],
    ['abdala', 'abdala'],
    ['', undefined],
  ] as const)('read %s as %s', (text, vaccine) => {
    expect(vaccineOf(text)).toBe(vaccine);
  });
});

describe('dose numbers', () => {
  const series = (...vaccines: Vaccine[]) =>
    doseNumbers(vaccines.map((vaccine) => ({ vaccine }))).map(({ dn, sd }) => `${dn}/${sd}`);

  it('count boosters as the EU does', () => {
    expect(series('astrazeneca', 'pfizer', 'pfizer', 'moderna')).toEqual(['1/2', '2/2', '3/3', '4/4']);
    expect(series('janssen', 'pfizer', 'pfizer')).toEqual(['1/1', '2/1', '3/1']);
    expect(series('abdala', 'abdala', 'abdala', 'pfizer')).toEqual(['1/3', '2/3', '3/3', '4/4']);
  });
});

describe('validity', () => {
  const until = (iso: string) => validUntil(new Date(iso)).toISOString();

  it('is twelve calendar months by the clocks of Việt Nam', () => {
    expect(until('2022-04-15T03:00:00.900Z')).toBe('2023-04-15T03:00:00.000Z');
    // 18:00 UTC of 28 February is 1 March in Việt Nam.
    expect(until('2023-02-28T18:00:00Z')).toBe('2024-02-29T18:00:00.000Z');
    expect(dayInVietnam(new Date('2023-02-28T18:00:00Z'))).toBe('2023-03-01');
  });

  it('ends on 28 February for what is made on 29 February', () => {
    expect(until('2024-02-29T02:00:00Z')).toBe('2025-02-28T02:00:00.000Z');
    expect(until('2024-02-28T17:30:00Z')).toBe('2025-02-27T17:30:00.000Z');
  });

  it('is never longer than 366 days and never shorter than 365', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2021-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }),
        (at) => {
          const days = (validUntil(at).getTime() - Math.floor(at.getTime() / 1000) * 1000) / 86_400_000;
          expect([365, 366]).toContain(days);
        },
      ),
    );
  });
});

describe('a vaccination certificate', () => {
  it('is about the last dose and holds no number of the person', () => {
    const certificate = vaccinationCertificate({
      holder: { fullName: 'Trần Văn Đức', foreign: false },
      dateOfBirth: '1980-02',
      doses: [
        { date: '2021-07-01', vaccine: 'vero_cell' },
        { date: '2021-08-01', vaccine: 'vero_cell' },
        { date: '2022-01-10', vaccine: 'pfizer' },
      ],
      uvci: createUvci(new Uint8Array(UVCI_RANDOM_BYTES)),
      issuer: 'Cục Y tế dự phòng',
      valueSets: valueSetsOn('2022-06-01'),
    });
    expect(certificate).toMatchObject({
      ver: '1.3.0',
      nam: { fn: 'Trần', fnt: 'TRAN', gn: 'Văn Đức', gnt: 'VAN<DUC' },
      dob: '1980-02',
      v: [{ mp: 'EU/1/20/1528', ma: 'ORG-100030215', dn: 3, sd: 3, dt: '2022-01-10', co: 'VN' }],
    });
  });
});
