import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let streamLost = false;

const there = (): boolean => navigator.onLine && !streamLost;

function tell(): void {
  for (const listener of listeners) listener();
}
window.addEventListener('online', tell);
window.addEventListener('offline', tell);

/** The stream of events is the first to notice that the server is gone. */
export function reportStream(connected: boolean): void {
  streamLost = !connected;
  tell();
}

/** Whether the server can be reached, as far as this page knows. */
export function useConnection(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, there);
}
