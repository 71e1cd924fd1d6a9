/**
 * Vietnamese phone numbers as people write them, made ready for a text message.
 * Numbering plan: Circular 22/2014/TT-BTTTT; the eleven-digit mobile numbers became ten-digit ones between 15
 * September and 14 November 2018 (Decision 798/QD-BTTTT), and customer files still hold them.
 */

// old four-digit prefix without its 0 -> new three-digit prefix without its 0
const moved2018 = new Map(
  (
    '120>70 121>79 122>77 126>76 128>78 123>83 124>84 125>85 127>81 129>82 ' +
    '162>32 163>33 164>34 165>35 166>36 167>37 168>38 169>39 186>56 188>58 199>59'
  )
    .split(' ')
    .map((pair) => pair.split('>') as [string, string]),
)

export type Phone = { msisdn: string } | { problem: 'number_invalid' | 'number_landline' }

/**
 * @param text as typed: `0912 345 678`, `+84 (0)912-345-678`, `01681234567`, `0084…`; other countries with `+` or `00`
 * @returns digits with the country code, no `+` (what SMPP calls an international number), or why there is none:
 * a landline (02x) takes no text message, and asking the provider would cost a refusal
 */
export function phone(text: string): Phone {
  if (/^\+84[35789]\d{8}$/.test(text)) return { msisdn: text.slice(1) } // as the database has them
  const typed = text.trim().replace(/\(0\)/, '')
  if (/[^\d\s().+/-]/.test(typed)) return { problem: 'number_invalid' }
  const international = /^\s*(\+|00)/.test(typed)
  let digits = typed.replace(/\D/g, '')
  if (international) digits = digits.replace(/^00/, '')
  else if (digits.startsWith('0')) digits = '84' + digits.slice(1)
  else if (!/^84\d{9,10}$/.test(digits)) return { problem: 'number_invalid' }

  if (!digits.startsWith('84')) {
    return /^[1-9]\d{7,14}$/.test(digits) ? { msisdn: digits } : { problem: 'number_invalid' }
  }
  let national = digits.slice(2).replace(/^0/, '')
  const moved = national.length === 10 && moved2018.get(national.slice(0, 3))
  if (moved) national = moved + national.slice(3)
  if (/^2\d{8,9}$/.test(national)) return { problem: 'number_landline' }
  return /^[35789]\d{8}$/.test(national) ? { msisdn: '84' + national } : { problem: 'number_invalid' }
}
