// Keeps one build of one app on the phone so that it opens without a network.
// Answers of /api are never kept here: what may be kept about a person is the app's own, visible decision.
const version = '__VERSION__';
const files = '__FILES__';
const prefix = `pages:${self.registration.scope}:`;
const name = prefix + version;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(name)
      .then((cache) => cache.addAll(files.map((file) => new Request(file, { cache: 'reload' })))),
  );
});

// The page says when: never between the scan of a person and the answer, and never half of the files.
self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((other) => other.startsWith(prefix) && other !== name).map((other) => caches.delete(other))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || !url.href.startsWith(self.registration.scope)) return;
  const wanted = request.mode === 'navigate' ? self.registration.scope : request;
  event.respondWith(
    caches.open(name).then(async (cache) => {
      const kept = await cache.match(wanted, { ignoreSearch: request.mode === 'navigate' });
      if (kept) return kept;
      const fresh = await fetch(request);
      if (fresh.ok && url.pathname.includes('/assets/')) await cache.put(request, fresh.clone());
      return fresh;
    }),
  );
});
