/** The frame around every page: head, header, staleness, footer. One style sheet, inline: the first page is one answer. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Html, html, raw, type Value } from './html.ts'
import { icon, mark } from './parts.ts'
import type { Corporation, Frame } from './views.ts'
import { type Key, type Lang, type Words, wordsOf } from './words.ts'

/** A file served under an address that contains its hash, so that a browser keeps it for ever. */
export interface Asset {
  path: string
  type: string
  body: Buffer
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url))
const hashOf = (body: Buffer | string) => createHash('sha256').update(body).digest('base64url').slice(0, 10)

const asset = (file: string, type: string): Asset => {
  const body = read(file)
  const name = file.slice(file.lastIndexOf('/') + 1)
  return { path: `/-/${hashOf(body)}/${name}`, type, body }
}

const design = '../../../design'
const fonts = ['be-vietnam-pro-400', 'be-vietnam-pro-700', 'be-vietnam-pro-figures-400', 'be-vietnam-pro-figures-700']
const fontAssets = fonts.map((name) => asset(`${design}/fonts/${name}.woff2`, 'font/woff2'))
export const script = asset('./assets/portal.js', 'text/javascript; charset=utf-8')
export const icon32 = asset(`${design}/icons/mark.svg`, 'image/svg+xml')
export const assets: readonly Asset[] = [...fontAssets, script, icon32]

/** Comments and needless blanks taken out; our own style sheets have no strings with two blanks. */
const squeeze = (css: string) =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/\s*([{};,>])\s*/g, '$1')
    .replace(/:\s+/g, ':')
    .replace(/;}/g, '}')
    .trim()

/** The style sheet as it stands in every page. */
export const sheet = squeeze(
  [
    // The customers' site follows the system: the block for a hand-made choice is the console's.
    read(`${design}/tokens.css`)
      .toString('utf8')
      .replace(/:root\[data-theme="dark"\] \{[^}]*\}/, '')
      .replace(':root:not([data-theme="light"])', ':root'),
    read(`${design}/fonts.css`)
      .toString('utf8')
      .replace(/fonts\/([\w-]+\.woff2)/g, (_, name) => fontAssets.find((f) => f.path.endsWith(`/${name}`))?.path ?? ''),
    read('./style.css').toString('utf8'),
  ].join('\n'),
)

/**
 * The content security policy of every page: no inline script, the one inline style sheet by its hash, nothing from
 * elsewhere. (`raw` below must write exactly these bytes.) Short: each header costs the hot path as it is long.
 */
export const policy = `default-src 'self';style-src 'sha256-${createHash('sha256').update(sheet).digest('base64')}';object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'`

const style = raw(`<style>${sheet}</style>`)

/** The address of a path in a language: Vietnamese has none, English stands under /en. */
export const href = (lang: Lang, path: string): string => (lang === 'vi' ? path : path === '/' ? '/en' : `/en${path}`)

/** `1900 1288`, as people read a hotline aloud. */
export const spoken = (hotline: string): string => hotline.replace(/^(\d{4})(\d{3,4})(\d*)$/, '$1 $2 $3').trim()

export const callLink = (w: Words, corporation: Corporation): Html =>
  html`<a class="call" href="tel:${corporation.hotline}">${icon('phone')}<span>${w.t('frame.hotline')} <b>${spoken(corporation.hotline)}</b></span></a>`

const nav = [
  ['/lich-cat-dien', 'nav.cuts'],
  ['/bao-mat-dien', 'nav.report'],
  ['/yeu-cau', 'nav.ask'],
  ['/theo-doi', 'nav.track'],
  ['/giu-loi', 'nav.kept'],
] as const satisfies readonly (readonly [string, Key])[]

/**
 * A whole page.
 * @param title plain text, the first thing a screen reader says
 * @param main what stands in `<main>`
 * @param head what stands in `<head>` besides: a sheet that only this page needs
 */
export function page(
  frame: Frame,
  title: string,
  main: Value,
  look: 'narrow' | 'wide' = 'narrow',
  head: Value = false,
): Html {
  const w = wordsOf(frame.lang)
  const other: Lang = frame.lang === 'vi' ? 'en' : 'vi'
  const { corporation } = frame
  const here = frame.path.split('?')[0]
  const age_s = (frame.now.getTime() - frame.as_of.getTime()) / 1000
  return html`<!doctype html>
<html lang="${frame.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${w.t('frame.name')}</title>
${frame.private && html`<meta name="robots" content="noindex">`}
<meta name="theme-color" content="#faf8f2" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#10131e" media="(prefers-color-scheme: dark)">
<link rel="preload" href="${fontAssets[0].path}" as="font" type="font/woff2" crossorigin>
<link rel="preload" href="${fontAssets[1].path}" as="font" type="font/woff2" crossorigin>
<link rel="icon" href="${icon32.path}" type="image/svg+xml">
<link rel="alternate" hreflang="${other}" href="${href(other, frame.path)}">
${style}${head}
<script src="${script.path}" defer></script>
</head>
<body>
<a class="skip" href="#main">${w.t('frame.skip')}</a>
<header class="top">
<a class="brand" href="${href(frame.lang, '/')}">${mark}<span>${w.t('frame.name')}${corporation && html`<small> ${corporation.code}</small>`}</span></a>
<nav class="langs" aria-label="${w.plain('frame.language')}">${(['vi', 'en'] as const).map((lang) =>
    lang === frame.lang
      ? html`<span aria-current="true">${lang.toUpperCase()}</span>`
      : html`<a href="${href(lang, frame.path)}" hreflang="${lang}" lang="${lang}" aria-label="${w.plain(`frame.in-${lang}`)}">${lang.toUpperCase()}</a>`,
  )}</nav>
</header>
<p class="offline" role="status">${icon('offline')}<span>${w.t('frame.offline', { time: w.moment(frame.as_of, frame.now) })}</span></p>
${age_s >= staleAfter_s && html`<p class="stale" role="status">${icon('late')}<span>${w.t('frame.stale', { time: w.moment(frame.as_of, frame.now), age: w.duration(age_s) })}</span></p>`}
<main id="main" class="${look}" tabindex="-1">
${main}
</main>
<footer class="foot">
<nav aria-label="${w.plain('frame.menu')}">${nav.map(
    ([path, key]) =>
      html`<a href="${href(frame.lang, path)}"${here === path && html` aria-current="page"`}>${w.t(key)}</a>`,
  )}</nav>
${corporation && callLink(w, corporation)}
<p class="as-of">${w.t('frame.as-of', { time: w.clock(frame.as_of) })}</p>
</footer>
</body>
</html>
`
}

/** From this age on, in seconds, a page says in words that its figures are old. */
export const staleAfter_s = 120
