/** What `SMPP_URL` says. `smpp://system_id:password@host:2775?from=EVNHANOI&window=50`; `smpps:` and `ssmpp:` are TLS. */
export interface SmppSettings {
  host: string
  port: number
  tls: boolean
  system_id: string
  password: string
  system_type: string
  /** Brand name (11 letters at most), short code or number that the customer sees. */
  from: string
  /** Submissions on the wire without an answer. Providers allow 10 as a rule; they say so in the contract. */
  window: number
  /** Most messages a second; 0: as many as the provider takes (it says when it is too many). */
  rate: number
  /** An answer that has not come after this never comes. */
  timeout_ms: number
  /** Quiet for so long: ask whether the provider is still there. */
  enquire_ms: number
  /** How long a message waits here for a connection or for a throttling provider before it goes back as `retry`. */
  patience_ms: number
  /** How a long message travels: in parts that the phone joins (udh; sar for the few that want it so), or whole (payload). */
  long: 'udh' | 'sar' | 'payload'
  /** What the provider takes data_coding 0 for. */
  alphabet: 'gsm7' | 'latin1'
  /** Tag of the vendor's range that carries our key, so that a message sent twice can be seen to be one; 0: none. */
  key_tlv: number
  /** Ask for receipts. */
  receipts: boolean
}

const defaults = {
  system_type: '',
  from: 'SangDen',
  window: 10,
  rate: 0,
  timeout_ms: 30_000,
  enquire_ms: 30_000,
  patience_ms: 60_000,
  long: 'udh',
  alphabet: 'gsm7',
  key_tlv: 0x1480,
  receipts: true,
} satisfies Partial<SmppSettings>

/** @throws RangeError naming what is wrong; without the password, so that it may be logged */
export function smppSettings(text: string): SmppSettings {
  const url = URL.parse(text)
  const bad = (what: string) => new RangeError(`SMPP_URL: ${what}; smpp://user:password@host:2775?from=NAME&window=10`)
  if (!url || !['smpp:', 'smpps:', 'ssmpp:'].includes(url.protocol) || !url.hostname) throw bad('not an SMPP address')
  const tls = url.protocol !== 'smpp:'
  const settings: SmppSettings = {
    ...defaults,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (tls ? 3550 : 2775),
    tls,
    system_id: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  }
  for (const [name, value] of url.searchParams) {
    const known = (defaults as Record<string, unknown>)[name]
    if (known === undefined) throw bad(`unknown setting ${name}`)
    let read: unknown = value
    if (typeof known === 'boolean') {
      if (!/^(true|false|1|0|on|off)$/.test(value)) throw bad(`${name} is on or off, not ${value}`)
      read = /^(true|1|on)$/.test(value)
    } else if (typeof known === 'number') {
      read = Number(value)
      if (value === '' || !Number.isInteger(read) || Number(read) < 0)
        throw bad(`${name} is a whole number, not ${value}`)
    }
    ;(settings as unknown as Record<string, unknown>)[name] = read
  }
  if (settings.window < 1) throw bad('window is at least 1')
  for (const name of ['timeout_ms', 'enquire_ms', 'patience_ms'] as const)
    if (settings[name] < 1) throw bad(`${name} is at least 1`)
  if (!['udh', 'sar', 'payload'].includes(settings.long)) throw bad('long is udh, sar or payload')
  if (!['gsm7', 'latin1'].includes(settings.alphabet)) throw bad('alphabet is gsm7 or latin1')
  if (settings.key_tlv !== 0 && (settings.key_tlv < 0x1400 || settings.key_tlv > 0x3fff)) {
    throw bad('key_tlv is 0 or of the vendor range 0x1400-0x3fff')
  }
  if (!/^[\x20-\x7e]{1,20}$/.test(settings.from)) throw bad('from is 1 to 20 plain characters')
  if (settings.system_id.length > 15) throw bad('the user has at most 15 characters')
  if (settings.password.length > 8) throw bad('the password has at most 8 characters (SMPP 3.4 §4.1.5)')
  return settings
}
