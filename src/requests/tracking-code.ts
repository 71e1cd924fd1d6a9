/**
 * Tracking codes: `K7M2A-9XTB4`. 29 signs without look-alikes (no O, I, S, Z, Q, W) and without D (said as Đ); nine are
 * drawn at random, the tenth checks them. 29 is prime, so a sum weighted 1 to 10 sees every single wrong sign and every
 * two signs that change places. 29^9 = 1.5e13 codes: with 3,000,000 in use, one guess in 4,800,000 hits.
 */
const signs = '0123456789ABCEFGHJKLMNPRTUVXY'
const drawn = 9

/**
 * A code from random bytes (16 are enough in all but one of 10^9 cases; more are asked of `random` then).
 * @param random gives bytes that nobody can foresee
 */
export function trackingCode(random: (bytes: number) => Uint8Array): string {
  const values: number[] = []
  while (values.length < drawn) {
    // bytes of 232 and more would favour the first signs
    for (const byte of random(16)) if (byte < 232 && values.length < drawn) values.push(byte % signs.length)
  }
  values.push(checkOf(values))
  const text = values.map((v) => signs[v]).join('')
  return `${text.slice(0, 5)}-${text.slice(5)}`
}

/**
 * A code as a person wrote or said it, in its one form; undefined when its check sign does not fit. Letter case, spaces
 * and dashes do not matter; O is read as 0, I as 1.
 */
export function readTrackingCode(text: string): string | undefined {
  const plain = text
    .toUpperCase()
    .replaceAll(/[\s.–-]/g, '')
    .replaceAll('O', '0')
    .replaceAll('I', '1')
  if (plain.length !== drawn + 1) return undefined
  const values = [...plain].map((c) => signs.indexOf(c))
  if (values.includes(-1) || checkOf(values.slice(0, drawn)) !== values[drawn]) return undefined
  return `${plain.slice(0, 5)}-${plain.slice(5)}`
}

// sum of weight x value over all ten signs is 0 modulo 29, the check sign's weight being 10
function checkOf(values: readonly number[]): number {
  const sum = values.reduce((s, v, i) => s + (i + 1) * v, 0)
  // the inverse of 10 modulo 29 is 3
  return ((29 - (sum % 29)) * 3) % 29
}
