import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { because, Problem, requireFile } from '../../kernel/index.ts'
import { emptyModel, type NetworkModel, refuse, warn } from '../model.ts'
import { columns, equipmentOf, type ReadOptions } from './csv.ts'

/**
 * Reads a network from a GeoJSON FeatureCollection (RFC 7946), one feature a piece of equipment, in bounded memory.
 * Properties are called as the columns of `network.csv`. A line that names no nodes connects where its ends lie: ends
 * that have the same coordinates (to 7 decimals, a centimetre) are one node.
 * @throws Problem `imports/no-file`, `imports/empty`, `imports/not-utf8`, `network/malformed`, `network/truncated`
 */
export async function readGeoJson(path: string, options: ReadOptions = {}): Promise<NetworkModel> {
  const file = basename(path)
  const model = emptyModel('geojson')
  model.coordinates.system = 'lonlat'
  const seen = new Map<string, number>()
  for await (const { text, line } of featuresOf(path)) {
    let feature: Feature
    try {
      feature = JSON.parse(text) as Feature
    } catch (error) {
      throw new Problem('network/malformed', { file, line, what: (error as Error).message }, { cause: error })
    }
    model.read += 1
    if (model.read % 10_000 === 0) options.onProgress?.(model.read)
    const properties = feature.properties ?? {}
    const ends = endsOf(feature.geometry)
    const cells = columns.map((column) => textOf(properties[column]))
    const cell = (column: (typeof columns)[number]) => columns.indexOf(column)
    if (cells[cell('id')] === '' && feature.id !== undefined) cells[cell('id')] = textOf(feature.id)
    if (ends) {
      const middle = ends[1]
      if (cells[cell('lon')] === '' && cells[cell('lat')] === '') {
        cells[cell('lon')] = String(middle[0])
        cells[cell('lat')] = String(middle[1])
      }
      const source = cells[cell('kind')]!.toLowerCase() === 'source'
      const line = feature.geometry!.type !== 'Point'
      if (cells[cell('from_node')] === '' && line && !source) cells[cell('from_node')] = nodeAt(ends[0])
      if (cells[cell('to_node')] === '' && (line || source) && !(source && cells[cell('from_node')]))
        cells[cell('to_node')] = nodeAt(ends[1])
    }
    const parsed = equipmentOf(cells)
    if ('field' in parsed) {
      refuse(model, { file, line, ...parsed })
      continue
    }
    const key = `${parsed.corporation ?? ''}\u0000${parsed.id}`
    const first = seen.get(key)
    if (first !== undefined) {
      refuse(model, { file, line, field: 'id', reason: because('twice', { value: parsed.id, line: first }) })
      continue
    }
    seen.set(key, line)
    model.equipment.push(parsed)
    if (ends && parsed.from_node) model.coordinates.nodes.set(parsed.from_node, ends[0])
    if (ends && parsed.to_node) model.coordinates.nodes.set(parsed.to_node, ends[1])
    for (const name of Object.keys(properties))
      if (!(columns as readonly string[]).includes(name) && !unknown.has(model, name))
        warn(model, 'unknown_column', name)
  }
  return model
}

interface Feature {
  id?: string | number
  properties?: Record<string, unknown> | null
  geometry?: { type: string; coordinates: unknown } | null
}

/** Names of properties already told of: each once a file. */
const unknown = {
  told: new WeakMap<NetworkModel, Set<string>>(),
  has(model: NetworkModel, name: string): boolean {
    const names = this.told.get(model) ?? new Set()
    this.told.set(model, names)
    const known = names.has(name)
    names.add(name)
    return known
  },
}

const textOf = (value: unknown): string =>
  value === null || value === undefined ? '' : Array.isArray(value) ? value.join('') : String(value)

const nodeAt = ([x, y]: readonly [number, number]): string => `${x.toFixed(7)},${y.toFixed(7)}`

/** First and last position of a Point, LineString or MultiLineString. */
function endsOf(geometry: Feature['geometry']): [readonly [number, number], readonly [number, number]] | undefined {
  let flat = geometry?.coordinates
  if (geometry?.type === 'Point') flat = [flat]
  else if (geometry?.type === 'MultiLineString' && Array.isArray(flat)) flat = flat.flat()
  else if (geometry?.type !== 'LineString') return undefined
  if (!Array.isArray(flat) || flat.length === 0) return undefined
  const position = (p: unknown): readonly [number, number] | undefined =>
    Array.isArray(p) && typeof p[0] === 'number' && typeof p[1] === 'number' ? [p[0], p[1]] : undefined
  const [first, last] = [position(flat[0]), position(flat.at(-1))]
  return first && last ? [first, last] : undefined
}

/** The objects of the array `features`, as text, with the line on which each begins. */
async function* featuresOf(path: string): AsyncGenerator<{ text: string; line: number }> {
  const file = basename(path)
  requireFile(path)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let depth = 0 // of { and [
  let inString = false
  let escaped = false
  let word = '' // the last string at depth 1: a key, when a colon follows
  let inFeatures = false
  let line = 1
  let feature = ''
  let featureLine = 0
  let any = false
  for await (const bytes of createReadStream(path, { highWaterMark: 64 * 1024 }) as AsyncIterable<Uint8Array>) {
    let text: string
    try {
      text = decoder.decode(bytes, { stream: true })
    } catch (error) {
      throw new Problem('imports/not-utf8', { file, line }, { cause: error })
    }
    let from = 0 // where the part of the feature in this piece begins
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i)
      if (c === 10) line += 1
      if (inString) {
        if (escaped) escaped = false
        else if (c === 92) escaped = true
        else if (c === 34) inString = false
        else if (depth === 1) word += text[i]
        continue
      }
      if (c === 34) {
        inString = true
        if (depth === 1) word = ''
      } else if (c === 123 || c === 91) {
        if (!any && c === 91) throw new Problem('network/malformed', { file, line, what: 'no FeatureCollection' })
        any = true
        depth += 1
        if (depth === 2 && c === 91) inFeatures = word === 'features'
        if (depth === 3 && inFeatures && c === 123) {
          from = i
          featureLine = line
        }
      } else if (c === 125 || c === 93) {
        depth -= 1
        if (depth < 0) throw new Problem('network/malformed', { file, line, what: text[i]! })
        if (depth === 2 && inFeatures && c === 125) {
          yield { text: feature + text.slice(from, i + 1), line: featureLine }
          feature = ''
          featureLine = 0
        }
        if (depth === 1) inFeatures = false
      } else if (depth === 0 && c > 32 && c !== 0xfeff)
        throw new Problem('network/malformed', { file, line, what: text.slice(i, i + 40) })
    }
    if (featureLine > 0) {
      feature += text.slice(from)
      if (feature.length > feature_length_max)
        throw new Problem('network/malformed', { file, line: featureLine, what: '{ …' })
    }
  }
  if (!any) throw new Problem('imports/empty', { file })
  if (depth > 0 || inString) throw new Problem('network/truncated', { file, line, what: '} …' })
}

const feature_length_max = 64 * 1024 * 1024
