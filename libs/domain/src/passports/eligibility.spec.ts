import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ELIGIBILITY_REASONS, type EligibilityReason } from './eligibility-reasons.ts';
import { mayQueryPopulation, passportEligibility, type PassportFacts } from './eligibility.ts';

const at = new Date('2022-06-01T01:00:00Z');
const dose = (date: string | null, vaccine: string | null = 'AstraZeneca', signed = true) => ({
  date,
  vaccine,
  signed,
});
const citizen: PassportFacts = {
  nationality: 'VN',
  foundForeigner: false,
  name: { fullName: 'Lê Thị Thử' },
  dateOfBirth: '1990-05-05',
  idNumber: '001190000001',
  passportNumber: null,
  verified: true,
  confirmedOnPlatform: true,
  responsibilitySigned: false,
  openCorrection: false,
  deceased: false,
  duplicate: false,
  setAside: false,
  doses: [dose('2021-08-01'), dose('2021-10-01')],
};
const foreigner: PassportFacts = {
  ...citizen,
  nationality: 'KR',
  foundForeigner: true,
  name: { fullName: 'Kim Thu Nghiem' },
  idNumber: null,
  passportNumber: 'M12345678',
  verified: false,
  confirmedOnPlatform: false,
  responsibilitySigned: true,
};
const reasonsOf = (person: PassportFacts) => passportEligibility(person, { at }).reasons;

describe('who gets a vaccine passport', () => {
  it('a citizen who is verified and confirmed, with complete doses', () => {
    expect(passportEligibility(citizen, { at })).toMatchObject({ eligible: true, reasons: [] });
  });

  it('a foreigner by passport number on the facility’s signed responsibility, without any verification', () => {
    expect(passportEligibility(foreigner, { at })).toMatchObject({ eligible: true, reasons: [] });
  });

  it.each<[string, PassportFacts, EligibilityReason[]]>([
    [
      'a citizen with a passport number only',
      { ...citizen, idNumber: ' ', passportNumber: 'C1' },
      ['passport_only'],
    ],
    ['a citizen without number', { ...citizen, idNumber: null }, ['number_missing']],
    ['a citizen not verified', { ...citizen, verified: false }, ['not_verified']],
    ['a citizen not confirmed', { ...citizen, confirmedOnPlatform: false }, ['not_confirmed']],
    ['a foreigner without passport', { ...foreigner, passportNumber: null }, ['passport_missing']],
    [
      'a foreigner nobody answers for',
      { ...foreigner, responsibilitySigned: false },
      ['responsibility_unsigned'],
    ],
    ['a citizen found to be a foreigner', { ...citizen, foundForeigner: true }, ['nationality_unclear']],
    ['a foreigner found to be a citizen', { ...foreigner, foundForeigner: false }, ['nationality_unclear']],
    ['somebody set aside', { ...citizen, setAside: true }, ['set_aside']],
    ['an open correction', { ...citizen, openCorrection: true }, ['open_correction']],
    ['no dose', { ...citizen, doses: [] }, ['no_dose']],
    ['one dose of two', { ...citizen, doses: [dose('2021-08-01')] }, ['doses_incomplete']],
    [
      'two doses of Abdala',
      { ...citizen, doses: [dose('2021-08-01', 'Abdala'), dose('2021-09-01', 'Abdala')] },
      ['doses_incomplete'],
    ],
    ['a dose tomorrow', { ...citizen, doses: [dose('2021-08-01'), dose('2022-06-02')] }, ['dose_date_wrong']],
    [
      'a day that does not exist',
      { ...citizen, doses: [dose('2021-08-01'), dose('2021-09-31')] },
      ['dose_date_wrong'],
    ],
    ['a dose twice', { ...citizen, doses: [dose('2021-08-01'), dose('2021-08-01')] }, ['doses_too_close']],
    [
      'an unknown vaccine',
      { ...citizen, doses: [dose('2021-08-01'), dose('2021-10-01', 'Nanocovax')] },
      ['dose_vaccine_unknown'],
    ],
    [
      'an unsigned dose',
      { ...citizen, doses: [dose('2021-08-01'), dose('2021-10-01', 'Pfizer', false)] },
      ['dose_unsigned'],
    ],
    ['a dose before birth', { ...citizen, dateOfBirth: '2022' }, ['dose_before_birth']],
    ['no birth date', { ...citizen, dateOfBirth: null }, ['birth_date_missing']],
    ['a name without Latin letters', { ...foreigner, name: { fullName: '김철수' } }, ['name_unusable']],
  ])('refuses %s and says why', (_, person, reasons) => {
    expect(reasonsOf(person)).toEqual(reasons);
  });

  it('takes one dose of a single-dose vaccine for complete', () => {
    expect(reasonsOf({ ...citizen, doses: [dose('2021-09-01', 'Janssen')] })).toEqual([]);
  });

  it('says every reason at once, in both languages', () => {
    const reasons = reasonsOf({
      ...citizen,
      verified: false,
      deceased: true,
      doses: [dose(null, null, false)],
    });
    expect(reasons).toEqual([
      'not_verified',
      'deceased',
      'dose_vaccine_unknown',
      'dose_date_wrong',
      'dose_unsigned',
    ]);
    for (const reason of reasons) expect(ELIGIBILITY_REASONS[reason]).toMatchObject({ vi: /./, en: /./ });
  });
});

const anyone: fc.Arbitrary<PassportFacts> = fc.record({
  nationality: fc.constantFrom(null, 'VN', 'Việt Nam', 'KR', 'US', ''),
  foundForeigner: fc.constantFrom(null, true, false),
  name: fc.record({ fullName: fc.constantFrom('Lê Thị Thử', '', '김철수', "H'Hen Niê") }),
  dateOfBirth: fc.constantFrom(null, '1990-05-05', '1990', '2021-09-15', '1990-02-30', 'x'),
  idNumber: fc.constantFrom(null, '', '001190000001'),
  passportNumber: fc.constantFrom(null, '', 'C1234567'),
  verified: fc.boolean(),
  confirmedOnPlatform: fc.boolean(),
  responsibilitySigned: fc.boolean(),
  openCorrection: fc.boolean(),
  deceased: fc.boolean(),
  duplicate: fc.boolean(),
  setAside: fc.boolean(),
  doses: fc.array(
    fc.record({
      date: fc.constantFrom(
        null,
        '',
        '2021-08-01',
        '2021-08-10',
        '2021-10-01',
        '2022-01-01',
        '2023-01-01',
        'x',
      ),
      vaccine: fc.constantFrom(null, 'AstraZeneca', 'Pfizer', 'Janssen', 'Abdala', 'other'),
      signed: fc.boolean(),
    }),
    { maxLength: 5 },
  ),
});

describe('for anybody', () => {
  const forAnybody = (check: (person: PassportFacts) => void) =>
    fc.assert(fc.property(anyone, check), { numRuns: 2_000 });

  it('a refusal always has a reason, and an approval never', () => {
    forAnybody((person) => {
      const { eligible, reasons } = passportEligibility(person, { at });
      expect(eligible).toBe(reasons.length === 0);
    });
  });

  it('a citizen is never eligible without verification, number and confirmation', () => {
    forAnybody((person) => {
      const { eligible } = passportEligibility(person, { at });
      if (eligible && mayQueryPopulation(person))
        expect([person.verified, person.confirmedOnPlatform, Boolean(person.idNumber)]).toEqual([
          true,
          true,
          true,
        ]);
    });
  });

  it('whoever is eligible without verification is a foreigner with a passport whom the facility answers for', () => {
    forAnybody((person) => {
      const { eligible } = passportEligibility(person, { at });
      if (eligible && !person.verified)
        expect([
          mayQueryPopulation(person),
          Boolean(person.passportNumber),
          person.responsibilitySigned,
        ]).toEqual([...[false, true, true]]);
    });
  });

  it('one more obstacle never makes anybody eligible', () => {
    fc.assert(
      fc.property(
        anyone,
        fc.constantFrom('openCorrection', 'deceased', 'duplicate', 'setAside'),
        (person, obstacle) => {
          expect(passportEligibility({ ...person, [obstacle]: true }, { at }).eligible).toBe(false);
        },
      ),
    );
  });

  it('the order in which doses are recorded does not matter', () => {
    forAnybody((person) => {
      const turned = { ...person, doses: person.doses.toReversed() };
      expect(reasonsOf(turned)).toEqual(reasonsOf(person));
    });
  });
});
