/** Which addresses we send to: an URL that somebody typed must not reach what only this machine's network can reach. */
import { lookup as resolve } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { Problem } from '../../../kernel/index.ts'

const family = (ip: string): 'ipv4' | 'ipv6' => (isIP(ip) === 6 ? 'ipv6' : 'ipv4')

/**
 * IANA's special-purpose registries (RFC 6890): not on the public Internet, or a way round to what is not. A list for each
 * family: BlockList takes an IPv4 address for its mapped IPv6 one, and those are all refused.
 */
const special = {
  ipv4: listOf(
    ...'0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24'.split(
      ' ',
    ),
    ...'192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4'.split(' '),
  ),
  // what is not 2000::/3 is not given out
  ipv6: listOf('::/3', '4000::/2', '8000::/1', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'),
}

/** @param ranges `10.20.0.0/16`, `127.0.0.1`: what the operator allows beside the public Internet. @throws RangeError */
export function listOf(...ranges: string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [ip = '', bits] = range.split('/')
    if (isIP(ip) === 0) throw new RangeError(`no address or range: ${range}`)
    if (bits === undefined) list.addAddress(ip, family(ip))
    else list.addSubnet(ip, Number(bits), family(ip))
  }
  return list
}

export interface Allowed {
  private: BlockList
}

/** WEBHOOK_PRIVATE: ranges, divided by commas or spaces. */
export const allowedBy = (env: NodeJS.ProcessEnv): Allowed => ({
  private: listOf(...(env.WEBHOOK_PRIVATE ?? '').split(/[\s,]+/).filter(Boolean)),
})

/** Whether we may send there. In the clear only within the operator's own ranges: what is signed can still be read. */
export function mayReach(ip: string, protocol: string, allowed: Allowed): boolean {
  if (allowed.private.check(ip, family(ip))) return true
  return protocol === 'https:' && !special[family(ip)].check(ip, family(ip))
}

/**
 * The address as it is kept.
 * @throws Problem `exchange/webhook-address` where it is none that could ever be reached
 */
export function webhookUrl(text: string, allowed: Allowed): URL {
  const url = URL.parse(text)
  const refuse = () => new Problem('exchange/webhook-address', { url: text.slice(0, 100) })
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username || url.password) throw refuse()
  const host = bare(url.hostname)
  if (isIP(host) !== 0 && !mayReach(host, url.protocol, allowed)) throw refuse()
  url.hash = ''
  return url
}

/** `[::1]` as it stands in an URL -> `::1` */
export const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')

export class Unreachable extends Error {}

/** A resolver for one connection: it connects to what was looked at and to nothing else, whatever the name says later. */
export const carefulLookup =
  (protocol: string, allowed: Allowed): LookupFunction =>
  (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '')
      const good = found.filter(({ address }) => mayReach(address, protocol, allowed))
      if (good.length === 0) return done(new Unreachable(`${hostname}: not a public address`), '')
      if (options.all) return done(null, good)
      done(null, good[0]!.address, good[0]!.family)
    })
  }
