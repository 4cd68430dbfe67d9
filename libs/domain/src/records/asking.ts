import { birthDateRules } from '../people/dates.ts';
import { genderRules } from '../people/gender.ts';
import { classifyIdNumber } from '../people/identity-numbers.ts';
import { nameRules } from '../people/name-rules.ts';
import { isVietnamese } from '../people/nationality.ts';
import type { RuleHit } from '../rules/catalogue.ts';
import { candidatesOf, suggest } from './candidates.ts';
import type { PersonValues } from './classification.ts';
import type { LookupAnswer, PopulationPerson } from './population-person.ts';

/** What is asked of the population database for one record. */
export type Question = Readonly<Partial<Record<'idNumber' | 'fullName' | 'dateOfBirth' | 'gender', string>>>;

/** The values as they stand. @throws Error for a foreigner: the question must never leave the house. */
export function firstQuestion(record: PersonValues): Question {
  if (!isVietnamese(record.nationality)) throw new Error('A foreigner was about to be queried.');
  return present(record);
}

/**
 * A second question, where the first found nobody or somebody else: with the values the rules propose (zeros given back, a name decoded),
 * and without a number that led to another person. Undefined when it would ask the same again, or the first answer is good.
 */
export function secondQuestion(record: PersonValues, answer: LookupAnswer): Question | undefined {
  if (!isVietnamese(record.nationality)) return undefined;
  if (answer.status !== 'not_found' && suggest(record, candidatesOf(record, answer.persons)) !== undefined)
    return undefined;
  const repaired: PersonValues = {
    idNumber: repairedBy(classifyIdNumber(record.idNumber, record).rules) ?? record.idNumber,
    fullName: repairedBy(nameRules(record.fullName)) ?? record.fullName,
    dateOfBirth: repairedBy(birthDateRules(record.dateOfBirth)) ?? record.dateOfBirth,
    gender: repairedBy(genderRules(record.gender)) ?? record.gender,
  };
  const question = present(answer.by === 'number' ? { ...repaired, idNumber: null } : repaired);
  const first = present(record);
  const asksMore = Object.keys({ ...first, ...question }).some(
    (field) => first[field as keyof Question] !== question[field as keyof Question],
  );
  const enough =
    question.idNumber !== undefined ||
    (question.fullName !== undefined && question.dateOfBirth !== undefined);
  return asksMore && enough ? question : undefined;
}

/** Both answers as one: everybody named, each once. */
export function bothAnswers(first: LookupAnswer, second: LookupAnswer): LookupAnswer {
  const persons = new Map<string, PopulationPerson>();
  for (const person of [...first.persons, ...second.persons]) persons.set(person.personId, person);
  if (persons.size === 0) return first;
  // Who was found by the person and not by the number must not be taken for the number's owner.
  const by = second.persons.length > 0 ? second.by : first.by;
  return {
    status:
      persons.size === 1 && first.status !== 'several' && second.status !== 'several' ? 'found' : 'several',
    ...(by === undefined ? {} : { by }),
    persons: [...persons.values()],
  };
}

function repairedBy(hits: readonly RuleHit[]): string | undefined {
  return hits.find(({ repair }) => repair !== undefined)?.repair?.value;
}

function present({ idNumber, fullName, dateOfBirth, gender }: PersonValues): Question {
  return {
    ...(idNumber ? { idNumber } : {}),
    ...(fullName ? { fullName } : {}),
    ...(dateOfBirth ? { dateOfBirth } : {}),
    ...(gender ? { gender } : {}),
  };
}
