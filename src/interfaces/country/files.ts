import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { day_ms, iso, monthOf, nextMonth, startOfDay } from '../../kernel/index.ts'
import { places, referenceCompanies, referenceCorporations } from '../../organisation/index.ts'
import { chance } from './chance.ts'
import { type Country, deviceIds, type FeederPlan, planFeeder } from './country.ts'
import {
  businesses,
  externalCauses,
  families,
  faultCauses,
  givens,
  hamlets,
  middles,
  plannedReasons,
  priorities,
  streets,
} from './words.ts'

/** Writes a CSV of the contract piece by piece: memory stays flat however many customers there are. */
async function csv(
  path: string,
  header: string,
  write: (row: (cells: readonly (string | number | boolean)[]) => Promise<void> | void) => Promise<void> | void,
): Promise<string> {
  const out = createWriteStream(path)
  let text = `${header}\n`
  const row = (cells: readonly (string | number | boolean)[]): Promise<void> | void => {
    text += `${cells.map((c) => (typeof c === 'string' && /[",\n]/.test(c) ? `"${c.replaceAll('"', '""')}"` : String(c))).join(',')}\n`
    if (text.length < 1 << 16) return
    const piece = text
    text = ''
    if (!out.write(piece)) return new Promise((resolve) => out.once('drain', resolve))
  }
  await write(row)
  out.end(text)
  await finished(out)
  return path
}

/** network.csv of one corporation: breaker, trunk with a recloser and switches, fused laterals, transformers, ties. */
export function writeNetwork(folder: string, country: Country, corporation: string): Promise<string> {
  return csv(
    join(folder, `network-${corporation}.csv`),
    'id,kind,name,corporation,substation,feeder,from_node,to_node,phases,normally_open,lon,lat,rating_a',
    async (row) => {
      const sources = new Set<string>()
      const own = country.feeders.filter((f) => f.corporation === corporation)
      for (const f of own) {
        const d = deviceIds(f)
        const bus = `${f.substation}/C41`
        const place = (lon: number, lat: number) => [lon.toFixed(5), lat.toFixed(5)]
        const put = (
          id: string,
          kind: string,
          name: string,
          from: string,
          to: string,
          lon: number,
          lat: number,
          open = false,
          rating = '',
        ) =>
          row([id, kind, name, corporation, f.substation, f.feeder, from, to, 'ABC', open, ...place(lon, lat), rating])
        if (!sources.has(bus)) {
          sources.add(bus)
          await row([
            bus,
            'source',
            `Thanh cái 22 kV ${f.substation}`,
            corporation,
            f.substation,
            '',
            '',
            bus,
            'ABC',
            false,
            ...place(f.lon, f.lat),
            '',
          ])
        }
        const { sections } = planFeeder(f, country.seed)
        await put(d.breaker, 'breaker', `Máy cắt ${f.feeder}`, bus, `${f.feeder}/0`, f.lon, f.lat, false, '630')
        const middle = Math.ceil(sections.length / 2)
        for (const s of sections) {
          let from = `${f.feeder}/${s.no - 1}`
          if (s.no === middle + 1) {
            await put(
              d.recloser,
              'recloser',
              `Recloser ${f.feeder}`,
              from,
              `${f.feeder}/${s.no - 1}r`,
              s.lon,
              s.lat,
              false,
              '400',
            )
            from = `${f.feeder}/${s.no - 1}r`
          } else if (s.no > 1 && s.no % 3 === 1) {
            await put(
              d.switch(s.no),
              'switch',
              `Dao cách ly ${f.feeder}/${s.no}`,
              from,
              `${f.feeder}/${s.no - 1}s`,
              s.lon,
              s.lat,
              false,
              '400',
            )
            from = `${f.feeder}/${s.no - 1}s`
          }
          await put(
            `${f.feeder}/DD-${s.no}`,
            'line',
            `Đường dây ${f.feeder} đoạn ${s.no}`,
            from,
            `${f.feeder}/${s.no}`,
            s.lon,
            s.lat,
          )
          if (s.transformers.length === 0) continue
          const [first] = s.transformers
          await put(
            d.fuse(s.no),
            'fuse',
            `FCO nhánh ${s.no} ${f.feeder}`,
            `${f.feeder}/${s.no}`,
            `${f.feeder}/${s.no}n`,
            (s.lon + first!.lon) / 2,
            (s.lat + first!.lat) / 2,
            false,
            '100',
          )
          for (const t of s.transformers)
            await put(t.id, 'transformer', t.name, `${f.feeder}/${s.no}n`, '', t.lon, t.lat)
        }
        if (f.tie) {
          const other = own.find((o) => o.feeder === f.tie)!
          const end = sections.at(-1)!
          const there = planFeeder(other, country.seed).sections.length
          await put(
            d.tie,
            'switch',
            `Dao liên lạc ${f.feeder} - ${other.feeder}`,
            `${f.feeder}/${end.no}`,
            `${other.feeder}/${there}`,
            end.lon,
            end.lat,
            true,
            '400',
          )
        }
      }
    },
  )
}

/** customers.csv of one corporation. Telephone numbers begin with 051, which is given to no operator, e-mail addresses end in .invalid: nobody is disturbed. */
export function writeCustomers(folder: string, country: Country, corporation: string): Promise<string> {
  return csv(
    join(folder, `customers-${corporation}.csv`),
    'code,name,class,area,transformer,phone,email,language,address,commune,province,priority,monthly_kwh',
    async (row) => {
      const serials = new Map<string, number>()
      for (const f of country.feeders) {
        if (f.corporation !== corporation) continue
        const luck = chance(country.seed).stream(`customers ${f.corporation} ${f.feeder}`)
        for (const s of planFeeder(f, country.seed).sections) {
          const street = f.commune.urban ? luck.pick(streets) : luck.pick(hamlets)
          for (const t of s.transformers) {
            for (let c = 0; c < t.customers; c++) {
              const serial = (serials.get(f.unit.code) ?? 0) + 1
              serials.set(f.unit.code, serial)
              const code = `${f.unit.code}${String(serial).padStart(7, '0')}`
              const first = luck.happens(1 / 900) ? luck.pick(priorities) : undefined
              const business = !first && luck.happens(0.11)
              const person = `${luck.pick(families)} ${luck.pick(middles)} ${luck.pick(givens)}`
              const kwh =
                first || business
                  ? Math.round(300 + luck.next() ** 6 * (luck.happens(0.004) ? 260_000 : 9_000))
                  : Math.round(60 + luck.next() * luck.next() * 600)
              const contact = luck.next()
              const english = luck.happens(0.02)
              await row([
                code,
                first ? `${first.name} ${f.commune.name}` : business ? `${luck.pick(businesses)} ${person}` : person,
                first || business ? 'non_residential' : 'residential',
                f.commune.urban ? 'urban' : 'rural',
                t.id,
                contact < 0.84
                  ? `051${String((Number.parseInt(f.unit.code.slice(2).replace(/\D/g, '') || '0', 10) * 137_911 + serial) % 10_000_000).padStart(7, '0')}`
                  : '',
                contact > 0.76 && contact < 0.93 ? `${code.toLowerCase()}@khachhang.invalid` : '',
                english ? 'en' : 'vi',
                f.commune.urban ? `${luck.between(1, 240)} ${street}` : street,
                f.commune.name,
                f.province.name,
                first?.priority ?? '',
                kwh,
              ])
            }
          }
        }
      }
    },
  )
}

/** offices.csv: companies, district units, an office or more for each, a care centre for each corporation: about 900. */
export function writeOffices(folder: string): Promise<string> {
  return csv(
    join(folder, 'offices.csv'),
    'code,kind,name,corporation,parent,address,lon,lat,phone,opens,closes',
    async (row) => {
      for (const corporation of referenceCorporations) {
        await row([
          `CSKH-${corporation.code}`,
          'care_centre',
          `Trung tâm Chăm sóc khách hàng ${corporation.code}`,
          corporation.code,
          '',
          '',
          '',
          '',
          corporation.hotline.split(',')[0]!,
          '00:00',
          '24:00',
        ])
        for (const company of referenceCompanies(corporation.code)) {
          const province = places.province(company.province)!
          await row([
            company.code,
            'company',
            `Công ty Điện lực ${company.name}`,
            corporation.code,
            '',
            province.full_name,
            '',
            '',
            '',
            '07:30',
            '16:30',
          ])
          for (const [i, unit] of company.units.entries()) {
            await row([
              unit.code,
              'unit',
              `Điện lực ${unit.name}`,
              corporation.code,
              company.code,
              province.full_name,
              '',
              '',
              '',
              '07:30',
              '16:30',
            ])
            for (const n of i % 6 === 0 ? [1, 2, 3] : [1, 2])
              await row([
                `${unit.code}-PGD${n}`,
                'office',
                `Phòng giao dịch ${unit.name}${n > 1 ? ` ${n}` : ''}`,
                corporation.code,
                unit.code,
                province.full_name,
                '',
                '',
                '',
                '07:30',
                '16:30',
              ])
          }
        }
      }
    },
  )
}

/** Months of history before the month of `now`. */
export const history_months = 24

/** customers_served.csv: growing by about 2 % a year up to today's number. */
export function writeServed(folder: string, country: Country, now: Date): Promise<string> {
  return csv(join(folder, 'customers_served.csv'), 'corporation,month,customers', async (row) => {
    const months = monthsBefore(now)
    for (const { code } of referenceCorporations) {
      const today = country.feeders.reduce((sum, f) => sum + (f.corporation === code ? f.customers : 0), 0)
      for (const [i, month] of months.entries())
        await row([code, month, Math.max(1, Math.round(today * (1 - (0.02 * (months.length - i)) / 12)))])
    }
  })
}

/**
 * interruptions.csv: two years of planned cuts, faults with their seasons (storms from June to October, heat in May and
 * June), losses from outside, momentary ones, and a few rows that cannot be true, as in real life.
 */
export function writeInterruptions(folder: string, country: Country, now: Date): Promise<string> {
  return csv(
    join(folder, 'interruptions.csv'),
    'interruption,step,corporation,feeder,origin,cause,excluded,out_at,restored_at,customers',
    async (row) => {
      const months = monthsBefore(now)
      let serial = 0
      for (const f of country.feeders) {
        const luck = chance(country.seed).stream(`history ${f.corporation} ${f.feeder}`)
        const city = f.corporation === 'EVNHANOI' || f.corporation === 'EVNHCMC'
        for (const [i, month] of months.entries()) {
          // Each year a little better than the one before.
          const better = 1 - 0.12 * (i / 12)
          const season = [0.7, 0.7, 0.8, 0.9, 1.2, 1.5, 1.6, 1.7, 1.8, 1.4, 0.9, 0.7][Number(month.slice(5)) - 1]!
          const begins = startOfDay(`${month}-01`).getTime()
          const days = Math.round((startOfDay(`${nextMonth(month)}-01`).getTime() - begins) / day_ms)
          const times = (mean: number) => Math.floor(mean + luck.next())
          const one = async (
            origin: string,
            cause: string,
            excluded: boolean,
            hour: number,
            minutes: number,
            share: number,
            steps: number,
          ) => {
            serial += 1
            const out = new Date(begins + luck.between(0, days - 1) * day_ms + Math.round(hour * 60) * 60_000)
            let left = Math.max(1, Math.round(f.customers * share))
            for (let step = 1; step <= steps; step++) {
              const part = step === steps ? left : Math.round(left * (0.4 + 0.3 * luck.next()))
              if (part === 0) continue
              left -= part
              const back = new Date(out.getTime() + Math.max(1, Math.round((minutes * step) / steps)) * 60_000)
              if (back.getTime() > now.getTime()) continue
              await row([
                `LS-${String(serial).padStart(7, '0')}`,
                step,
                f.corporation,
                f.feeder,
                origin,
                cause,
                excluded,
                iso(out),
                iso(back),
                part,
              ])
            }
          }
          for (let n = times(0.45 * better * (city ? 0.7 : 1)); n > 0; n--)
            await one(
              'planned',
              luck.pick(plannedReasons),
              false,
              7 + luck.next() * 2,
              90 + luck.next() * 180,
              0.12 + luck.next() * 0.4,
              luck.between(1, 3),
            )
          for (let n = times(0.5 * season * better * (city ? 0.5 : 1)); n > 0; n--)
            await one(
              'fault',
              luck.pick(faultCauses),
              false,
              luck.next() * 24,
              12 + luck.next() * luck.next() * 220,
              0.05 + luck.next() * 0.6,
              luck.between(1, 3),
            )
          for (let n = times(0.3 * season); n > 0; n--)
            await one(
              'fault',
              'Sự cố thoáng qua',
              false,
              luck.next() * 24,
              1 + luck.next() * 3.5,
              0.5 + luck.next() * 0.5,
              1,
            )
          if (luck.happens(0.03 * season)) {
            const cause = luck.pick(externalCauses)
            await one(
              'external',
              cause,
              true,
              luck.next() * 24,
              30 + luck.next() * (cause === 'Bão' ? 900 : 120),
              0.6 + luck.next() * 0.4,
              luck.between(1, 4),
            )
          }
          // More customers than the feeder has, or months long: such rows are imported and shown as suspect.
          if (luck.happens(0.0015)) await one('fault', luck.pick(faultCauses), false, 10, 60, 40, 1)
          if (luck.happens(0.0015)) await one('fault', luck.pick(faultCauses), false, 10, 60 * 24 * 250, 0.1, 1)
        }
      }
    },
  )
}

/** energy.csv: delivered, sold (losses near 7 %), employees and customers by corporation and month. */
export function writeEnergy(folder: string, country: Country, now: Date): Promise<string> {
  return csv(
    join(folder, 'energy.csv'),
    'corporation,month,delivered_kwh,sold_kwh,employees,customers',
    async (row) => {
      const months = monthsBefore(now)
      for (const { code } of referenceCorporations) {
        const luck = chance(country.seed).stream(`energy ${code}`)
        const today = country.feeders.reduce((sum, f) => sum + (f.corporation === code ? f.customers : 0), 0)
        for (const [i, month] of months.entries()) {
          const heat = [0.9, 0.85, 0.98, 1.02, 1.1, 1.14, 1.12, 1.08, 1.03, 1.0, 0.94, 0.92][
            Number(month.slice(5)) - 1
          ]!
          const customers = Math.max(1, Math.round(today * (1 - (0.02 * (months.length - i)) / 12)))
          const delivered = Math.round(customers * 560 * heat * (1 + (0.09 * i) / 12) * (1 + luck.normal() * 0.01))
          await row([
            code,
            month,
            delivered,
            Math.round(delivered * (1 - (0.072 - 0.0002 * i + luck.normal() * 0.006))),
            Math.max(5, Math.round((today / 260) * (1 - (0.03 * i) / 12))),
            customers,
          ])
        }
      }
    },
  )
}

function monthsBefore(now: Date): string[] {
  let [year, month] = monthOf(now).split('-').map(Number) as [number, number]
  const months: string[] = [monthOf(now)]
  for (let i = 0; i < history_months; i++) {
    month -= 1
    if (month === 0) [year, month] = [year - 1, 12]
    months.unshift(`${year}-${String(month).padStart(2, '0')}`)
  }
  return months
}

export const feedersOf = (country: Country, corporation: string): FeederPlan[] =>
  country.feeders.filter((f) => f.corporation === corporation)
