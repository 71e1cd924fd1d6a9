import { Text } from '@mantine/core'
import { useMemo } from 'react'
import type { Answered } from '../api.ts'
import { useWords } from '../words.tsx'
import { memberOf } from './ranges.ts'

export type Picture = Answered<'/api/v1/network/picture', 'get'>
type PictureDevice = Picture['devices'][number]

const drawn_max = 1500
/** So many devices at most are drawn wide, with their names. */
const named_max = 120

interface Placed {
  x: number
  y: number
}

/**
 * The one-line diagram of a feeder, laid out as a tree from left to right: chains of line pieces are drawn as one, so
 * that what can be switched stands out, and the heaviest branch runs straight on. The part without power is dark and
 * broken, the part still lit is whole; open devices gape.
 */
export function OneLine({
  picture,
  out,
  still,
  marked,
  onPick,
}: {
  picture: Picture
  out?: string
  still?: string
  marked?: readonly string[]
  onPick?: (mrid: string) => void
}) {
  const { say, number } = useWords()
  const drawing = useMemo(() => layOut(picture), [picture])
  const isOut = useMemo(() => memberOf(still ?? out ?? '{}'), [out, still])
  const deadNode = useMemo(() => darkNodes(picture, isOut), [picture, isOut])
  const chosen = new Set(marked ?? [])
  if (picture.devices.length === 0) return <Text c="dimmed">{say('console.picture.empty')}</Text>
  const { places, width, height, kept, step, roots, named } = drawing
  const transformers = picture.devices.filter((d) => d.kind === 'transformer').length
  const isDark = (d: PictureDevice) => d.transformer_id !== null && (isOut(d.transformer_id) || deadNode[d.to] === 1)
  const outCount = picture.devices.filter(isDark).length
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    // biome-ignore lint/a11y/useSemanticElements: a drawing is no fieldset
    <div className="one-line" tabIndex={0} role="group" aria-label={say('console.picture.label')}>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role={onPick ? 'group' : 'img'}
        aria-label={say('console.picture.text', { transformers: number(transformers), out: number(outCount) })}
        style={{ display: 'block' }}
      >
        {kept.map((d) => {
          const [a, b] = [places.get(d.from), places.get(d.to)]
          if (!a || !b || d.kind === 'source') return null
          const dead = deadNode[d.to] === 1 || isDark(d)
          return (
            <path
              key={d.mrid}
              d={`M${a.x} ${a.y} V${b.y} H${b.x}`}
              className="wire"
              data-dead={dead || undefined}
              data-open={d.open || undefined}
            />
          )
        })}
        {roots.map((node) => {
          const at = places.get(node)
          return at && <rect key={node} x={at.x - 4} y={at.y - 14} width={6} height={28} className="bus" />
        })}
        {kept.map((d) => {
          const b = places.get(d.to)
          if (!b) return null
          if (d.kind === 'transformer') {
            const dead = isDark(d)
            return (
              <circle key={d.mrid} cx={b.x} cy={b.y} r={5.5} className="point" data-dead={dead || undefined}>
                <title>{labelOf(d)}</title>
              </circle>
            )
          }
          if (!switching.has(d.kind)) return null
          const mid = { x: b.x - step / 2, y: b.y }
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: it is a button where it can be chosen
            // biome-ignore lint/a11y/useAriaPropsSupportedByRole: as above
            <g
              key={d.mrid}
              className="device"
              role={onPick ? 'button' : undefined}
              tabIndex={onPick ? 0 : undefined}
              aria-pressed={onPick ? chosen.has(d.mrid) : undefined}
              aria-label={onPick ? labelOf(d) : undefined}
              onClick={() => onPick?.(d.mrid)}
              onKeyDown={(e) => {
                if (e.key !== 'Enter' && e.key !== ' ') return
                e.preventDefault()
                onPick?.(d.mrid)
              }}
              data-chosen={chosen.has(d.mrid) || undefined}
              data-open={d.open || undefined}
              data-dead={deadNode[d.to] === 1 || undefined}
            >
              <title>{labelOf(d)}</title>
              <rect x={mid.x - 14} y={mid.y - 14} width={28} height={28} fill="transparent" />
              <rect x={mid.x - 7} y={mid.y - 7} width={14} height={14} rx={d.kind === 'fuse' ? 7 : 2} className="box" />
              {(named || chosen.has(d.mrid)) && (
                <text x={mid.x} y={mid.y - 11} className="name">
                  {d.mrid.length > 16 ? `…${d.mrid.slice(-15)}` : d.mrid}
                </text>
              )}
            </g>
          )
        })}
      </svg>
      {drawing.left > 0 && (
        <Text size="sm" c="dimmed" p="xs">
          {say('console.picture.left', { n: drawing.left })}
        </Text>
      )}
    </div>
  )

  function labelOf(d: PictureDevice): string {
    return `${d.mrid} · ${d.name} · ${say(`console.kind.${d.kind}`)}${d.open ? ` · ${say('console.picture.open')}` : ''}`
  }
}

const switching = new Set(['breaker', 'recloser', 'switch', 'fuse'])

/**
 * Nodes below which everything is out: by the set given, or because nothing feeds them as the switches stand now. A node
 * is dark when some transformer fed through it is out and none is lit.
 */
export function darkNodes(picture: Picture, isOut: (n: number) => boolean): Uint8Array {
  const lit = new Int32Array(picture.nodes.length)
  const dark = new Int32Array(picture.nodes.length)
  for (const d of picture.devices) {
    if (d.transformer_id === null) continue
    const counts = isOut(d.transformer_id) || !picture.nodes[d.to]!.energised ? dark : lit
    for (let n = d.to, hops = 0; n >= 0 && hops < 5000; n = picture.nodes[n]!.parent, hops++) counts[n]! += 1
  }
  return Uint8Array.from(picture.nodes, (node, i) =>
    dark[i]! > 0 && lit[i] === 0 ? 1 : !node.energised && lit[i] === 0 ? 1 : 0,
  )
}

interface Branch {
  to: number
  device: PictureDevice
}

/** Columns by depth in switching devices and forks, rows by leaf; a plain chain of lines takes one column. */
function layOut(picture: Picture) {
  const children = new Map<number, Branch[]>()
  const push = (from: number, branch: Branch) => {
    const there = children.get(from)
    if (there) there.push(branch)
    else children.set(from, [branch])
  }
  const fed = new Set<number>()
  const roots: number[] = []
  for (const d of picture.devices) {
    if (d.kind === 'source') roots.push(d.to)
    else if (picture.nodes[d.to]?.parent === d.from && !fed.has(d.to)) {
      fed.add(d.to)
      push(d.from, { to: d.to, device: d })
    }
  }
  picture.nodes.forEach((node, i) => {
    if (node.parent === -1 && !roots.includes(i) && children.has(i)) roots.push(i)
  })
  // A tie leads to another feeder: it is drawn as a branch that ends there.
  const known = new Set([...fed, ...roots])
  for (const d of picture.devices) {
    if (d.kind === 'source' || picture.nodes[d.to]?.parent === d.from) continue
    if (known.has(d.from) && !known.has(d.to)) push(d.from, { to: d.to, device: d })
    else if (known.has(d.to) && !known.has(d.from)) push(d.to, { to: d.from, device: { ...d, from: d.to, to: d.from } })
  }
  const weight = weights(children, roots, picture.nodes.length)
  const named = picture.devices.filter((d) => d.kind !== 'line').length <= named_max
  const [step, row] = named ? [64, 36] : [34, 26]
  const places = new Map<number, Placed>()
  const kept: PictureDevice[] = []
  let [rows, columns] = [0, 0]
  // An explicit stack: a chain of ten thousand line pieces would be too deep for calls.
  const stack: { node: number; depth: number; from: number; device?: PictureDevice }[] = [...roots]
    .reverse()
    .map((node) => ({ node, depth: 0, from: -1 }))
  const seen = new Set<number>()
  while (stack.length > 0 && kept.length < drawn_max) {
    const at = stack.pop()!
    let { node, device } = at
    // Swallow plain line pieces without a fork.
    while (
      device?.kind === 'line' &&
      children.get(node)?.length === 1 &&
      children.get(node)![0]!.device.kind === 'line'
    ) {
      const [next] = children.get(node)!
      node = next!.to
      device = next!.device
    }
    if (seen.has(node)) continue
    seen.add(node)
    // A plain line in front of a fork or a device takes a short column of its own.
    places.set(node, { x: 20 + at.depth * step, y: 32 + rows * row })
    columns = Math.max(columns, at.depth)
    if (device) kept.push({ ...device, from: at.from, to: node })
    const below = children.get(node) ?? []
    if (below.length === 0) rows += 1
    // The heaviest branch comes off the stack first, so it stays on its row: the trunk runs straight.
    const ordered = [...below].sort((a, b) => weight[a.to]! - weight[b.to]!)
    for (const child of ordered)
      stack.push({
        node: child.to,
        depth: at.depth + (child.device.kind === 'line' ? 0.5 : 1),
        from: node,
        device: child.device,
      })
  }
  return {
    places,
    kept,
    roots,
    step,
    named,
    width: Math.max(300, 60 + columns * step),
    height: Math.max(80, 48 + rows * row),
    left: stack.length,
  }
}

/** Transformers at and below every node: which branch is the trunk. */
function weights(children: Map<number, Branch[]>, roots: readonly number[], nodes: number): Int32Array {
  const order: number[] = []
  const stack = [...roots]
  const seen = new Uint8Array(nodes)
  while (stack.length > 0) {
    const node = stack.pop()!
    if (seen[node]) continue
    seen[node] = 1
    order.push(node)
    for (const { to } of children.get(node) ?? []) stack.push(to)
  }
  const weight = new Int32Array(nodes)
  for (const node of order.reverse())
    for (const { to, device } of children.get(node) ?? [])
      weight[node]! += weight[to]! + (device.kind === 'transformer' ? 1 : 0)
  return weight
}
