// The only script of the customers' site. Every page works without it.
// 1. Keeps an open answer live: the server says "changed", the page fetches itself and puts in the new answer.
// 2. Keeps the last answer for when there is no signal (service worker).
const answer = document.querySelector('[data-live]')
const offline = (is) => document.documentElement.toggleAttribute('data-offline', is)

// What changed is said aloud by who reads the page to its user.
const spoken = document.createElement('p')
spoken.className = 'spoken'
spoken.setAttribute('role', 'status')
if (answer) document.body.append(spoken)

let asking = false
async function renew() {
  if (asking) return
  asking = true
  try {
    const reply = await fetch(location.href, { headers: { accept: 'text/html' } })
    if (!reply.ok) return
    const page = new DOMParser().parseFromString(await reply.text(), 'text/html')
    const next = page.querySelector('[data-live]')
    const now = document.querySelector('[data-live]')
    if (!next || !now) return
    for (const line of ['.stale', '.as-of']) document.querySelector(line)?.replaceWith(page.querySelector(line) ?? '')
    offline(page.documentElement.hasAttribute('data-offline'))
    if (next.innerHTML === now.innerHTML) return
    const said = now.querySelector('h1')?.textContent
    // Nobody loses their place: what has the focus keeps it by its position among what can have it.
    const can = 'a,button,input'
    const at = [...now.querySelectorAll(can)].indexOf(document.activeElement)
    now.replaceWith(document.adoptNode(next))
    if (at >= 0) next.querySelectorAll(can)[at]?.focus({ preventScroll: true })
    const title = next.querySelector('h1')
    if (title && title.textContent !== said) {
      spoken.textContent = title.textContent
      document.title = page.title
    }
  } catch {
    offline(true)
  } finally {
    asking = false
  }
}

if (answer) {
  let feed
  const listen = () => {
    feed = new EventSource(answer.dataset.live)
    feed.addEventListener('changed', renew)
    // Refused (too many are listening): ask once a minute instead.
    feed.addEventListener('error', () => feed.readyState === EventSource.CLOSED && feed.close())
  }
  const awake = () => {
    if (document.hidden) feed?.close()
    else {
      if (!feed || feed.readyState === EventSource.CLOSED) listen()
      renew()
    }
  }
  listen()
  setInterval(() => document.hidden || renew(), 60_000)
  document.addEventListener('visibilitychange', awake)
}
addEventListener('online', () => (answer ? renew() : offline(false)))
addEventListener('offline', () => offline(true))
if (!navigator.onLine) offline(true)

navigator.serviceWorker?.register('/sw.js').catch(() => {})
