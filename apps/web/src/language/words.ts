import { useMemo } from 'react';
import { formatNumber } from './format.ts';
import { useLanguage, type Language } from './language.ts';

/** One text in both languages. `{name}` is filled in. */
export type Text = readonly [vi: string, en: string];
export type Words = Readonly<Record<string, Text>>;
export type Filling = Readonly<Record<string, string | number>>;

/** Texts of one feature; keys are checked where they are said. */
export function defineWords<const W extends Words>(words: W): W {
  return words;
}

/** A text in a language; numbers are written with dots. */
export function say(text: Text, language: Language, filling: Filling = {}): string {
  return text[language === 'vi' ? 0 : 1].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = filling[name];
    return value === undefined ? whole : typeof value === 'number' ? formatNumber(value) : value;
  });
}

export type Say<W extends Words> = (key: keyof W, filling?: Filling) => string;

/** The texts of a feature in the present language: `const t = useWords(words); t('claim')`. */
export function useWords<W extends Words>(words: W): Say<W> {
  const language = useLanguage();
  return useMemo(() => (key, filling) => say(words[key] as Text, language, filling), [words, language]);
}
