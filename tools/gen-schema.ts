// Writes src/kernel/database/schema.gen.ts from a freshly migrated database (`--check`: fails when it differs).
import { readFileSync, writeFileSync } from 'node:fs'
import { migrate } from '../src/kernel/database/migrate.ts'
import { withScratchDatabase } from '../src/kernel/testing/scratch.ts'

const target = new URL('../src/kernel/database/schema.gen.ts', import.meta.url)

const tsTypes: Record<string, string> = {
  int2: 'number',
  int4: 'number',
  int8: 'number',
  float4: 'number',
  float8: 'number',
  numeric: 'number',
  bool: 'boolean',
  text: 'string',
  varchar: 'string',
  uuid: 'string',
  date: 'string',
  time: 'string',
  name: 'string',
  int4range: 'string',
  int4multirange: 'string',
  tstzrange: 'string',
  daterange: 'string',
  interval: 'string',
  inet: 'string',
  tsvector: 'string',
  timestamptz: 'Date',
  bytea: 'Buffer',
  jsonb: 'Json',
  json: 'Json',
}

const fresh = await withScratchDatabase(async (pool) => {
  await migrate(pool)
  const { rows } = await pool.query(`
    select n.nspname as schema, c.relname as "table", a.attname as "column", a.attnotnull as required, c.relkind as kind,
      (a.atthasdef or a.attidentity <> '') as defaulted, (a.attidentity = 'a' or a.attgenerated <> '') as generated,
      case when t.typcategory = 'A' then e.typname else t.typname end as type, t.typcategory = 'A' as array
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_type e on e.oid = t.typelem
    where c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
      and n.nspname not in ('pg_catalog', 'information_schema', 'public', 'graphile_worker') and n.nspname !~ '^pg_'
    order by n.nspname, c.relname, a.attnum`)
  const tables = new Map<string, string[]>()
  for (const r of rows) {
    const key = `${r.schema}.${r.table}`
    const base = tsTypes[r.type]
    if (!base) throw new Error(`${key}.${r.column}: no TypeScript type for ${r.type}`)
    let type = r.array ? `${base}[]` : base
    if (!r.required && r.kind !== 'v') type += ' | null'
    if (r.generated) type = `GeneratedAlways<${type}>`
    else if (r.defaulted && base !== 'Json') type = `Generated<${type}>`
    if (!tables.has(key)) tables.set(key, [])
    tables.get(key)!.push(`  ${r.column}: ${type}`)
  }
  const nameOf = (key: string) =>
    key
      .split(/[._]/)
      .map((w) => w[0]!.toUpperCase() + w.slice(1))
      .join('')
  return [
    '// Written by tools/gen-schema.ts from the migrations. Do not edit.',
    "import type { ColumnType, Generated, GeneratedAlways } from 'kysely'",
    '',
    '// biome-ignore lint/suspicious/noExplicitAny: JSON of any shape; the room that owns the column knows it',
    'export type Json = ColumnType<any, unknown, unknown>',
    '',
    ...[...tables].flatMap(([key, columns]) => [`export interface ${nameOf(key)} {`, ...columns, '}', '']),
    'export interface DB {',
    ...[...tables.keys()].map((key) => `  '${key}': ${nameOf(key)}`),
    '}',
    '',
  ].join('\n')
})

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== fresh) {
    console.error('src/kernel/database/schema.gen.ts is stale: run node tools/gen-schema.ts')
    process.exit(1)
  }
} else writeFileSync(target, fresh)
process.exit(0)
