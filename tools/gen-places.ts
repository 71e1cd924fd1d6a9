// Writes src/organisation/places/places.tsv.gz from the lists in ../shared/data/vn-places (`--check`: fails when it differs).
// Names and codes are those of Viet Nam's statistics office, as collected by the vietnamese-provinces-database project
// (MIT, (c) 2021 Thang Le Quoc). The server never needs those lists: it reads the file written here.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { placeKinds } from '../src/organisation/places/places.ts'

const lists = new URL('../../shared/data/vn-places/', import.meta.url)
const target = new URL('../src/organisation/places/places.tsv.gz', import.meta.url)

/** Provinces of before July 2025 by the one that they are part of now (Resolution 202/2025/QH15). */
const successors: Record<string, string> = Object.fromEntries(
  `02:08 06:19 10:15 17:25 26:25 27:24 30:31 34:33 35:37 36:37 45:44 49:48 54:66 58:56 60:68 62:51 64:52 67:68 70:75
  72:80 74:79 77:79 83:86 84:86 87:82 89:91 93:92 94:92 95:96`
    .split(/\s+/)
    .map((pair) => pair.split(':')),
)

type Row = { code: string; name: string; full_name: string; province_code?: string; district_code?: string }

function read(file: string): Row[] {
  const [header, ...lines] = readFileSync(new URL(file, lists), 'utf8').trim().split(/\r?\n/)
  const columns = header.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    if (line.includes('"') || cells.length !== columns.length) throw new Error(`${file}: cannot read ${line}`)
    return Object.fromEntries(columns.map((column, i) => [column, cells[i]])) as unknown as Row
  })
}

/** level, code, letter of the kind, name. What stands under a place follows it. */
function line(level: number, { code, name, full_name }: Row, ...more: string[]): string {
  const word = full_name
    .slice(0, full_name.length - name.length)
    .trim()
    .toLowerCase()
  const kind = Object.entries(placeKinds).find(([, { vi }]) => vi.toLowerCase() === word)
  if (!kind) throw new Error(`no kind of place is called ${word} (${full_name})`)
  return [level, code, kind[1].letter, name.normalize('NFC'), ...more].join('\t')
}

function table(): string {
  const out = ['2025-07-01']
  const communes = Map.groupBy(read('communes-2026.csv'), (row) => row.province_code)
  for (const province of read('provinces-2026.csv')) {
    out.push(line(1, province), ...(communes.get(province.code) ?? []).map((row) => line(3, row)))
  }
  out.push('')
  const districts = Map.groupBy(read('districts-2025-03.csv'), (row) => row.province_code)
  const wards = Map.groupBy(read('wards-2025-03.csv'), (row) => row.district_code)
  for (const province of read('provinces-2025-03.csv')) {
    out.push(line(1, province, successors[province.code] ?? province.code))
    for (const district of districts.get(province.code) ?? []) {
      out.push(line(2, district), ...(wards.get(district.code) ?? []).map((row) => line(3, row)))
    }
  }
  return `${out.join('\n')}\n`
}

if (!existsSync(lists)) {
  console.error('../shared/data/vn-places is not here: nothing to generate from')
  process.exit(process.argv.includes('--check') ? 0 : 1)
}
const text = table()
if (process.argv.includes('--check')) {
  // the text is compared, not the bytes: two versions of zlib may pack it differently
  if (existsSync(target) && gunzipSync(readFileSync(target)).toString('utf8') === text) process.exit(0)
  console.error('src/organisation/places/places.tsv.gz is stale: run node tools/gen-places.ts')
  process.exit(1)
}
writeFileSync(target, gzipSync(text, { level: 9 }))
