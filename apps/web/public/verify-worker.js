// Keeps the page that checks codes usable without a network: its address from the network first, its files from the cache first.
const CACHE = 'ban-giao-verify-1';
const PAGE = '/app/verify';

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.add(PAGE)));
  self.skipWaiting();
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// The page names the files it has loaded; their names carry a hash, so an older one is never wrong.
self.addEventListener('message', ({ data }) => {
  if (Array.isArray(data)) caches.open(CACHE).then((cache) => cache.addAll(data).catch(() => {}));
});

self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== self.location.origin) return;
  if (event.request.mode === 'navigate' && pathname.startsWith(PAGE)) {
    event.respondWith(
      fetch(event.request)
        .then((answer) => {
          if (answer.ok) {
            const copy = answer.clone();
            caches.open(CACHE).then((cache) => cache.put(PAGE, copy));
          }
          return answer;
        })
        .catch(() => caches.match(PAGE)),
    );
  } else if (pathname.startsWith('/app/')) {
    event.respondWith(caches.match(event.request).then((kept) => kept ?? fetch(event.request)));
  }
});
