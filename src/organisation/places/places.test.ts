import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { referenceCompanies } from '../reference.ts'
import {
  addressOf,
  type Commune,
  commune,
  communeNamed,
  communesOf,
  districtsOf,
  fold,
  province,
  provinces,
  searchCommunes,
} from './places.ts'

const before = '2025-06-30'
const since = '2025-07-01'

test('as many as there are, before and since July 2025', () => {
  const communes = (day?: string) => provinces(day).flatMap((p) => communesOf(p.code, day))
  assert.deepEqual([provinces().length, communes().length, districtsOf('01').length], [34, 3321, 0])
  const districts = provinces(before).flatMap((p) => districtsOf(p.code, before))
  assert.deepEqual([provinces(before).length, districts.length, communes(before).length], [63, 696, 10035])
  assert.equal(provinces(since), provinces())
  for (const day of [before, since]) assert.equal(new Set(communes(day).map((c) => c.code)).size, communes(day).length)
  // every commune of before stands in a district, every district in a province
  const known = new Set(districts.map((d) => d.code))
  assert.ok(communes(before).every((c) => c.district && known.has(c.district)))
})

test('a place keeps the unit valid on its date', () => {
  assert.equal(addressOf(commune('00004')!), 'Phường Ba Đình, Thành phố Hà Nội')
  assert.equal(addressOf(commune('00004', before)!, before), 'Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội')
  assert.deepEqual([province('82', before)!.name, province('82')!.name], ['Tiền Giang', 'Đồng Tháp'])
  assert.deepEqual(
    [province('74', before)!.successor, province('77', before)!.successor, province('01', before)!.successor],
    ['79', '79', '01'],
  )
  // every province of before is part of one of today, and each of today of at least one
  assert.deepEqual(new Set(provinces(before).map((p) => p.successor)), new Set(provinces().map((p) => p.code)))
  assert.ok(referenceCompanies().every((company) => province(company.province)))
})

test('names are matched only when they mean one place', () => {
  const meant = (names: { commune: string; district?: string; province: string }, day?: string) =>
    communeNamed(names, day)?.code
  assert.equal(meant({ commune: 'Ba Đình', province: 'Hà Nội' }), '00004')
  assert.equal(meant({ commune: 'phuong ba dinh', province: 'thanh pho ha noi' }), '00004')
  assert.equal(meant({ commune: 'Ba Đình', province: 'Thanh Hóa' }), searchCommunes('Ba Đình Thanh Hoá')[0].code)
  assert.equal(meant({ commune: 'Ba Đình', province: 'Cà Mau' }), undefined)
  assert.equal(meant({ commune: 'Ba Đình', province: '' }), undefined)
  // fourteen districts of Ho Chi Minh City had a Ward 1
  assert.equal(meant({ commune: 'Phường 1', province: 'Hồ Chí Minh' }, before), undefined)
  assert.equal(
    commune(meant({ commune: 'Phường 1', district: 'Quận 3', province: 'Hồ Chí Minh' }, before)!, before)!.name,
    '1',
  )
})

test('search finds with and without accents, by the area too, and tells 1 from 12', () => {
  const first = (text: string, day?: string) => {
    const [found] = searchCommunes(text, { day })
    return found && addressOf(found, day)
  }
  assert.equal(first('ba dinh'), 'Phường Ba Đình, Thành phố Hà Nội')
  assert.equal(first('  BÀ   RỊA '), 'Phường Bà Rịa, Thành phố Hồ Chí Minh')
  assert.equal(first('ba dinh thanh hoa'), 'Xã Ba Đình, Tỉnh Thanh Hoá')
  assert.equal(first('Ba Dinh, Quang Ngai'), 'Xã Ba Dinh, Tỉnh Quảng Ngãi')
  assert.equal(first('phuong 1 quan 3', before), 'Phường 1, Quận 3, Thành phố Hồ Chí Minh')
  assert.equal(searchCommunes('phuong 1 quan 3', { day: before }).length, 1)
  assert.equal(first('Bến Nghé', before), 'Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh')
  assert.equal(first('zzz'), undefined)
  assert.deepEqual(searchCommunes(' ., '), [])
  assert.equal(searchCommunes('a', { limit: 3 }).length, 3)
  const accents = searchCommunes('Tân Định', { day: before }).findIndex((c) => c.name === 'Tân Dĩnh')
  assert.ok(accents > 2)
})

test('every commune is found by its own address, whatever became of the accents', () => {
  for (const day of [before, since]) {
    const all: Commune[] = provinces(day).flatMap((p) => communesOf(p.code, day))
    // every 50th: a search takes about a millisecond
    for (let i = 0; i < all.length; i += 50) {
      const address = addressOf(all[i], day)
      assert.equal(searchCommunes(address, { day })[0].code, all[i].code, address)
      assert.ok(
        searchCommunes(fold(address), { day }).some((c) => c.code === all[i].code),
        address,
      )
    }
  }
})

const lists = new URL('../../../../shared/data/vn-places/', import.meta.url)
test('the file is what tools/gen-places.ts makes', { skip: !existsSync(lists) && 'no ../shared/data here' }, () => {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../../tools/gen-places.ts', import.meta.url)), '--check'])
})
