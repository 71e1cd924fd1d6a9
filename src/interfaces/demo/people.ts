import { places } from '../../organisation/index.ts'
import { type Feeder, isSouth, type Transformer } from './feeder.ts'
import { businessName, factoryName, personName, priorities } from './names.ts'
import { type Random, randomOf } from './random.ts'

export const customerColumns =
  'code,name,class,area,transformer,phone,email,language,address,commune,province,priority,monthly_kwh'

/** 13 characters: the managing unit's six and the customer's number in it. */
export const customerCode = (unit: string, serial: number): string => `${unit}${String(serial + 1).padStart(7, '0')}`

/**
 * A number under 051, which is given to no operator: no message could reach a stranger. Each customer of the country has
 * another one, as long as there are no more than ten million (7,654,321 and 10^7 have no common divisor).
 */
export const phoneOf = (ordinal: number): string => `051${String((ordinal * 7_654_321) % 10_000_000).padStart(7, '0')}`

/** Rows of customers.csv of one feeder. `ordinal` numbers the customers of the country. */
export function* customerRows(seed: number, feeder: Feeder, ordinal: number): Generator<string> {
  const { plan } = feeder
  const random = randomOf(seed, 'people', plan.corporation, plan.id)
  const south = isSouth(plan.corporation)
  const special = specials(random, feeder)
  for (const transformer of feeder.transformers) {
    const here = { random, feeder, transformer, south }
    for (let k = 0; k < transformer.customers; k++) yield row(here, k, ordinal++, special.get(transformer.serial + k))
  }
}

interface Special {
  name: string
  priority: string
  kwh: number
}

/** Two who come first, and one above 100,000 kWh a month, on each feeder; a hospital or water works on every other. */
function specials(random: Random, { plan, transformers }: Feeder): Map<number, Special> {
  const found = new Map<number, Special>()
  const put = (special: Special) => {
    const of = random.pick(transformers)
    if (of.customers > 0) found.set(of.serial + random.int(0, of.customers - 1), special)
  }
  const place = transformers[0]!.commune.name
  const first = plan.index % 2 === 0 ? random.int(0, 1) : random.int(2, 3)
  for (const n of new Set([first, random.int(2, priorities.length - 1)])) {
    const { priority, name, kwh } = priorities[n]!
    put({ name: name(n === 0 ? plan.substation.unit.name : place), priority, kwh })
  }
  put({ name: factoryName(random), priority: '', kwh: Math.round(random.between(110_000, 900_000)) })
  return found
}

function row(
  of: { random: Random; feeder: Feeder; transformer: Transformer; south: boolean },
  k: number,
  ordinal: number,
  special: Special | undefined,
): string {
  const { random, feeder, transformer, south } = of
  const urban = transformer.commune.kind === 'ward'
  const business = special !== undefined || random.chance(urban ? 0.13 : 0.06)
  const name = special?.name ?? (business ? businessName(random) : personName(random, south))
  const contact = random.next()
  // seven in a thousand gave neither number nor address: somebody has to call on them
  const phone = contact < 0.975 ? phoneOf(ordinal) : ''
  const code = customerCode(feeder.plan.substation.unit.code, transformer.serial + k)
  const mail = contact < 0.993 && (contact >= 0.975 || random.chance(business ? 0.6 : 0.22))
  const email = mail ? `${places.fold(name).replaceAll(' ', '.')}.${ordinal}@customers.invalid` : ''
  const kwh = special?.kwh ?? Math.round(Math.exp((business ? 6.6 : urban ? 5.35 : 4.9) + 0.55 * random.normal()))
  return [
    code,
    name,
    business ? 'non_residential' : 'residential',
    urban ? 'urban' : 'rural',
    transformer.id,
    phone,
    email,
    random.chance(0.02) ? 'en' : 'vi',
    urban ? `${2 * k + 1} ${transformer.street}` : `Số ${k + 1} ${transformer.street}`,
    transformer.commune.full_name,
    provinceName(transformer.commune.province),
    special?.priority ?? '',
    kwh,
  ].join(',')
}

const provinceNames = new Map<string, string>()
function provinceName(code: string): string {
  let name = provinceNames.get(code)
  if (name === undefined) provinceNames.set(code, (name = places.province(code)!.name))
  return name
}
