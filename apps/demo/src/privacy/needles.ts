import { nameKey } from '#domain/people/names';

/** A person's data as the truth has it. */
export interface KnownPerson {
  readonly fullName?: string | null;
  readonly dateOfBirth?: string | null;
  readonly idNumber?: string | null;
  readonly passportNumber?: string | null;
  readonly phone?: string | null;
}

export interface Leak {
  /** Where it was found: a workflow's id, a log file. */
  readonly place: string;
  readonly kind: 'name' | 'number' | 'birth_date';
  /** A digest, so that a report of a leak is not the next one. */
  readonly digest: string;
}

const LONGEST_NAME = 7;
const WORD = /[\p{L}\p{M}'’]+/gu;
const NUMBER = /(?<![\p{L}\d-])[A-Z]{0,2}\d{6,12}(?![\p{L}\d-])/gu;
const ISO_DATE = /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/g;
const DAY_FIRST = /(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?!\d)/g;

/**
 * Names, numbers and full birth dates of many people, ready to be looked for in long texts. Names count from two words
 * on, in any case and tone position; dates as ISO or day first.
 */
export class Needles {
  readonly #names = new Set<string>();
  readonly #numbers = new Set<string>();
  readonly #dates = new Set<string>();

  constructor(people: Iterable<KnownPerson>) {
    for (const { fullName, dateOfBirth, idNumber, passportNumber, phone } of people) {
      const key = nameKey(fullName);
      if (key.includes(' ')) this.#names.add(key);
      for (const number of [idNumber, passportNumber, phone]) {
        if (number !== null && number !== undefined && number.length >= 7) this.#numbers.add(number);
      }
      if (dateOfBirth?.length === 10) this.#dates.add(dateOfBirth);
    }
  }

  get size(): number {
    return this.#names.size + this.#numbers.size + this.#dates.size;
  }

  /** Kinds and values found in a text. */
  *find(text: string): Generator<{ kind: Leak['kind']; value: string }> {
    for (const [number] of text.matchAll(NUMBER)) {
      if (this.#numbers.has(number)) yield { kind: 'number', value: number };
    }
    for (const [date] of text.matchAll(ISO_DATE)) {
      if (this.#dates.has(date)) yield { kind: 'birth_date', value: date };
    }
    for (const [, day, month, year] of text.matchAll(DAY_FIRST)) {
      const date = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
      if (this.#dates.has(date)) yield { kind: 'birth_date', value: date };
    }
    yield* this.#findNames(text);
  }

  *#findNames(text: string): Generator<{ kind: 'name'; value: string }> {
    const words = nameKey(text.replace(/[\n\r\t"]/g, ' ')).match(WORD) ?? [];
    for (let at = 0; at < words.length; at++) {
      let phrase = words[at] as string;
      for (let length = 2; length <= LONGEST_NAME && at + length <= words.length; length++) {
        phrase += ` ${words[at + length - 1]}`;
        if (this.#names.has(phrase)) yield { kind: 'name', value: phrase };
      }
    }
  }
}
