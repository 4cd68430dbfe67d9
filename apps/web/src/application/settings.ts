import { useSyncExternalStore } from 'react';

export type Appearance = 'light' | 'dark';
const KEPT = 'bangiao.appearance';
const wide = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function read(): Appearance {
  const kept = localStorage.getItem(KEPT);
  return kept === 'dark' || kept === 'light' ? kept : wide.matches ? 'dark' : 'light';
}

let present = read();
document.documentElement.dataset['appearance'] = present;

function change(): void {
  present = read();
  document.documentElement.dataset['appearance'] = present;
  for (const listener of listeners) listener();
}
wide.addEventListener('change', change);

/** Light or dark, as the computer is set unless this browser chose. */
export function useAppearance(): Appearance {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => present,
  );
}

export function chooseAppearance(wanted: Appearance): void {
  localStorage.setItem(KEPT, wanted);
  change();
}

const meta = (name: string): string =>
  document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';

/** What the server wrote into the page: the nonce of styles, and the signing agent's address on this officer's machine. */
export const NONCE = meta('csp-nonce');
export const SIGNING_AGENT = meta('signing-agent');
