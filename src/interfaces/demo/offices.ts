import {
  type places,
  type ReferenceCompany,
  referenceCompanies,
  referenceCorporations,
} from '../../organisation/index.ts'
import { communesOfUnit, moved, placeOfUnit, type Spot } from './geography.ts'
import { streets } from './names.ts'
import { type Random, randomOf } from './random.ts'

export const officeColumns = 'code,kind,name,corporation,parent,address,lon,lat,phone,opens,closes'

/** Offices where customers are received: as many as the group has, about. */
const offices_wanted = 900

/**
 * Rows of offices.csv: the corporations' care centres, every published company and district unit, and offices spread
 * over the units. Names and codes of companies and units are real; which communes have an office is the demo's.
 */
export function officeRows(seed: number): string[] {
  const random = randomOf(seed, 'offices')
  const rows: string[] = []
  const units = referenceCompanies().reduce((sum, c) => sum + c.units.length, 0)
  let [owed, made] = [0, 0]
  for (const { code, name, hotline } of referenceCorporations) {
    rows.push(row({ code, kind: 'corporation', name, corporation: code, phone: hotline.split(',')[0]! }))
    rows.push(
      row({
        code: `${code}-CSKH`,
        kind: 'care_centre',
        name: `Trung tâm chăm sóc khách hàng ${code}`,
        corporation: code,
        phone: hotline.split(',')[0]!,
        opens: '00:00',
        closes: '24:00',
      }),
    )
    for (const company of referenceCompanies(code)) {
      rows.push(
        row({
          code: company.code,
          kind: 'company',
          name: companyName(company),
          corporation: code,
          at: placeOfUnit(company, 0),
        }),
      )
      company.units.forEach((unit, index) => {
        const at = placeOfUnit(company, index)
        const communes = communesOfUnit(company, index)
        rows.push(
          row({
            code: unit.code,
            kind: 'unit',
            name: `Điện lực ${unit.name}`,
            corporation: code,
            parent: company.code,
            at,
            address: address(random, communes[0]!),
          }),
        )
        owed += offices_wanted / units
        const here = Math.max(1, Math.round(owed - made))
        made += here
        for (let n = 0; n < here; n++) {
          const commune = communes[n % communes.length]!
          rows.push(
            row({
              code: `${unit.code}-VP${n + 1}`,
              kind: 'office',
              name: n === 0 ? `Phòng giao dịch khách hàng ${unit.name}` : `Điểm giao dịch ${commune.full_name}`,
              corporation: code,
              parent: unit.code,
              at: n === 0 ? at : moved(at, random.between(-3, 3), random.between(-3, 3)),
              address: address(random, commune),
              opens: '07:30',
              closes: n === 0 ? '17:00' : '16:30',
            }),
          )
        }
      })
    }
  }
  return rows
}

const companyName = ({ name, corporation }: ReferenceCompany): string =>
  corporation === 'EVNHANOI' || corporation === 'EVNHCMC' ? `Khối điện lực ${name}` : `Công ty Điện lực ${name}`

const address = (random: Random, commune: places.Commune): string =>
  `${random.int(1, 180)} ${random.pick(streets)}, ${commune.full_name}`

function row(of: {
  code: string
  kind: string
  name: string
  corporation: string
  parent?: string
  address?: string
  at?: Spot
  phone?: string
  opens?: string
  closes?: string
}): string {
  const { at } = of
  return [
    of.code,
    of.kind,
    of.name,
    of.corporation,
    of.parent ?? '',
    of.address ? `"${of.address}"` : '',
    at?.lon.toFixed(6) ?? '',
    at?.lat.toFixed(6) ?? '',
    of.phone ?? '',
    of.opens ?? '',
    of.closes ?? '',
  ].join(',')
}
