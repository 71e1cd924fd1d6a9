// Writes console/src/api.gen.ts, the types by which the console calls the API through openapi-fetch, from the routes
// themselves (`--check`: fails when the file differs). No server and no database is needed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { permissions, roles } from '../src/access/index.ts'
import { liveRoute } from '../src/interfaces/server/live.ts'
import { openapi } from '../src/interfaces/server/openapi.ts'
import { roomRoutes } from '../src/interfaces/server/rooms.ts'

const target = new URL('../console/src/api.gen.ts', import.meta.url)

interface Schema {
  type?: string
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  patternProperties?: Record<string, Schema>
  items?: Schema | Schema[]
  anyOf?: Schema[]
  allOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  description?: string
  $ref?: string
}

interface Operation {
  summary: string
  'x-may': string
  parameters?: { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: Schema }> }>
}

/** A schema as a TypeScript type. Instants and days are text on the wire. */
export function typeOf(s: Schema): string {
  if (s.$ref) return s.$ref.split('/').at(-1)!
  if (s.const !== undefined) return JSON.stringify(s.const)
  if (s.enum) return s.enum.map((v) => JSON.stringify(v)).join(' | ')
  if (s.anyOf) return s.anyOf.map((one) => group(typeOf(one))).join(' | ')
  if (s.allOf) return s.allOf.map((one) => group(typeOf(one))).join(' & ')
  switch (s.type) {
    case 'string':
      return 'string'
    case 'integer':
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'null':
      return 'null'
    case 'array':
      if (Array.isArray(s.items)) return `[${s.items.map(typeOf).join(', ')}]`
      return s.items ? `${group(typeOf(s.items))}[]` : 'unknown[]'
    case 'object': {
      if (s.properties) return objectOf(s.properties, s.required)
      const values =
        Object.values(s.patternProperties ?? {})[0] ??
        (typeof s.additionalProperties === 'object' ? s.additionalProperties : undefined)
      return `Record<string, ${values ? typeOf(values) : 'unknown'}>`
    }
    default:
      return 'unknown'
  }
}

const group = (type: string): string => (/ [|&] /.test(type) ? `(${type})` : type)
const key = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name))

function objectOf(properties: Record<string, Schema>, required: string[] = []): string {
  const fields = Object.entries(properties).map(([name, s]) => {
    const note = s.description ? `/** ${s.description.replaceAll('*/', '* /')} */ ` : ''
    return `${note}${key(name)}${required.includes(name) ? '' : '?'}: ${typeOf(s)}`
  })
  return fields.length === 0 ? 'Record<string, never>' : `{ ${fields.join('; ')} }`
}

function operationOf(o: Operation): string {
  const of = (where: string) => (o.parameters ?? []).filter((p) => p.in === where)
  const part = (where: 'query' | 'header' | 'path') => {
    const list = of(where)
    if (list.length === 0) return `${where}?: never`
    const needed = list.filter((p) => p.required).map((p) => p.name)
    return `${where}${needed.length > 0 ? '' : '?'}: ${objectOf(Object.fromEntries(list.map((p) => [p.name, p.schema])), needed)}`
  }
  const body = o.requestBody
    ? `requestBody: { content: { ${Object.entries(o.requestBody.content)
        .map(([media, { schema }]) => `'${media}': ${media === 'application/octet-stream' ? 'Blob' : typeOf(schema)}`)
        .join('; ')} } }`
    : 'requestBody?: never'
  const responses = Object.entries(o.responses).flatMap(([status, r]) => {
    if (r.$ref) return []
    const content = Object.entries(r.content ?? {}).map(([media, { schema }]) => `'${media}': ${typeOf(schema)}`)
    return `${status}: { headers: Headers; ${content.length > 0 ? `content: { ${content.join('; ')} }` : 'content?: never'} }`
  })
  return [
    `    /** ${o.summary} (${o['x-may']}) */`,
    `    METHOD: {`,
    `      parameters: { ${part('query')}; ${part('header')}; ${part('path')}; cookie?: never }`,
    `      ${body}`,
    `      responses: {`,
    ...responses.map((r) => `        ${r}`),
    '        default: Refused',
    `      }`,
    `    }`,
  ].join('\n')
}

const described = openapi([...roomRoutes, { room: 'server', routes: [liveRoute()] }]) as unknown as {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

const fresh = [
  '// Written by tools/gen-client.ts from the routes of the server. Do not edit.',
  '',
  'type Headers = { [name: string]: unknown }',
  '',
  `export type Role = ${roles.map((r) => `'${r}'`).join(' | ')}`,
  '',
  `export type Permission =\n${Object.keys(permissions)
    .map((p) => `  | '${p}'`)
    .join('\n')}`,
  '',
  '/** Which roles hold which permission: the server decides, this is for saying why a button cannot be used. */',
  `export const permissions: Record<Permission, readonly Role[]> = {\n${Object.entries(permissions)
    .map(([p, held]) => `  '${p}': [${held.map((r) => `'${r}'`).join(', ')}],`)
    .join('\n')}\n}`,
  '',
  ...Object.entries(described.components.schemas).map(([name, s]) => `export interface ${name} ${typeOf(s)}\n`),
  "type Refused = { headers: Headers; content: { 'application/problem+json': Problem } }",
  '',
  'export interface paths {',
  ...Object.entries(described.paths).map(([path, methods]) =>
    [`  '${path}': {`, ...Object.entries(methods).map(([m, o]) => operationOf(o).replace('METHOD', m)), '  }'].join(
      '\n',
    ),
  ),
  '}',
  '',
].join('\n')

if (process.argv.includes('--check')) {
  let present = ''
  try {
    present = readFileSync(target, 'utf8')
  } catch {
    // not there: stale
  }
  if (present !== fresh) {
    console.error('console/src/api.gen.ts is stale: run node tools/gen-client.ts')
    process.exit(1)
  }
} else {
  mkdirSync(new URL('.', target), { recursive: true })
  writeFileSync(target, fresh)
}
