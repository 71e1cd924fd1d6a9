import { useElementSize } from '@mantine/hooks'
import * as Plot from '@observablehq/plot'
import { useEffect, useRef } from 'react'
import { useWords } from '../words.tsx'

export interface Bar {
  /** Along the axis. */
  x: string
  value: number
  /** A panel each. */
  facet?: string
}

/** Bars from zero, a panel each where there are several; the table beside it says the same in numbers. */
export function Bars({ bars, label, unit }: { bars: readonly Bar[]; label: string; unit: string }) {
  const facets = [...new Set(bars.map((b) => b.facet ?? ''))]
  const columns = [...new Set(bars.map((b) => b.x))]
  return (
    <Drawn
      label={label}
      height={Math.max(200, facets.length * 120)}
      options={{
        marginRight: facets.length > 1 ? 96 : 8,
        marginBottom: columns.length > 12 ? 52 : 32,
        x: { label: null, domain: columns, tickRotate: columns.length > 12 ? -45 : 0 },
        y: { label: unit },
        fy: { label: null, domain: facets },
        marks: [
          Plot.ruleY([0], { stroke: 'var(--line-strong)' }),
          Plot.barY(bars as Bar[], {
            x: 'x',
            y: 'value',
            ...(facets.length > 1 ? { fy: 'facet' } : {}),
            fill: 'var(--power-off)',
            insetLeft: 1,
            insetRight: 1,
          }),
        ],
      }}
    />
  )
}

export interface Point {
  x: string
  value: number | null
  target: number | null
}

/** A line over time with its target as a dashed one: where zero would flatten what matters (shares near 100 %). */
export function Lines({ points, label, unit }: { points: readonly Point[]; label: string; unit: string }) {
  const along = points.map((p) => p.x)
  return (
    <Drawn
      label={label}
      height={200}
      options={{
        x: { label: null, domain: along, type: 'point' },
        y: { label: unit },
        marks: [
          Plot.line(points, {
            x: 'x',
            y: 'target',
            stroke: 'var(--line-strong)',
            strokeDasharray: '5 4',
            curve: 'step',
          }),
          Plot.line(points, { x: 'x', y: 'value', stroke: 'var(--power-off)', strokeWidth: 2.5 }),
          Plot.dot(points, { x: 'x', y: 'value', r: 3.5, fill: 'var(--power-off)' }),
        ],
      }}
    />
  )
}

/** A picture as wide as its place, redrawn when that changes; named as a whole for who cannot see it. */
function Drawn({ label, height, options }: { label: string; height: number; options: Plot.PlotOptions }) {
  const { number } = useWords()
  const { ref, width } = useElementSize()
  const holder = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (width === 0 || !holder.current) return
    const chart = Plot.plot({
      width,
      height,
      marginLeft: 56,
      style: {
        background: 'transparent',
        margin: '0',
        color: 'var(--ink)',
        fontFamily: 'var(--font)',
        fontSize: '13px',
      },
      ...options,
      y: { grid: true, nice: true, ticks: 4, tickFormat: (v: number) => number(v), ...options.y },
    })
    // The picture is named as a whole; the names that the library gives its groups are of no use to a listener.
    for (const part of chart.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label')
    chart.setAttribute('role', 'img')
    chart.setAttribute('aria-label', label)
    holder.current.replaceChildren(chart)
    return () => chart.remove()
  }, [label, height, width, number, options])
  return (
    <div ref={ref} className="panel" style={{ overflow: 'hidden' }}>
      <div ref={holder} style={{ minHeight: height }} />
    </div>
  )
}
