// Keeps the first page, the offline page and the last answers. With a signal the network always comes first.
const kept = 'sang-den-__VERSION__'
const first = ['/', '/en', '/ngoai-tuyen', '/en/ngoai-tuyen']
const answers = 12
const patience = 4000

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(kept)
      .then((cache) => cache.addAll(first))
      .then(() => self.skipWaiting()),
  )
})

self.addEventListener('activate', (event) => {
  const old = (names) => Promise.all(names.filter((name) => name !== kept).map((name) => caches.delete(name)))
  event.waitUntil(
    caches
      .keys()
      .then(old)
      .then(() => self.clients.claim()),
  )
})

const isAnswer = (path) => /^(\/en)?\/(kh\/[^/]+|tra-cuu)$/.test(path)
const isAsset = (path) => path.startsWith('/-/')

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (isAsset(url.pathname)) return event.respondWith(asset(request))
  const wantsPage =
    request.mode === 'navigate' || (isAnswer(url.pathname) && request.headers.get('accept') === 'text/html')
  if (wantsPage && (isAnswer(url.pathname) || first.includes(url.pathname))) event.respondWith(fresh(event, url))
  else if (
    request.mode === 'navigate' &&
    /^\/(en\/)?(lich-cat-dien|dang-mat-dien|bao-mat-dien|giu-loi|cat-dien|yeu-cau|theo-doi)/.test(url.pathname)
  )
    event.respondWith(fetch(request).catch(() => offlinePage(url)))
})

async function asset(request) {
  const cache = await caches.open(kept)
  const found = await cache.match(request)
  if (found) return found
  const reply = await fetch(request)
  if (reply.ok) await cache.put(request, reply.clone())
  return reply
}

async function fresh(event, url) {
  const cache = await caches.open(kept)
  const key = url.pathname + url.search
  try {
    const reply = await Promise.race([
      fetch(event.request),
      new Promise((_, no) => setTimeout(async () => (await cache.match(key)) && no(new Error('slow')), patience)),
    ])
    if (reply.ok && !reply.redirected) event.waitUntil(keep(cache, key, reply.clone()))
    return reply.status >= 500 ? ((await last(cache, key)) ?? reply) : reply
  } catch {
    return (await last(cache, key)) ?? offlinePage(url)
  }
}

async function keep(cache, key, reply) {
  await cache.put(key, reply)
  const mine = (await cache.keys()).filter((one) => isAnswer(new URL(one.url).pathname))
  for (const one of mine.slice(0, Math.max(0, mine.length - answers))) await cache.delete(one)
}

/** What was kept, marked so that the page itself says that it is old. */
async function last(cache, key) {
  const found = await cache.match(key)
  if (!found) return undefined
  const text = (await found.text()).replace('<html ', '<html data-offline ')
  return new Response(text, { headers: found.headers, status: 200 })
}

async function offlinePage(url) {
  const cache = await caches.open(kept)
  const page = await cache.match(url.pathname.startsWith('/en') ? '/en/ngoai-tuyen' : '/ngoai-tuyen')
  return page ?? Response.error()
}
