import { basename } from 'node:path'
import {
  type BadRow,
  because,
  type Context,
  type ImportOptions,
  type ImportReport,
  importReport,
  Problem,
  publish,
} from '../kernel/index.ts'
import { ensureCorporation } from '../organisation/index.ts'
import { buildGraph, dfsTransformerOrder } from './graph.ts'
import { countKinds, type Equipment, type Load, type NetworkModel, warningText } from './model.ts'
import { readNetworkFile } from './readers/index.ts'
import * as store from './store.ts'
import { survey } from './survey.ts'

export interface NetworkImport extends ImportReport {
  /** Corporations whose network the file changed, by our number. */
  network: number[]
}

/**
 * Reads a network in any format into the transaction. Equipment known by its id is brought up to date and keeps its
 * numbers; what is new gets numbers in depth-first order. Nothing is removed, nothing invented: what is broken
 * (islands, loads on missing nodes, a source that touches nothing) is told in numbers.
 */
export async function importNetwork(
  ctx: Context,
  path: string,
  options: ImportOptions & { format: NetworkModel['format'] },
): Promise<NetworkImport> {
  const file = basename(path)
  const model = await readNetworkFile(path, options.format, { onProgress: options.onProgress })
  const builder = importReport(ctx, { kind: 'network', format: options.format, path }, options)
  const { report } = builder
  report.read = model.read
  report.ignored = model.ignored
  for (const refusal of model.refused) builder.refuse(refusal)
  report.refused_count = model.refused_count
  const parts = partsOf(model, options.corporation, file)
  const graph = buildGraph(model)
  const clashes = await clashesOf(ctx, parts, file, options.dryRun)
  for (const refusal of clashes) builder.refuse(refusal)
  const surveyed = survey(model, graph)
  report.created = { ...countKinds(model), ...surveyed.survey }
  for (const w of [...model.warnings, ...surveyed.warnings]) report.warnings.push(warningText(w, ctx.language))
  builder.settle()
  report.accepted = model.equipment.filter((e) => e.part_of === undefined).length + model.loads.length
  if (options.dryRun) return { ...report, network: [] }

  const order = new Map(dfsTransformerOrder(graph, model).map((p, i) => [p.load ? `load ${p.id}` : p.id, i]))
  const network: number[] = []
  for (const [code, part] of parts) {
    const corporation = await ensureCorporation(ctx, code)
    if (corporation.created) builder.newCorporation(code)
    network.push(corporation.id)
    await writePart(ctx, corporation.id, part, order, model.coordinates)
    const revision = await store.addRevision(ctx, corporation.id, 'import', ctx.now, file)
    await publish(ctx, 'network.changed', {
      corporation_id: corporation.id,
      about: String(revision.revision),
      payload: { file },
    })
  }
  return { ...report, network }
}

interface Part {
  equipment: Equipment[]
  loads: Load[]
  feeder: string | null
}

/** The file's equipment by corporation code. Rows that name none take `--corporation`, or the name of the circuit. */
function partsOf(model: NetworkModel, given: string | undefined, file: string): Map<string, Part> {
  const fallback =
    given ??
    codeFrom(
      model.equipment.find((e) => e.feeder)?.feeder ?? (model.format === 'csv' ? '' : file.replace(/\.\w+$/, '')),
    )
  const parts = new Map<string, Part>()
  const partOf = (code: string | undefined): Part => {
    const key = given ?? code ?? fallback
    if (!key) throw new Problem('network/no-corporation', { file })
    if (!parts.has(key))
      parts.set(key, { equipment: [], loads: [], feeder: model.equipment.find((e) => e.feeder)?.feeder ?? null })
    return parts.get(key)!
  }
  for (const e of model.equipment) partOf(e.corporation).equipment.push(e)
  for (const load of model.loads) partOf(undefined).loads.push(load)
  if (parts.size === 0) partOf(undefined)
  return parts
}

const codeFrom = (name: string): string => {
  const code = name
    .toUpperCase()
    .replace(/[^A-Z0-9_-]/g, '')
    .slice(0, 16)
  return /^[A-Z][A-Z0-9_-]{1,15}$/.test(code) ? code : code ? `N-${code}`.slice(0, 16) : ''
}

/** An id that another feeder of the corporation already has is somebody else's equipment, not an update. */
async function clashesOf(ctx: Context, parts: Map<string, Part>, file: string, _dryRun: boolean | undefined) {
  const refusals: BadRow[] = []
  for (const [code, part] of parts) {
    const corporation = await ctx.tx
      .selectFrom('organisation.corporation')
      .select('id')
      .where('code', '=', code)
      .executeTakeFirst()
    if (!corporation) continue
    const known = await store.knownEquipment(ctx, corporation.id)
    const bad = part.equipment.filter((e) => known.has(e.id) && known.get(e.id)!.feeder !== (e.feeder ?? null))
    for (const e of bad.slice(0, 1000))
      refusals.push({
        file,
        field: 'id',
        reason: because('network.other-feeder', {
          value: e.id,
          feeder: known.get(e.id)!.feeder ?? '–',
          corporation: code,
        }),
      })
    if (bad.length > 0) part.equipment = part.equipment.filter((e) => !bad.includes(e))
  }
  return refusals
}

async function writePart(
  ctx: Context,
  corporation_id: number,
  part: Part,
  order: Map<string, number>,
  coordinates: NetworkModel['coordinates'],
): Promise<void> {
  const known = await store.knownEquipment(ctx, corporation_id)
  const knownLoads = await store.knownLoads(ctx, corporation_id)
  const fresh = part.equipment.filter((e) => !known.has(e.id))
  const points = [
    ...part.equipment
      .filter((e) => e.kind === 'transformer' && e.part_of === undefined && !known.get(e.id)?.transformer_id)
      .map((e) => e.id),
    ...part.loads.filter((l) => order.has(`load ${l.id}`) && !knownLoads.get(l.id)).map((l) => `load ${l.id}`),
  ].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
  const firstPoint = await store.takeNumbers(ctx, 'transformer_number', points.length)
  const pointNumber = new Map(points.map((id, i) => [id, firstPoint + i]))
  const firstEquipment = await store.takeNumbers(ctx, 'equipment_number', fresh.length)
  const equipmentNumber = new Map(fresh.map((e, i) => [e.id, firstEquipment + i]))
  await store.writeEquipment(
    ctx,
    corporation_id,
    part.equipment.map((e) => ({
      ...e,
      equipment_id: known.get(e.id)?.id ?? equipmentNumber.get(e.id)!,
      transformer_id: known.get(e.id)?.transformer_id ?? pointNumber.get(e.id) ?? null,
    })),
  )
  await store.writeLoads(
    ctx,
    corporation_id,
    part.loads.map((l) => ({
      ...l,
      feeder: part.feeder,
      transformer_id: knownLoads.get(l.id) ?? pointNumber.get(`load ${l.id}`) ?? null,
    })),
  )
  await store.writeNodes(ctx, corporation_id, coordinates)
}
