import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { importCustomers } from '../../src/customers/index.ts'
import { businessName, personName, streets } from '../../src/interfaces/demo/names.ts'
import { randomOf } from '../../src/interfaces/demo/random.ts'
import { type Database, transaction } from '../../src/kernel/index.ts'
import { importNetwork } from '../../src/network/index.ts'
import { places } from '../../src/organisation/index.ts'
import { as } from './timing.ts'

const transformers = 4000

/** A province of customers as the demo country has them: names by their share, streets and communes that exist. */
export async function load(db: Database, folder: string, rows: number): Promise<void> {
  const write = async (file: string, header: string, lines: Iterable<string>) => {
    const to = createWriteStream(join(folder, file))
    let text = `${header}\n`
    for (const line of lines) {
      text += `${line}\n`
      if (text.length < 1 << 16) continue
      if (!to.write(text)) await new Promise((r) => to.once('drain', r))
      text = ''
    }
    to.end(text)
    await finished(to)
    return join(folder, file)
  }
  const network = await write(
    'network.csv',
    'id,kind,name,corporation,substation,feeder,from_node,to_node,phases,normally_open,lon,lat\nS,source,S,BENCH,E,471,,n0,ABC,false,,',
    Array.from({ length: transformers }, (_, t) => `T${t},transformer,TBA ${t},BENCH,E,471,n0,,ABC,false,,`),
  )
  const customers = await write(
    'customers.csv',
    'code,name,class,area,transformer,phone,address,commune,province',
    people(rows),
  )
  await transaction(db, as, (ctx) => importNetwork(ctx, network, { format: 'csv' }))
  await transaction(db, as, (ctx) => importCustomers(ctx, customers))
}

function* people(rows: number): Generator<string> {
  const random = randomOf('people')
  const provinces = places.provinces().slice(0, 5)
  const communes = provinces.flatMap((p) =>
    places.communesOf(p.code).map((c) => ({ commune: c.full_name, province: p.name })),
  )
  let [street, where] = [streets[0]!, communes[0]!]
  for (let i = 0; i < rows; i++) {
    const here = i % Math.ceil(rows / transformers)
    if (here === 0) [street, where] = [random.pick(streets), random.pick(communes)]
    const business = random.chance(0.1)
    yield [
      `PD${String(i).padStart(11, '0')}`,
      business ? businessName(random) : personName(random, false),
      business ? 'non_residential' : 'residential',
      'urban',
      `T${Math.floor((i * transformers) / rows)}`,
      `051${String((i * 7_654_321) % 10_000_000).padStart(7, '0')}`,
      `${2 * here + 1} ${street}`,
      where.commune,
      where.province,
    ].join(',')
  }
}
