import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { importCustomers, refreshSearch } from '../../customers/index.ts'
import { transaction } from '../../kernel/index.ts'
import { makeCopy } from '../../kernel/testing/index.ts'
import { importNetwork } from '../../network/index.ts'
import { testServer } from './testing.ts'

describe('one field for everything', () => {
  let copy: Awaited<ReturnType<typeof makeCopy>>
  let server: Awaited<ReturnType<typeof testServer>>
  const keys: Record<string, string> = {}
  before(async () => {
    copy = await makeCopy()
    server = await testServer(copy.db)
    for (const [login, role, corporation] of [
      ['here', 'clerk', 'AA'],
      ['elsewhere', 'clerk', 'BB'],
      ['analyst', 'analyst', 'AA'],
    ] as const)
      keys[login] = (await server.person(login, { role, corporation })).key
    const folder = mkdtempSync(join(tmpdir(), 'sangden-look-up-'))
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    await transaction(copy.db, { actor: 'test', corporations: '*', now: server.clock.now }, async (ctx) => {
      const head = 'id,kind,name,corporation,substation,feeder,from_node,to_node,phases,normally_open,lon,lat'
      for (const corporation of ['AA', 'BB'])
        await importNetwork(
          ctx,
          write(
            'network.csv',
            `${head}\nS${corporation},source,S,${corporation},E1,471,,n0,ABC,false,,\nT${corporation},transformer,T,${corporation},E1,471,n0,,ABC,false,,\n`,
          ),
          { format: 'csv' },
        )
      await importCustomers(
        ctx,
        write(
          'customers.csv',
          `code,name,class,area,transformer,phone,address,commune,province
PD0100000001,Nguyễn Văn Hùng,residential,urban,TAA,0912345678,12 Lò Đúc,Phường Hai Bà Trưng,Hà Nội
PE0100000001,Nguyễn Văn Hưng,residential,urban,TBB,0912345679,14 Lò Đúc,Phường Bến Nghé,Hồ Chí Minh
`,
        ),
      )
      await refreshSearch(ctx)
    })
  })
  after(async () => {
    await server?.close()
    await copy?.drop()
  })
  const customers = async (who: string, text: string): Promise<string[]> => {
    const { status, json } = await server.ask('GET', `/api/v1/search?q=${encodeURIComponent(text)}`, { key: keys[who] })
    assert.equal(status, 200, text)
    return json.items.filter((i: { kind: string }) => i.kind === 'customer').map((i: { id: string }) => i.id)
  }

  const ways = [
    'PD0100000001',
    'PD0100000001001',
    '0912 345 678',
    'nguyen van hug',
    'Hùng Nguyễn',
    '12 lo duc',
    'hung hai ba trung',
  ]
  it('finds a customer by code, metering point, telephone, a misspelt name, an address', async () => {
    for (const text of ways) assert.deepEqual(await customers('here', text), ['PD0100000001'], text)
  })
  it('shows nobody of another corporation, and no customer to whom may not see them', async () => {
    for (const text of ways) assert.ok(!(await customers('elsewhere', text)).includes('PD0100000001'), text)
    assert.deepEqual(await customers('elsewhere', 'nguyen van hug'), ['PE0100000001'])
    assert.deepEqual(await customers('analyst', 'nguyen van hung'), [])
  })
  it('takes anything for a text', async () => {
    for (const text of ["'", '%', '\\', ' ', '((', "' or 1=1 --", 'x'.repeat(200)])
      assert.deepEqual(await customers('here', text), [], text)
    for (const text of ['x'.repeat(201), '\0', ''])
      assert.equal(
        (await server.ask('GET', `/api/v1/search?q=${encodeURIComponent(text)}`, { key: keys.here! })).status,
        400,
      )
  })
})
