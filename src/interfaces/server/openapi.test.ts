import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import Type from 'typebox'
import { OneOf, PageQuery, type Route, route } from '../../access/index.ts'
import { catalogue, format, languages } from '../../kernel/index.ts'
import { openapi, operationId } from './openapi.ts'
import { background, roomRoutes } from './rooms.ts'

type Operation = {
  operationId: string
  parameters?: { name: string; in: string; required: boolean }[]
  responses: object
  requestBody?: { content: Record<string, { schema: { required?: string[]; properties: object } }> }
}
const pathsOf = (document: unknown) => (document as { paths: Record<string, Record<string, Operation>> }).paths
const validate = (document: unknown) => new Validator().validate(structuredClone(document) as never)

describe('OpenAPI', () => {
  it('is a valid 3.1 document, in both languages', async () => {
    for (const language of languages) {
      const document = openapi(roomRoutes, language)
      const { valid, errors } = await validate(document)
      assert.ok(valid, JSON.stringify(errors))
      assert.equal(document.openapi, '3.1.0')
    }
    // the validator does tell: a status that is none
    const broken = openapi(roomRoutes) as { paths: Record<string, Record<string, { responses: object }>> }
    Object.assign(broken.paths['/api/v1/me']!.get!.responses, { ok: { description: 'x' } })
    assert.equal((await validate(broken)).valid, false)
  })
  it('describes every route: parameters, body, reply, refusals, who may', async () => {
    for (const { routes } of roomRoutes) {
      for (const r of routes) {
        const path = `/api/v1${r.url.replace(/:(\w+)/g, '{$1}')}`
        const o = pathsOf(openapi(roomRoutes))[path]![r.method.toLowerCase()]!
        const named = [...r.url.matchAll(/:(\w+)/g)].map(([, name]) => name)
        assert.deepEqual(o.parameters?.filter((p) => p.in === 'path').map((p) => p.name) ?? [], named)
        assert.ok(r.summary.vi.length > 3 && r.summary.en.length > 3, path)
        assert.ok('500' in o.responses && (r.may === 'public' || '401' in o.responses))
      }
    }
  })
  it('names each operation once, and each address once', () => {
    const rows = roomRoutes.flatMap(({ routes }) => routes as Route[])
    assert.equal(new Set(rows.map(operationId)).size, rows.length)
    assert.equal(new Set(rows.map((r) => `${r.method} ${r.url.replace(/:\w+/g, ':')}`)).size, rows.length)
  })
  it('a field with a default may be left out; words are an enum', () => {
    const one = route({
      method: 'POST',
      url: '/x/:id',
      may: 'public',
      summary: { vi: 'x', en: 'x' },
      query: PageQuery({ state: OneOf(['open', 'kept']) }),
      body: Type.Object({ n: Type.Integer({ default: 1 }), kind: OneOf(['a', 'b']) }),
    })
    const o = pathsOf(openapi([{ room: 'x', routes: [one] }]))['/api/v1/x/{id}']!.post!
    assert.deepEqual(
      o.parameters!.map((p) => [p.name, p.required]),
      [
        ['id', true],
        ['limit', false],
        ['cursor', false],
        ['state', true],
      ],
    )
    assert.deepEqual(o.requestBody!.content['application/json']!.schema.required, ['kind'])
  })
})

describe('what stands written', () => {
  it('every problem has its line in docs/problems.md, in both languages, and its sentence can be said', () => {
    const page = readFileSync(new URL('../../../docs/problems.md', import.meta.url), 'utf8')
    const listed = [...page.matchAll(/^\| <a id="([^"]+)"><\/a>`\1` \| (\d+) \| (.*) \| (.*) \|$/gm)]
    const lines = new Set(listed.map((cells) => cells.slice(1).join(' | ')))
    const wanted = Object.entries(catalogue).map(([code, e]) =>
      [code, e.status, e.vi.replaceAll('|', '\\|'), e.en.replaceAll('|', '\\|')].join(' | '),
    )
    const stale = 'run node tools/gen-problems.ts'
    assert.deepEqual(
      wanted.filter((line) => !lines.has(line)),
      [],
      stale,
    )
    assert.equal(listed.length, wanted.length, stale)
    for (const [code, entry] of Object.entries(catalogue)) {
      // 0 for every parameter: plural and select find their `other`
      const params = Object.fromEntries([...`${entry.vi}${entry.en}`.matchAll(/\{(\w+)/g)].map(([, name]) => [name, 0]))
      for (const language of languages) assert.match(format(entry[language], params, language), /^[^{}]{3,}$/, code)
    }
  })
  it('both languages of the server’s texts have the same keys', () => {
    const keys = languages.map((l) =>
      Object.keys(
        JSON.parse(readFileSync(new URL(`../../../locales/${l}/server.json`, import.meta.url), 'utf8')),
      ).sort(),
    )
    assert.deepEqual(keys[0], keys[1])
  })
  it('every job that is scheduled exists', () => {
    assert.deepEqual(
      Object.keys(background.schedule).filter((name) => !(name in background.jobs)),
      [],
    )
    assert.ok(Object.keys(background.schedule).length >= 3)
  })
})
