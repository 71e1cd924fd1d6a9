import { corporations } from '../../../organisation/index.ts'
import { indices } from '../../../reliability/index.ts'
import { energySum } from '../../energy-rules.ts'
import { energyBetween } from '../../store.ts'
import { number, type Row, type Section, section, text } from '../document.ts'
import { type Ground, known, type Words } from '../ground.ts'
import { energyColumns } from './energy.ts'
import { type Kept, keptIn } from './promises.ts'

/** The group's one table: its corporations beside each other. */
export async function byCorporation(
  { ctx, period, asKnownOn }: Ground,
  words: Words,
  { kept }: { kept: Kept },
): Promise<Section> {
  const all = await corporations(ctx)
  const found = new Map(
    (await indices(ctx, { from: period.from, to: period.to, by: ['corporation'], rules: 'vn', asKnownOn })).map((r) => [
      r.corporation!,
      r,
    ]),
  )
  const energy = await energyBetween(ctx, period.from, period.to, asKnownOn)
  const rows = all.map((c): Row => {
    const own = energy.filter((r) => r.corporation_id === c.id)
    const sum = own.length > 0 ? energySum(own) : undefined
    const row = known(found.get(c.code))
    const of = (kind: string) =>
      keptIn(
        kept.filter((r) => r.corporation_id === c.id),
        kind,
        period,
      ).share
    return {
      corporation: c.code,
      customers: row?.customers ?? null,
      delivered_kwh: sum?.delivered_kwh ?? null,
      sold_kwh: sum?.sold_kwh ?? null,
      saidi: row?.saidi_min ?? null,
      saifi: row?.saifi ?? null,
      maifi: row?.maifi ?? null,
      notice: of('notice'),
      power_back: of('power_back'),
    }
  })
  return section({
    code: 'corporations',
    title: words('sheet.corporations'),
    columns: [
      text('corporation', words('column.corporation'), 12),
      number('customers', words('column.customers'), { total: 'sum' }),
      ...energyColumns(words),
      number('saidi', words('column.saidi'), { digits: 2 }),
      number('saifi', 'SAIFI', { digits: 3 }),
      number('maifi', 'MAIFI', { digits: 3 }),
      number('notice', words('column.notice'), { digits: 2 }),
      number('power_back', words('column.power_back'), { digits: 2 }),
    ],
    rows: rows.filter((r) => Object.entries(r).some(([key, cell]) => key !== 'corporation' && cell !== null)),
    total: words('group'),
    sources: [[words('sheet.corporations'), words('source.corporations')]],
  })
}
