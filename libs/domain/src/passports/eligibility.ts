import { isVietnamese } from '../people/nationality.ts';
import { certificateName, type HolderName } from './certificate-name.ts';
import { isPrimaryComplete, type DoseEvent } from './doses.ts';
import { ELIGIBILITY_REASONS, type EligibilityReason } from './eligibility-reasons.ts';
import { dayInVietnam } from './validity.ts';
import { vaccineOf } from './vaccines.ts';

export interface RecordedDose {
  /** `YYYY-MM-DD` as recorded; anything may stand there. */
  readonly date: string | null;
  /** As the platform names it. */
  readonly vaccine: string | null;
  /** Whether the facility that gave it has signed it (ký xác nhận). */
  readonly signed: boolean;
}

/** Everything that decides whether a person gets a certificate now. */
export interface PassportFacts {
  readonly nationality: string | null;
  /** What the village found, where it looked: "foreigner" must agree with the nationality. */
  readonly foundForeigner: boolean | null;
  readonly name: Omit<HolderName, 'foreign'>;
  /** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. */
  readonly dateOfBirth: string | null;
  readonly idNumber: string | null;
  readonly passportNumber: string | null;
  /** The present values were compared with the population database and match. */
  readonly verified: boolean;
  /** The platform holds these values and says so itself. */
  readonly confirmedOnPlatform: boolean;
  /** For foreigners: the facility's signed statement covers this person. */
  readonly responsibilitySigned: boolean;
  readonly openCorrection: boolean;
  readonly deceased: boolean;
  readonly duplicate: boolean;
  readonly setAside: boolean;
  readonly doses: readonly RecordedDose[];
}

export interface Eligibility {
  readonly eligible: boolean;
  /** In a fixed order; empty exactly when eligible. */
  readonly reasons: readonly EligibilityReason[];
  /** The doses in their order, when all of them are usable. */
  readonly doses: readonly DoseEvent[];
}

export interface EligibilityOptions {
  readonly at: Date;
  /** Doses in the batch that is about to be signed count as signed when the facility asks. */
  readonly askForSignatures?: boolean;
}

/** The first dose in Việt Nam was given on 8 March 2021. */
const VACCINATION_BEGAN = '2021-03-08';
/** The shortest interval of any licensed schedule (Abdala). */
const SHORTEST_INTERVAL_DAYS = 14;
const DAY_MS = 86_400_000;

/** Whether this person is compared with the population database. A foreigner never is: no query about one leaves the system. */
export function mayQueryPopulation(person: Pick<PassportFacts, 'nationality' | 'foundForeigner'>): boolean {
  return isVietnamese(person.nationality) && person.foundForeigner !== true;
}

/** Decides and explains. All reasons are given, not only the first, so that one round of corrections is enough. Never throws. */
export function passportEligibility(person: PassportFacts, options: EligibilityOptions): Eligibility {
  const { doses, problems } = judgeDoses(person, options);
  const found = new Set<EligibilityReason>([
    ...identityProblems(person),
    ...stateProblems(person),
    ...valueProblems(person),
    ...problems,
  ]);
  const reasons = (Object.keys(ELIGIBILITY_REASONS) as EligibilityReason[]).filter((reason) =>
    found.has(reason),
  );
  return { eligible: reasons.length === 0, reasons, doses };
}

function identityProblems(person: PassportFacts): EligibilityReason[] {
  const vietnamese = isVietnamese(person.nationality);
  if (vietnamese && person.foundForeigner === true) return ['nationality_unclear'];
  if (!vietnamese) {
    if (person.foundForeigner === false) return ['nationality_unclear'];
    return [
      ...(blank(person.passportNumber) ? (['passport_missing'] as const) : []),
      ...(person.responsibilitySigned ? [] : (['responsibility_unsigned'] as const)),
    ];
  }
  if (blank(person.idNumber)) return [blank(person.passportNumber) ? 'number_missing' : 'passport_only'];
  if (!person.verified) return ['not_verified'];
  return person.confirmedOnPlatform ? [] : ['not_confirmed'];
}

function stateProblems(person: PassportFacts): EligibilityReason[] {
  return [
    ...(person.openCorrection ? (['open_correction'] as const) : []),
    ...(person.deceased ? (['deceased'] as const) : []),
    ...(person.duplicate ? (['duplicate'] as const) : []),
    ...(person.setAside ? (['set_aside'] as const) : []),
  ];
}

function valueProblems(person: PassportFacts): EligibilityReason[] {
  const name = certificateName({ ...person.name, foreign: !isVietnamese(person.nationality) });
  const born = /^(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?$/.test(person.dateOfBirth ?? '');
  const exists = (person.dateOfBirth ?? '').length < 10 || isDay(person.dateOfBirth as string);
  return [
    ...(name === undefined ? (['name_unusable'] as const) : []),
    ...(born && exists ? [] : (['birth_date_missing'] as const)),
  ];
}

function judgeDoses(
  { doses: recorded, dateOfBirth }: PassportFacts,
  { at, askForSignatures = true }: EligibilityOptions,
): { doses: readonly DoseEvent[]; problems: readonly EligibilityReason[] } {
  if (recorded.length === 0) return { doses: [], problems: ['no_dose'] };
  const today = dayInVietnam(at);
  const problems = new Set<EligibilityReason>();
  const usable: DoseEvent[] = [];
  for (const { date, vaccine: text, signed } of recorded) {
    const vaccine = vaccineOf(text);
    if (vaccine === undefined) problems.add('dose_vaccine_unknown');
    if (date === null || !isDay(date) || date < VACCINATION_BEGAN || date > today)
      problems.add('dose_date_wrong');
    // A birth date of lower precision is compared as far as it goes.
    else if (date.slice(0, dateOfBirth?.length ?? 0) < (dateOfBirth ?? '')) problems.add('dose_before_birth');
    if (askForSignatures && !signed) problems.add('dose_unsigned');
    if (vaccine !== undefined && date !== null) usable.push({ date, vaccine });
  }
  // Doses of one day are refused below; their order must not depend on how they were recorded.
  const order = ({ date, vaccine }: DoseEvent) => `${date} ${vaccine}`;
  const doses = usable.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  if (usable.length < recorded.length || problems.has('dose_date_wrong'))
    return { doses: [], problems: [...problems] };
  const tooClose = doses.some(
    ({ date }, index) =>
      index > 0 && daysBetween(doses[index - 1] as DoseEvent, date) < SHORTEST_INTERVAL_DAYS,
  );
  if (tooClose) problems.add('doses_too_close');
  if (!isPrimaryComplete(doses)) problems.add('doses_incomplete');
  return { doses, problems: [...problems] };
}

function daysBetween(earlier: DoseEvent, later: string): number {
  return (Date.parse(later) - Date.parse(earlier.date)) / DAY_MS;
}

function blank(text: string | null): boolean {
  return text === null || text.trim() === '';
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}
