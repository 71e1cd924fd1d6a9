import { Text } from '@mantine/core'
import { useMemo } from 'react'
import type { Answered } from '../api.ts'
import { useWords } from '../words.tsx'
import { memberOf } from './ranges.ts'

export type Picture = Answered<'/api/v1/network/picture', 'get'>

const step = 34
const row = 26
const drawn_max = 1500

interface Placed {
  x: number
  y: number
}

/**
 * The one-line diagram of a feeder, laid out as a tree from left to right: chains of line pieces are drawn as one, so
 * that what can be switched stands out. The part without power is dark, the part still lit is warm; open devices gape.
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
  const touched = useMemo(() => memberOf(out ?? '{}'), [out])
  const deadNode = useMemo(() => darkNodes(picture, isOut), [picture, isOut])
  const chosen = new Set(marked ?? [])
  if (picture.devices.length === 0) return <Text c="dimmed">{say('console.picture.empty')}</Text>
  const { places, width, height, kept } = drawing
  const transformers = picture.devices.filter((d) => d.kind === 'transformer').length
  const outCount = picture.devices.filter((d) => d.transformer_id !== null && touched(d.transformer_id)).length
  return (
    <section
      style={{
        overflow: 'auto',
        maxHeight: '60vh',
        border: '1px solid var(--line)',
        borderRadius: 'var(--radius-m)',
        background: 'var(--sunken)',
      }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
      aria-label={say('console.picture.label')}
    >
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role={onPick ? 'group' : 'img'}
        aria-label={say('console.picture.text', { transformers: number(transformers), out: number(outCount) })}
        style={{ display: 'block', minWidth: '100%' }}
      >
        {kept.map((d) => {
          const a = places.get(d.from)
          const b = places.get(d.to)
          if (!a || !b) return null
          const dead = deadNode[d.to] === 1
          const stroke = dead ? 'var(--line-strong)' : d.open ? 'var(--line-strong)' : 'var(--late)'
          const switching = d.kind === 'breaker' || d.kind === 'recloser' || d.kind === 'switch' || d.kind === 'fuse'
          const mid = { x: b.x - step / 2, y: b.y }
          const label = `${d.mrid} · ${d.name} · ${say(`console.kind.${d.kind}`)}${d.open ? ` · ${say('console.picture.open')}` : ''}`
          return (
            <g key={d.mrid}>
              <path
                d={`M${a.x} ${a.y} V${b.y} H${b.x}`}
                fill="none"
                stroke={stroke}
                strokeWidth={dead ? 1.5 : 2.25}
                strokeDasharray={d.open ? '2 4' : undefined}
                opacity={dead ? 0.7 : 1}
              />
              {switching && (
                <g {...(onPick ? button(() => onPick(d.mrid), label) : {})}>
                  <title>{label}</title>
                  <rect
                    x={mid.x - 6}
                    y={mid.y - 6}
                    width={12}
                    height={12}
                    rx={d.kind === 'fuse' ? 6 : 2}
                    fill={
                      d.open
                        ? 'var(--surface)'
                        : chosen.has(d.mrid)
                          ? 'var(--action)'
                          : dead
                            ? 'var(--line-strong)'
                            : 'var(--late)'
                    }
                    stroke={chosen.has(d.mrid) ? 'var(--action)' : 'var(--line-strong)'}
                    strokeWidth={chosen.has(d.mrid) ? 3 : 1}
                  />
                  {chosen.has(d.mrid) && (
                    <text x={mid.x} y={mid.y - 10} fontSize="11" fontWeight="700" textAnchor="middle" fill="var(--ink)">
                      {d.mrid.length > 18 ? `…${d.mrid.slice(-17)}` : d.mrid}
                    </text>
                  )}
                </g>
              )}
              {d.kind === 'transformer' && (
                <g>
                  <title>{label}</title>
                  <circle
                    cx={b.x}
                    cy={b.y}
                    r={5}
                    fill={d.transformer_id !== null && isOut(d.transformer_id) ? 'var(--power-off)' : 'var(--lamp)'}
                    stroke="var(--line-strong)"
                  />
                </g>
              )}
              {d.kind === 'source' && <circle cx={b.x} cy={b.y} r={7} fill="var(--power-on)" />}
            </g>
          )
        })}
      </svg>
      {drawing.left > 0 && (
        <Text size="xs" c="dimmed" p="xs">
          {say('console.picture.left', { n: drawing.left })}
        </Text>
      )}
    </section>
  )
}

/** A button inside an SVG has no element of its own. */
const button = (press: () => void, label: string) => ({
  role: 'button',
  tabIndex: 0,
  onClick: press,
  onKeyDown: (e: { key: string; preventDefault: () => void }) => {
    if (e.key !== 'Enter' && e.key !== ' ') return
    e.preventDefault()
    press()
  },
  style: { cursor: 'pointer' },
  'aria-label': label,
})

/** Nodes below which everything is out: a node is dark when some transformer fed through it is out and none is lit. */
export function darkNodes(picture: Picture, isOut: (n: number) => boolean): Uint8Array {
  const lit = new Int32Array(picture.nodes.length)
  const dark = new Int32Array(picture.nodes.length)
  for (const d of picture.devices) {
    if (d.transformer_id === null) continue
    const counts = isOut(d.transformer_id) ? dark : lit
    for (let n = d.to, hops = 0; n >= 0 && hops < 5000; n = picture.nodes[n]!.parent, hops++) counts[n]! += 1
  }
  return Uint8Array.from(picture.nodes, (node, i) =>
    dark[i]! > 0 && lit[i] === 0 ? 1 : !node.energised && lit[i] === 0 ? 1 : 0,
  )
}

/** Columns by depth in switching devices and forks, rows by leaf; a plain chain of lines takes one column. */
function layOut(picture: Picture): {
  places: Map<number, Placed>
  kept: Picture['devices']
  width: number
  height: number
  left: number
} {
  const children = new Map<number, { to: number; device: Picture['devices'][number] }[]>()
  const roots: number[] = []
  const into = new Map<number, Picture['devices'][number]>()
  for (const d of picture.devices) {
    if (d.kind === 'source') {
      roots.push(d.to)
      continue
    }
    if (picture.nodes[d.to]?.parent === d.from) {
      if (!into.has(d.to)) {
        into.set(d.to, d)
        if (!children.has(d.from)) children.set(d.from, [])
        children.get(d.from)!.push({ to: d.to, device: d })
      }
    }
  }
  picture.nodes.forEach((node, i) => {
    if (node.parent === -1 && !roots.includes(i) && children.has(i)) roots.push(i)
  })
  const places = new Map<number, Placed>()
  const kept: Picture['devices'] = picture.devices.filter((d) => d.kind === 'source')
  let rows = 0
  let columns = 0
  let drawn = 0
  // An explicit stack: a chain of ten thousand line pieces would be too deep for calls.
  const stack: { node: number; depth: number; from: number; device?: Picture['devices'][number] }[] = roots
    .reverse()
    .map((node) => ({ node, depth: 0, from: -1 }))
  const seen = new Set<number>()
  while (stack.length > 0 && drawn < drawn_max) {
    const at = stack.pop()!
    let node = at.node
    let device = at.device
    // Swallow plain line pieces without a fork.
    while (device?.kind === 'line' && children.get(node)?.length === 1) {
      const [next] = children.get(node)!
      node = next!.to
      device = next!.device.kind === 'line' ? device : next!.device
    }
    if (seen.has(node)) continue
    seen.add(node)
    const below = children.get(node) ?? []
    if (at.from === -1 || rows === 0) rows += at.from === -1 ? 1 : 0
    places.set(node, { x: 24 + at.depth * step, y: 20 + rows * row })
    columns = Math.max(columns, at.depth)
    if (device) {
      kept.push({ ...device, from: at.from, to: node })
      drawn += 1
    }
    if (below.length === 0) {
      rows += 1
      continue
    }
    // The thinnest branch is drawn last, so that the trunk runs straight.
    for (const child of [...below].reverse())
      stack.push({ node: child.to, depth: at.depth + 1, from: node, device: child.device })
  }
  for (const d of picture.devices) {
    if (d.kind !== 'source' && picture.nodes[d.to]?.parent !== d.from && places.has(d.from) && places.has(d.to))
      kept.push(d)
  }
  return {
    places,
    kept,
    width: Math.max(320, 60 + columns * step),
    height: Math.max(80, 50 + rows * row),
    left: Math.max(0, stack.length),
  }
}
