import type { EligibilityReason } from './eligibility-reasons.ts';

interface Paper {
  readonly vi: string;
  readonly en: string;
}

const IDENTITY: Paper = { vi: 'Căn cước công dân/CMND', en: 'Identity card' };
const BIRTH: Paper = {
  vi: 'Giấy khai sinh hoặc căn cước công dân',
  en: 'Birth certificate or identity card',
};
const PASSPORT: Paper = { vi: 'Hộ chiếu', en: 'Passport' };
const DOSES: Paper = { vi: 'Giấy xác nhận đã tiêm vắc xin', en: 'Vaccination slip of the facility' };

/** Which paper a person brings to mend what keeps him from a certificate; absent: nothing is asked of him. */
export const PAPERS_NEEDED: Readonly<Partial<Record<EligibilityReason, Paper>>> = {
  number_missing: IDENTITY,
  passport_only: IDENTITY,
  not_verified: IDENTITY,
  nationality_unclear: { vi: 'Căn cước công dân hoặc hộ chiếu', en: 'Identity card or passport' },
  passport_missing: PASSPORT,
  responsibility_unsigned: PASSPORT,
  name_unusable: PASSPORT,
  birth_date_missing: BIRTH,
  no_dose: DOSES,
  dose_vaccine_unknown: DOSES,
  dose_date_wrong: DOSES,
  dose_before_birth: DOSES,
  doses_too_close: DOSES,
};

/** The papers for a set of reasons, each once. */
export function papersFor(reasons: readonly string[]): Paper[] {
  return [...new Set(reasons.flatMap((reason) => PAPERS_NEEDED[reason as EligibilityReason] ?? []))];
}
