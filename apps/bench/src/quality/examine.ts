import { readSubject } from '#activities/compile.activities';
import { bothAnswers, firstQuestion, secondQuestion } from '#domain/records/asking';
import { compareWithPopulation, type Comparison } from '#domain/records/comparison';
import type { RuleHit } from '#domain/rules/catalogue';
import { formatBirthDate } from '#domain/people/dates';
import type { Damage, Field, Typed } from './damage.ts';
import type { Truth } from './people.ts';
import type { Population } from './population.ts';
import type { Findings } from './tally.ts';

export interface Examined {
  readonly hints: readonly RuleHit[];
  readonly comparison: Comparison;
  readonly findings: Findings;
  /** Values the system changes without asking anybody, as far as they are not the truth. */
  readonly wrongAutomatic: readonly string[];
  /** Keys somebody must press until the record is right: 0, 1, or more. */
  readonly keys: 0 | 1 | 2;
  readonly suggestedWrong: boolean;
  /** Values that another damage had made wrong before they were tidied, and that say the same afterwards. */
  readonly tidiedStillWrong: number;
}

const FIELDS: readonly Field[] = ['idNumber', 'fullName', 'dateOfBirth', 'gender'];

/** Sends one record the way of the product: the rules when it is loaded, the population database's answer when it is verified. */
export function examine(
  typed: Typed,
  truth: Truth,
  place: { readonly communeCode: string; readonly hasPapers: boolean },
  damages: readonly Damage[],
  population: Population,
): Examined {
  const { hints, ...record } = readSubject(
    {
      ...typed,
      subjectId: '',
      version: 1,
      passportNumber: null,
      nationality: 'VN',
      phone: null,
      address: null,
      groups: [],
    },
    [],
  );
  const asked = { ...record, idNumber: record.idNumber ?? typed.idNumber };
  const first = population.lookUp(firstQuestion(asked));
  const second = secondQuestion(asked, first);
  const answer = second === undefined ? first : bothAnswers(first, population.lookUp(second));
  const comparison = compareWithPopulation(
    { ...asked, platform: typed, communeCode: place.communeCode },
    answer,
  );
  const repairs = hints as readonly RuleHit[];
  const { proposal, suggestion } = comparison;
  const untrue = repairs.filter(
    ({ repair, field }) => repair?.safe === true && !isTrue(field as Field, repair.value, truth),
  );
  const says = ({ field, repair }: RuleHit) =>
    meaning(field as Field, repair?.value ?? '') !== meaning(field as Field, typed[field as Field]);
  const wrongAutomatic = untrue.filter(says).map(({ rule }) => rule as string);
  if (proposal !== undefined && !allTrue(proposal.values, truth))
    wrongAutomatic.push(`proposal ${proposal.outcome}`);
  const suggestedRight = suggestion !== undefined && allTrue(suggestion.values, truth);
  return {
    hints: repairs,
    comparison,
    findings: findingsOf(repairs, comparison),
    wrongAutomatic,
    keys: keysOf(
      typed,
      truth,
      repairs,
      damages,
      proposal !== undefined && allTrue(proposal.values, truth),
      suggestedRight,
      place.hasPapers,
    ),
    suggestedWrong: suggestion !== undefined && !suggestedRight,
    tidiedStillWrong: untrue.length - wrongAutomatic.length,
  };
}

function keysOf(
  typed: Typed,
  truth: Truth,
  hints: readonly RuleHit[],
  damages: readonly Damage[],
  proposed: boolean,
  suggested: boolean,
  hasPapers: boolean,
): 0 | 1 | 2 {
  const repaired = (safeOnly: boolean) =>
    FIELDS.every((field) => {
      if (!damages.some((one) => one.field === field)) return true;
      const repair = hints.find(
        (one) => one.field === field && one.repair !== undefined && (!safeOnly || one.repair.safe),
      )?.repair;
      return isTrue(field, repair?.value ?? typed[field], truth);
    });
  if (proposed || repaired(true)) return 0;
  // With the paper in hand, one look and one key confirm everything the rules propose.
  return suggested || (hasPapers && repaired(false)) ? 1 : 2;
}

function findingsOf(hints: readonly RuleHit[], { candidates, suggestion }: Comparison): Findings {
  const found = new Map<Field, Set<string>>(FIELDS.map((field) => [field, new Set()]));
  for (const { field, rule } of hints) found.get(field as Field)?.add(rule);
  const meant = candidates?.find(
    ({ personId }) => suggestion === undefined || personId === suggestion.personId,
  );
  if (meant !== undefined)
    for (const field of FIELDS)
      if (!meant.scores[field].same) found.get(field)?.add(`=${meant.scores[field].reason}`);
  return found;
}

function allTrue(values: Partial<Record<Field, string>>, truth: Truth): boolean {
  return FIELDS.every((field) => isTrue(field, values[field] ?? '', truth));
}

/** What a value says, whatever its form: the digits of a number or date, the letters and marks of a name. */
function meaning(field: Field, value: string): string {
  const text = value.normalize('NFKC').replace(/&(?:[a-z]+|#\d+);/g, '');
  if (field === 'idNumber')
    return [...text]
      .map(digitOf)
      .join('')
      .replace(/\D/g, '')
      .replace(/(?<=^\d{12})0$/, '');
  if (field === 'fullName')
    return [
      ...text
        .normalize('NFD')
        .toLowerCase()
        .replace(/[ðɖ]/g, 'đ')
        .replace(/[^\p{L}\p{M}]/gu, ''),
    ]
      .sort()
      .join('');
  return field === 'gender'
    ? text.normalize('NFC').trim().toLowerCase().slice(0, 1)
    : [...(text.match(/\d+/g) ?? [])].map(Number).sort().join();
}

function digitOf(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  const zero = [0x660, 0x6f0, 0x966, 0xe50, 0x17e0].find((first) => code >= first && code <= first + 9);
  return zero === undefined ? sign : String(code - zero);
}

/** Whether a value is the person's own; case is not part of a name, and both numbers are theirs. */
function isTrue(field: Field, value: string, truth: Truth): boolean {
  if (field === 'idNumber') return value === truth.idNumber || value === truth.cmnd;
  if (field === 'fullName') return value.toLowerCase() === truth.fullName.toLowerCase();
  if (field === 'dateOfBirth')
    return value === truth.dateOfBirth || value === formatBirthDate(truth.dateOfBirth);
  return value === truth.gender;
}
