import { sql } from 'kysely'
import type { Context, Relation } from '../kernel/index.ts'

export { group_min } from './reporting.ts'

/** The answer to the one question after a request or a cut, without who gave it. */
export interface AnswerFigure {
  corporation_id: number
  /** 'YYYY-MM' */
  month: string
  at: Date
  about_kind: string
  via: string
  score: number
}

/** Answers given from `from` (with) to `to` (without), of the corporations that are seen: a relation. */
export const answerFigures = ({ tx }: Context, from: Date, to: Date): Relation<AnswerFigure> =>
  tx
    .selectFrom('surveys.answer as a')
    .innerJoin('surveys.draw as d', (join) =>
      join.onRef('d.corporation_id', '=', 'a.corporation_id').onRef('d.id', '=', 'a.draw_id'),
    )
    .select(['a.corporation_id', 'a.at', 'd.about_kind', 'a.via', 'a.score'])
    .select(sql<string>`to_char(a.at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM')`.as('month'))
    .where('a.corporation_id', '=', sql<number>`any ((select organisation.visible())::smallint[])`)
    .where('a.at', '>=', from)
    .where('a.at', '<', to)

/** A sheet of the yearly survey, without who filled it in. It belongs to a year, not to a month. */
export interface SheetFigure {
  corporation_id: number
  month: null
  stratum: string
  weight: number
  overall: number
}

/** The sheets of the survey of a year, of the corporations that are seen: a relation. */
export const sheetFigures = ({ tx }: Context, year: number): Relation<SheetFigure> =>
  tx
    .selectFrom('surveys.sheet')
    .select(['corporation_id', 'stratum', 'weight', 'overall'])
    .select(sql<null>`null::text`.as('month'))
    .where('corporation_id', '=', sql<number>`any ((select organisation.visible())::smallint[])`)
    .where('year', '=', year)
