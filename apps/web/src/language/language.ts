import { useSyncExternalStore } from 'react';

export type Language = 'vi' | 'en';
const KEPT = 'bangiao.language';

const listeners = new Set<() => void>();
let present: Language = localStorage.getItem(KEPT) === 'en' ? 'en' : 'vi';
document.documentElement.lang = present;

/** The interface's language: Vietnamese unless this browser chose English. */
export function language(): Language {
  return present;
}

export function chooseLanguage(wanted: Language): void {
  present = wanted;
  localStorage.setItem(KEPT, wanted);
  document.documentElement.lang = wanted;
  for (const listener of listeners) listener();
}

export function useLanguage(): Language {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => present,
  );
}
