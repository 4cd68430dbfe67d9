import type { Sql } from '#persistence/sql';
import type { Language } from './words.ts';

export interface AskedList {
  readonly listId: string;
  readonly provinceCode: string;
}

/** What a question was asked with; which of them it needs, the question says. */
export interface Asked {
  readonly list: AskedList;
  readonly recordNo: number;
  readonly at: Date;
  /** Whether values of residents may be shown: asked with a purpose, which was written down. */
  readonly personal: boolean;
}

export type Needed = 'record' | 'at';

/** One kind of auditor's question. Answers come from the same queries as those of the API. */
export interface Question<T = unknown> {
  readonly summary: string;
  readonly needs: readonly Needed[];
  answer(sql: Sql, asked: Asked): Promise<T>;
  /** The answer in sentences. */
  say(answer: T, asked: Asked, language: Language): string[];
}
