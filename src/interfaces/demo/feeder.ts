import type { places } from '../../organisation/index.ts'
import { divide, type FeederPlan } from './country.ts'
import { moved, type Spot } from './geography.ts'
import { streets, villages } from './names.ts'
import { type Random, randomOf } from './random.ts'

export interface Equipment {
  id: string
  kind: 'source' | 'breaker' | 'recloser' | 'switch' | 'fuse' | 'line' | 'transformer'
  name: string
  from: string
  to: string
  open?: boolean
  at: Spot
  rating_a?: number
}

export interface Transformer {
  id: string
  customers: number
  /** The first customer's number among those of the unit. */
  serial: number
  street: string
  commune: places.Commune
  /** From which pole of the trunk its lateral leaves. */
  pole: number
}

/** A device that opens, with all that lies behind it in the normal positions. */
export interface Device {
  id: string
  kind: 'breaker' | 'recloser' | 'switch' | 'fuse'
  customers: number
  /** On which pole of the trunk it stands. */
  pole: number
}

/**
 * One feeder: a trunk of n poles along a street with a recloser and a load break switch in it, laterals with fuses, and
 * a normally open tie to its neighbour where both end.
 *
 *   E1.5 ─ MC ─ 1 ─ 2 ── REC ─ 3 ─ 4 ─ 5 ── LBS ─ 6 ─ 7 ── LL (open) ── neighbour
 *              FCO FCO        FCO …               FCO
 *               T   T T        T                   T
 */
export interface Feeder {
  plan: FeederPlan
  equipment: Equipment[]
  transformers: Transformer[]
  breaker: Device
  recloser: Device
  lbs: Device
  fuses: Device[]
  /** The normally open switch to the neighbour, which both share. */
  tie: string
  urban: boolean
}

/** As many as the group has: 31 million customers on 400,000 transformers. */
const customers_a_transformer = 78
const transformers_min = 8

/** Makes a feeder from its plan: the same seed, the same feeder, whichever others were made before. Pure. */
export function makeFeeder(seed: number, plan: FeederPlan): Feeder {
  const random = randomOf(seed, 'feeder', plan.corporation, plan.id)
  const { id, substation } = plan
  const urbanShare = substation.communes.filter((c) => c.kind === 'ward').length / substation.communes.length
  const urban = random.chance(urbanShare)
  const communes = substation.communes.filter((c) => (c.kind === 'ward') === urban)
  const way = wayOf(plan, urban)
  const count = Math.max(transformers_min, Math.round(plan.customers / customers_a_transformer))
  const poles = Math.min(26, Math.max(6, Math.round(count / 2.4)))
  const [recloserAt, lbsAt] = [Math.round(poles * 0.4), Math.round(poles * 0.56)]
  const perPole = divide(
    count,
    Array.from({ length: poles }, () => 0.4 + random.next()),
  )
  const loads = divide(
    plan.customers,
    Array.from({ length: count }, () => Math.exp(0.45 * random.normal())),
  )

  const equipment: Equipment[] = []
  const transformers: Transformer[] = []
  const fuses: Device[] = []
  const behindPole = Array.from({ length: poles + 1 }, () => 0)
  if (plan.nth === 0) equipment.push(...busbar(plan))
  equipment.push({
    id: `${id}/MC`,
    kind: 'breaker',
    name: `Máy cắt ${plan.number}`,
    from: busOf(plan),
    to: `${id}/0`,
    at: moved(substation.at, 0.02 * plan.nth, 0.01),
    rating_a: 630,
  })
  let serial = plan.serial
  let wobble = 0
  for (let pole = 1; pole <= poles; pole++) {
    wobble = wobble * 0.6 + random.between(-0.06, 0.06)
    const at = way.trunk(pole, wobble)
    const node = `${id}/${pole}`
    equipment.push({
      id: `${id}/DD-${pole}`,
      kind: 'line',
      name: `Đường dây ${id}, cột ${pole - 1} - ${pole}`,
      from: deviceNode(id, pole - 1, recloserAt, lbsAt),
      to: node,
      at,
      rating_a: 400,
    })
    if (pole === recloserAt) equipment.push(inTrunk(id, pole, 'REC', 'recloser', `Recloser ${id}/${pole}`, at))
    if (pole === lbsAt) equipment.push(inTrunk(id, pole, 'LBS', 'switch', `Dao phụ tải ${id}/${pole}`, at))
    if (perPole[pole - 1] === 0) continue
    const lateral = makeLateral(random, {
      plan,
      pole,
      node,
      urban,
      commune: communes[Math.floor(((pole - 1) * communes.length) / poles)]!,
    })
    const mine = loads.splice(0, perPole[pole - 1])
    // along the street away from the neighbour, now and then towards it
    const side = mine.length <= 2 && random.chance(0.3) ? -1 : 1
    mine.forEach((customers, k) => {
      transformers.push(lateral.transformer(k, customers, serial, way.lateral(pole, wobble, side * (k + 1))))
      serial += customers
      behindPole[pole]! += customers
    })
    equipment.push(lateral.fuse(way.lateral(pole, wobble, side * 0.1)), ...lateral.rest)
    fuses.push({ id: `${id}/FCO-${pole}`, kind: 'fuse', customers: behindPole[pole]!, pole })
  }
  const beyond = (from: number) => behindPole.slice(from).reduce((sum, n) => sum + n, 0)
  // the pole's own lateral hangs before the device
  return {
    plan,
    equipment,
    transformers,
    breaker: { id: `${id}/MC`, kind: 'breaker', customers: plan.customers, pole: 0 },
    recloser: { id: `${id}/REC`, kind: 'recloser', customers: beyond(recloserAt + 1), pole: recloserAt },
    lbs: { id: `${id}/LBS`, kind: 'switch', customers: beyond(lbsAt + 1), pole: lbsAt },
    fuses,
    tie: tieOf(plan),
    urban,
  }
}

const busOf = ({ substation }: FeederPlan): string => `${substation.code}/C41`

/** The tie between two neighbours, from the end of the one to the end of the other. */
export function tieBetween(one: Feeder, other: Feeder): Equipment {
  const [from, to] = [endOf(one), endOf(other)]
  return {
    id: one.tie,
    kind: 'switch',
    name: `Dao liên lạc ${one.plan.id} - ${other.plan.id}`,
    from: from.to,
    to: to.to,
    open: true,
    at: { lon: (from.at.lon + to.at.lon) / 2, lat: (from.at.lat + to.at.lat) / 2 },
    rating_a: 630,
  }
}

const endOf = (feeder: Feeder): Equipment => feeder.equipment.findLast((e) => e.id.startsWith(`${feeder.plan.id}/DD-`))!

/** The first of a pair gives its name: `471-473E1.5/LL`. */
const tieOf = ({ nth, substation }: FeederPlan): string =>
  `${471 + 2 * (nth - (nth % 2))}-${473 + 2 * (nth - (nth % 2))}${substation.code}/LL`

function busbar({ substation }: FeederPlan, bus = `${substation.code}/C41`): Equipment[] {
  return [
    {
      id: bus,
      kind: 'source',
      name: `Thanh cái C41 trạm 110 kV ${substation.unit.name} (${substation.code})`,
      from: '',
      to: bus,
      at: substation.at,
    },
  ]
}

/** The node from which the next stretch of the trunk begins: behind the device on that pole, where there is one. */
const deviceNode = (id: string, pole: number, recloserAt: number, lbsAt: number): string =>
  pole === recloserAt ? `${id}/${pole}-REC` : pole === lbsAt ? `${id}/${pole}-LBS` : `${id}/${pole}`

const inTrunk = (
  id: string,
  pole: number,
  device: 'REC' | 'LBS',
  kind: 'recloser' | 'switch',
  name: string,
  at: Spot,
): Equipment => ({
  id: `${id}/${device}`,
  kind,
  name,
  from: `${id}/${pole}`,
  to: `${id}/${pole}-${device}`,
  at: moved(at, 0.01, 0.01),
  rating_a: 630,
})

function makeLateral(
  random: Random,
  of: { plan: FeederPlan; pole: number; node: string; urban: boolean; commune: places.Commune },
) {
  const { plan, pole, node, urban, commune } = of
  const south = isSouth(plan.corporation)
  const street = random.pick(urban ? streets : villages(south))
  const rest: Equipment[] = []
  return {
    rest,
    fuse: (at: Spot): Equipment => ({
      id: `${plan.id}/FCO-${pole}`,
      kind: 'fuse',
      name: `FCO nhánh ${street}, cột ${plan.id}/${pole}`,
      from: node,
      to: `${node}/0`,
      at,
      rating_a: 100,
    }),
    transformer: (k: number, customers: number, serial: number, at: Spot): Transformer => {
      const id = `TBA-${plan.id}-${pole}.${k + 1}`
      rest.push(
        {
          id: `${plan.id}/NR-${pole}.${k + 1}`,
          kind: 'line',
          name: `Nhánh rẽ ${street}, cột ${pole}/${k} - ${pole}/${k + 1}`,
          from: `${node}/${k}`,
          to: `${node}/${k + 1}`,
          at,
          rating_a: 200,
        },
        {
          id,
          kind: 'transformer',
          name: `TBA ${commune.name} - ${street} - ${k + 1}`,
          from: `${node}/${k + 1}`,
          to: `${id}/HT`,
          at: moved(at, 0.015, 0.015),
        },
      )
      return { id, customers, serial, street, commune, pole }
    },
  }
}

export const isSouth = (corporation: string): boolean => corporation === 'EVNSPC' || corporation === 'EVNHCMC'

/** How a feeder runs over the ground: pairs side by side, each pair another way, poles nearer to each other in town. */
function wayOf(plan: FeederPlan, urban: boolean) {
  const { substation, nth } = plan
  const pair = Math.floor(nth / 2)
  const side = nth % 2 === 0 ? 1 : -1
  // the second pair leaves the station towards the other side of town
  const along = substation.bearing + pair * Math.PI
  const [ux, uy] = [Math.cos(along), Math.sin(along)]
  const [vx, vy] = [-uy * side, ux * side]
  const spacing = urban ? 0.32 : 0.75
  const gap = urban ? 0.3 : 0.6
  const spot = (forth: number, aside: number): Spot =>
    moved(substation.at, ux * forth + vx * aside, uy * forth + vy * aside)
  return {
    trunk: (pole: number, wobble: number) => spot(spacing * (pole - 0.4), gap + wobble * spacing),
    lateral: (pole: number, wobble: number, k: number) =>
      spot(spacing * (pole - 0.4), gap + wobble * spacing + k * spacing * 0.42),
  }
}

export const networkColumns =
  'id,kind,name,corporation,substation,feeder,from_node,to_node,phases,normally_open,lon,lat,rating_a'

/** One row of network.csv. A busbar belongs to no feeder. */
export const networkRow = ({ plan }: Feeder, e: Equipment): string =>
  [
    e.id,
    e.kind,
    e.name.includes(',') ? `"${e.name}"` : e.name,
    plan.corporation,
    plan.substation.code,
    e.kind === 'source' ? '' : plan.id,
    e.from,
    e.to,
    'ABC',
    e.open ?? false,
    e.at.lon.toFixed(6),
    e.at.lat.toFixed(6),
    e.rating_a ?? '',
  ].join(',')
