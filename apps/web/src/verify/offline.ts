/** Has the browser keep this page and its files, and offers to install it. */
export function keepOffline(): void {
  const link = document.createElement('link');
  link.rel = 'manifest';
  link.href = '/app/verify.webmanifest';
  document.head.append(link);
  if (!('serviceWorker' in navigator)) return;
  void navigator.serviceWorker
    .register('/app/verify-worker.js', { scope: '/app/verify' })
    .then(() => navigator.serviceWorker.ready)
    .then(({ active }) => active?.postMessage(loadedFiles()))
    // Without it the page works all the same, with a network.
    .catch(() => {});
}

function loadedFiles(): string[] {
  const mine = performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name, location.href))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith('/app/'))
    .map(({ pathname }) => pathname);
  return [...new Set([...mine, '/app/icon.svg'])];
}
