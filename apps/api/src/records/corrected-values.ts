import { DomainError } from '#domain/errors';
import {
  CORRECTED_FIELDS,
  CORRECTED_VALUES,
  readCorrected,
  type CorrectedField,
} from '#domain/people/corrected-value';
import type { RecordValues } from '#persistence/repositories/decisions';
import { inBoth, bothTexts } from '../http/validation-texts.ts';
import type { ValuesBody } from './records.bodies.ts';

interface ValueError {
  readonly field: string;
  readonly index?: number;
  readonly message: string;
  readonly messageEn: string;
}

/** A decision's values, normalised; errors name the field and what is expected, never the value. */
function readValues(values: ValuesBody, index: number | undefined, errors: ValueError[]): RecordValues {
  const read: { -readonly [F in CorrectedField]?: string | null } = {};
  for (const field of CORRECTED_FIELDS) {
    const raw = values[field];
    if (raw === undefined) continue;
    if (raw === null || raw.trim() === '') {
      // A record without nationality would leave open whether the population database may be asked.
      if (field !== 'nationality') read[field] = null;
      continue;
    }
    const value = readCorrected(field, raw, new Date().getUTCFullYear());
    if (value !== undefined) read[field] = value;
    else
      errors.push({
        field: `values.${field}`,
        ...(index === undefined ? {} : { index }),
        ...bothTexts('', inBoth(CORRECTED_VALUES[field].vi, CORRECTED_VALUES[field].en)),
      });
  }
  return read;
}

/**
 * The values of every decision, normalised.
 * @throws DomainError `invalid_value` with one entry per wrong value: index, field and what is expected.
 */
export function correctedValues(
  decisions: readonly { readonly values?: ValuesBody }[],
  single: boolean,
): RecordValues[] {
  const errors: ValueError[] = [];
  const read = decisions.map(({ values }, i) => readValues(values ?? {}, single ? undefined : i, errors));
  const [first] = errors;
  if (first !== undefined) {
    const { field, index, messageEn } = first;
    throw new DomainError('invalid_value', {
      field,
      ...(index === undefined ? {} : { index }),
      expected: messageEn,
      errors,
    });
  }
  return read;
}
