import canonicalize from 'canonicalize';
import { DomainError } from '#domain/errors';

/**
 * The one text of a JSON value (RFC 8785): the same facts give the same bytes on every machine, so they can be hashed and signed.
 * Members that are `undefined` are left out. Throws invalid_input for what JSON cannot say (NaN, a lone surrogate, a cycle, undefined).
 */
export function canonicalJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch {
    // The library's message may quote the value, and values here are people's data.
    throw new DomainError('invalid_input', { reason: 'not_canonical_json' });
  }
  if (text === undefined) throw new DomainError('invalid_input', { reason: 'not_canonical_json' });
  return text;
}
