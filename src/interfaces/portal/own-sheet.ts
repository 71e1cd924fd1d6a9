/** A sheet that only some pages need stands beside the shared one, and is allowed by its own hash: the first page stays small. */
import { createHash } from 'node:crypto'
import { type Html, raw } from './html.ts'
import { policy } from './layout.ts'

/** @param css of our own writing, never anything stored */
export function ownSheet(css: string): { head: Html; policy: string } {
  const hash = createHash('sha256').update(css).digest('base64')
  return { head: raw(`<style>${css}</style>`), policy: policy.replace("style-src '", `style-src 'sha256-${hash}' '`) }
}

/** Of the forms: choices, files, errors, the line of steps, a code to be read out. */
export const forms = ownSheet(
  'fieldset{border:0;margin:0;padding:0;min-width:0}legend{padding:0;margin-bottom:var(--space-2);font-weight:var(--bold)}' +
    '.form{display:grid;gap:var(--space-6)}.form>*{min-width:0}.facts dd{overflow-wrap:anywhere}.form .error{margin-bottom:var(--space-2)}.form .error .icon{width:1.25rem}' +
    'textarea{width:100%;min-height:8rem;padding:10px var(--space-3);border:1.5px solid var(--line-strong);border-radius:var(--radius-m);background:var(--surface);color:var(--ink);font:inherit}' +
    '.choices{display:grid;gap:var(--space-2)}.choices label{display:flex;align-items:center;gap:var(--space-3);min-height:var(--tap);margin:0;padding:8px var(--space-3);border:1.5px solid var(--line-strong);border-radius:var(--radius-m);background:var(--surface);font-weight:var(--regular)}' +
    '.choices input{width:1.25rem;height:1.25rem;min-height:0;flex:none;accent-color:var(--action)}' +
    '.summary{padding:var(--space-4);border:2px solid var(--broken);border-radius:var(--radius-m)}.summary a{color:var(--broken)}.summary li{padding-block:var(--space-1)}' +
    '.facts>div{padding-block:var(--space-2);border-top:1px solid var(--line)}.facts dt{color:var(--ink-soft);font-size:var(--text-s)}.facts dd{white-space:pre-line}' +
    '.where-at{color:var(--ink-soft);font-weight:var(--bold)}' +
    '.big-code{font-size:var(--text-2xl,1.75rem);letter-spacing:.06em;white-space:nowrap}' +
    '.progress{display:grid}.progress li{display:flex;gap:var(--space-3);padding-block:var(--space-2);color:var(--ink-soft)}.progress .icon{color:var(--ink-soft)}' +
    '.progress .past .icon{color:var(--kept)}.progress .past,.progress .here{color:var(--ink)}.progress .here{font-weight:var(--bold)}.progress .here .icon{color:var(--action)}' +
    'section>h2+.cards,.block>*+.hint,.block>.form,.block>.facts{margin-top:var(--space-3)}.two{display:flex;flex-wrap:wrap;gap:var(--space-3)}.bullets li{padding-block:var(--space-1)}.plain-button{border:0;background:none;color:var(--action);font:inherit;text-decoration:underline;min-height:44px;padding:0;cursor:pointer}',
)
