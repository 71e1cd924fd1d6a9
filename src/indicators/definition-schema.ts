import Type from 'typebox'
import Value from 'typebox/value'
import { OneOf } from '../access/index.ts'
import { Problem } from '../kernel/index.ts'
import { type Definition, measures, operators, sourceNames } from './definition-rules.ts'

const both = Type.Object({
  vi: Type.String({ minLength: 1, maxLength: 200 }),
  en: Type.String({ minLength: 1, maxLength: 200 }),
})
export const everyOperator = [...new Set(Object.values(operators).flat())] as (typeof operators)['text' | 'number' | 'boolean'][number][] // biome-ignore format: one line
const Field = Type.String({ maxLength: 40 })
const Filters = Type.Array(
  Type.Object({
    field: Field,
    op: OneOf(everyOperator),
    value: Type.Optional(
      Type.Union([
        Type.Number(),
        Type.Boolean(),
        Type.String({ maxLength: 100 }),
        Type.Array(Type.String({ maxLength: 100 }), { maxItems: 50 }),
      ]),
    ),
  }),
  { maxItems: 10 },
)

/** A definition as it comes from outside; what it means is checked by `wrongIn`. */
export const DefinitionBody = Type.Object({
  name: both,
  note: Type.Optional(both),
  unit: Type.String({ minLength: 1, maxLength: 20 }),
  decimals: Type.Integer({ minimum: 0, maximum: 6 }),
  direction: OneOf(['up', 'down'] as const),
  source: OneOf(sourceNames),
  measure: OneOf(measures),
  where: Filters,
  good: Type.Optional(Filters),
  field: Type.Optional(Field),
  over: Type.Optional(Field),
  weight: Type.Optional(Field),
  percentile: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
  scale: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e9 })),
})

/** A definition from the text of a JSON file. @throws Problem indicators/bad-definition with each wrong field */
export function definitionFrom(text: string): Definition {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch (error) {
    const reason = (error as Error).message
    throw new Problem('indicators/bad-definition', { first: reason }, { refused: [{ reason }] })
  }
  if (Value.Check(DefinitionBody, given)) return given as Definition
  const refused = [...Value.Errors(DefinitionBody, given)]
    .slice(0, 10)
    .map((e) => ({ field: e.instancePath, reason: e.message }))
  throw new Problem('indicators/bad-definition', { first: `${refused[0]?.field}: ${refused[0]?.reason}` }, { refused })
}
