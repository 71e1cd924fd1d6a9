import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { Context } from '../kernel/index.ts'
import { at, onDatabase, seenAs } from '../kernel/testing/index.ts'
import { importNetwork } from '../network/index.ts'
import { importCustomers } from './import-customers.ts'
import { searchCustomers } from './search.ts'
import { distanceFrom, formsOf, oneEdit, plain, readings, words_max, wordsOf } from './search-rules.ts'
import { refreshSearch } from './search-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'sangden-search-'))
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const network = write(
  'network.csv',
  `id,kind,name,corporation,substation,feeder,from_node,to_node,phases,normally_open,lon,lat
S,source,S,AAA,E1,471,,n0,ABC,false,,
T1,transformer,T1,AAA,E1,471,n0,,ABC,false,,
`,
)

const letters = 'abcdeghiklmnopqrstuvxy'
const slip = fc.record({ kind: fc.nat(3), at: fc.nat(), letter: fc.constantFrom(...letters) })
type Slip = { kind: number; at: number; letter: string }
/** One slip in a word of two letters or more. */
function slipped(word: string, { kind, at, letter }: Slip): string {
  const i = at % word.length
  const j = at % (word.length - 1)
  if (kind === 0) return word.slice(0, i) + word.slice(i + 1)
  if (kind === 1) return word.slice(0, i) + letter + word.slice(i + 1)
  if (kind === 2) return word.slice(0, i) + letter + word.slice(i)
  return word.slice(0, j) + word[j + 1] + word[j] + word.slice(j + 2)
}

describe('what people type', () => {
  it('loses accents, capitals and punctuation', () => {
    assert.equal(plain('  NGUYỄN Văn-Hùng,\t(Đống Đa) '), 'nguyen van hung dong da')
    assert.equal(plain('Nguyễn'.normalize('NFD')), 'nguyen')
    assert.deepEqual([plain(''), plain(' .,- ')], ['', ''])
    assert.deepEqual(wordsOf('12/3A Lò Đúc'), ['12', '3a', 'lo', 'duc'])
    assert.equal(wordsOf('a '.repeat(100)).length, words_max)
    assert.equal(wordsOf('a'.repeat(500))[0]!.length, 30)
  })

  it('one slip leaves a form in common, and only one is one (property)', () => {
    const word = fc.string({ minLength: 2, maxLength: 9, unit: fc.constantFrom(...letters) })
    fc.assert(
      fc.property(word, slip, (of, how) => {
        const other = slipped(of, how)
        if (other === of) return
        assert.ok(oneEdit(of, other), `${of} ${other}`)
        assert.ok(oneEdit(other, of), `${other} ${of}`)
        if (other.length > 1)
          assert.ok(
            formsOf(other).some((form) => formsOf(of).includes(form)),
            `${of} ${other}`,
          )
      }),
    )
    for (const [a, b] of [
      ['hung', 'hung'],
      ['hung', 'huong1'],
      ['hung', 'gnuh'],
      ['ab', 'cd'],
      ['an', 'anhh'],
    ])
      assert.ok(!oneEdit(a!, b!), `${a} ${b}`)
  })

  it('every split into name and place is read once, the whole as a name first', () => {
    assert.deepEqual(readings(1), [
      { name: [0, 1], place: [1, 1] },
      { name: [0, 0], place: [0, 1] },
    ])
    assert.equal(readings(4).length, 8)
    assert.equal(new Set(readings(4).map((r) => JSON.stringify(r))).size, 8)
  })

  it('the same words in order, then accents, then fewer words more come first', () => {
    const asked = { words: ['nguyen', 'van', 'hung'], text: 'Nguyễn Văn Hưng' }
    const names = ['Nguyễn Văn Hưng', 'Nguyễn Văn Hùng', 'Hùng Văn Nguyễn', 'Nguyễn Văn Hưng An']
    const far = names.map((written) => distanceFrom(asked)({ written, plain: plain(written) }))
    assert.deepEqual(
      [...far].sort((a, b) => a - b),
      far,
    )
    assert.equal(far[0], 0)
  })
})

const header = 'code,name,class,area,transformer,phone,address,commune,province'
async function town(ctx: Context, rows: readonly string[]): Promise<void> {
  await importNetwork(ctx, network, { format: 'csv' })
  await importCustomers(ctx, write('customers.csv', `${header}\n${rows.join('\n')}\n`))
  await refreshSearch(ctx)
}
const people = [
  'PD0100000001,Nguyễn Văn Hùng,residential,urban,T1,0912345678,12 Lò Đúc,Phường Hai Bà Trưng,Hà Nội',
  'PD0100000002,Nguyễn Văn Hưng,residential,urban,T1,0912345679,14 Lò Đúc,Phường Hai Bà Trưng,Hà Nội',
  'PD0100000003,Nguyễn Văn Hùng,residential,urban,T1,,3/5A Trần Phú,Phường Ba Đình,Hà Nội',
  'PD0100000004,Trần Thị Lan,residential,urban,T1,,Số 7 Thôn 3,Xã Đông Anh,Hà Nội',
  'PD0100000005,Công ty TNHH An Phát,non_residential,urban,T1,,99 Trần Phú,Phường Ba Đình,Hà Nội',
  'PD0200000001,Lê Thị Ngọc Ánh,residential,urban,T1,,,,',
]
const morning = at('2026-11-24 09:00')

onDatabase('searching for a customer', (story) => {
  const asks = async (ctx: Context, text: string): Promise<string> =>
    (await searchCustomers(ctx, text)).map((c) => c.code.slice(3).replace(/^(\d)0+/, '$1.')).join(' ')

  story('by code, its beginning, telephone, metering point', morning, async (ctx) => {
    await town(ctx, people)
    assert.equal(await asks(ctx, ' pd0100000002 '), '1.2')
    assert.equal(await asks(ctx, 'PD01'), '1.1 1.2 1.3 1.4 1.5')
    assert.equal(await asks(ctx, '+84 912 345 679'), '1.2')
    assert.equal(await asks(ctx, 'PD0100000004001'), '1.4')
    assert.equal(await asks(ctx, 'PD0100000004002'), '')
    assert.equal(await asks(ctx, '0999999999'), '')
  })

  story(
    'by name: accents tell apart where they are typed, order and a missing word do not matter',
    morning,
    async (ctx) => {
      await town(ctx, people)
      assert.equal(await asks(ctx, 'Nguyễn Văn Hưng'), '1.2 1.1 1.3')
      assert.equal(await asks(ctx, 'Nguyễn Văn Hùng'), '1.1 1.3 1.2')
      for (const text of [
        'nguyen van hung',
        'HUNG nguyen',
        'nguyen van hu',
        'nguyen van hug',
        'nguyen van hugn',
        'nguyn van hung',
      ])
        assert.equal(await asks(ctx, text), '1.1 1.3 1.2', text)
      assert.equal(await asks(ctx, 'le ngoc anh'), '2.1')
      assert.equal(await asks(ctx, 'cong ty an phat'), '1.5')
    },
  )

  story('by place, and by name narrowed by place', morning, async (ctx) => {
    await town(ctx, people)
    assert.equal(await asks(ctx, 'lò đúc'), '1.1 1.2')
    assert.equal(await asks(ctx, '14 lo duc'), '1.2')
    assert.equal(await asks(ctx, '14 Lò Đúc, phường Hai Bà Trưng'), '1.2')
    assert.equal(await asks(ctx, '5a tran phu'), '1.3')
    assert.equal(await asks(ctx, 'so 7 thon 3 xa dong anh'), '1.4')
    assert.equal(await asks(ctx, 'nguyen van hung ba dinh'), '1.3')
    assert.equal(await asks(ctx, 'nguyen van hug tran phu'), '1.3')
    assert.equal(await asks(ctx, 'nguyen van hung tran phuu'), '1.3')
    assert.equal(await asks(ctx, 'lo duc 12 nguyen hung'), '1.1')
    assert.equal(await asks(ctx, 'nguyen van hung 12'), '1.1')
    assert.equal(await asks(ctx, 'nguyen van hung 13'), '')
  })

  story('what cannot be found, and what was meant to harm, finds nobody and breaks nothing', morning, async (ctx) => {
    await town(ctx, people)
    for (const text of [
      '',
      ' ',
      'a',
      '.',
      '\0',
      "' or 1=1 --",
      "'; drop table customers.customer; --",
      '%%%%',
      '____',
      '{a,b}',
      '\\',
      '$1',
      '((((',
      'x'.repeat(10_000),
      'xyz '.repeat(3000),
      '\u{10ffff}\ud800',
      '0'.repeat(200),
      '12',
    ])
      assert.equal(await asks(ctx, text), '', JSON.stringify(text.slice(0, 40)))
    assert.equal(await asks(ctx, "nguyen van hung'); delete from customers.search_entry; --"), '')
    assert.equal(await asks(ctx, "nguyen' van, hung%"), '1.1 1.3 1.2')
  })

  story('another corporation finds none of them by anything', morning, async (ctx) => {
    await town(ctx, people)
    const { rows } = await sql<{ id: number }>`select id from organisation.corporation`.execute(ctx.tx)
    const other = Math.max(...rows.map((r) => r.id)) + 1
    await seenAs(ctx, { corporations: [other] }, async (seen) => {
      for (const text of [
        'PD0100000001',
        'PD01',
        '0912345678',
        'PD0100000001001',
        'nguyen van hung',
        'nguyen van hug',
        'lo duc',
        'lan',
      ])
        assert.deepEqual(await searchCustomers(seen, text), [], text)
    })
    await seenAs(ctx, { corporations: [other - 1] }, async (seen) => {
      assert.equal((await searchCustomers(seen, 'tran thi lan')).length, 1)
    })
  })

  story('a changed name or address is found anew, the former one no more; twice is as once', morning, async (ctx) => {
    await town(ctx, people)
    assert.equal(await refreshSearch(ctx), 0)
    await importCustomers(
      ctx,
      write(
        'again.csv',
        `${header}\nPD0100000004,Trần Thị Liên,residential,urban,T1,,8 Hàng Bông,Phường Hoàn Kiếm,Hà Nội\n`,
      ),
    )
    assert.equal(await refreshSearch(ctx), 1)
    assert.equal(await refreshSearch(ctx), 0)
    assert.equal(await asks(ctx, 'tran thi lien'), '1.4')
    assert.equal(await asks(ctx, '8 hang bong'), '1.4')
    assert.equal(await asks(ctx, 'dong anh'), '')
  })

  story('names and addresses of any length and letters are taken in', morning, async (ctx) => {
    await town(ctx, [
      ...people,
      `PD0300000001,${'ế'.repeat(200)},residential,urban,T1,,"${'Đường rất dài '.repeat(400)}",,`,
      'PD0300000002,"王 小明, ""Иван""",residential,urban,T1,,,,',
    ])
    assert.equal(await asks(ctx, '王 小明'), '3.2')
    assert.equal(await asks(ctx, 'e'.repeat(200)), '3.1')
  })

  story(
    'anybody is found by their own name without accents, and with one slip in it (property)',
    morning,
    async (ctx) => {
      const family = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Đặng', 'Đỗ', 'Vũ']
      const middle = ['Văn', 'Thị', 'Hữu', 'Đức', 'Ngọc Thùy', 'Quỳnh']
      const given = ['Hùng', 'Hưng', 'Hạnh', 'Ánh', 'Dương', 'Yến', 'Tú', 'Phượng', 'Nghĩa', 'Khuê']
      const names = family.flatMap((f, i) => given.map((g, j) => `${f} ${middle[(i + j) % middle.length]} ${g}`))
      await town(
        ctx,
        names.map((name, i) => `PD09${String(i).padStart(8, '0')},${name},residential,urban,T1,,${i} Lò Đúc,,Hà Nội`),
      )
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...names), fc.nat(), slip, async (name, which, how) => {
          const has = async (text: string) =>
            assert.ok(
              (await searchCustomers(ctx, text)).some((c) => c.name === name),
              `${text} for ${name}`,
            )
          await has(name)
          await has(plain(name))
          const words = plain(name).split(' ')
          const i = which % words.length
          words[i] = slipped(words[i]!, how)
          await has(words.join(' '))
        }),
        { numRuns: 60 },
      )
    },
  )
})
