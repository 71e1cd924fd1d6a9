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
  const { number } = useWords()
  const { ref, width } = useElementSize()
  const holder = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (width === 0 || !holder.current) return
    const facets = [...new Set(bars.map((b) => b.facet ?? ''))]
    const columns = [...new Set(bars.map((b) => b.x))]
    const chart = Plot.plot({
      width,
      height: Math.max(200, facets.length * 120),
      marginLeft: 56,
      marginRight: facets.length > 1 ? 96 : 8,
      marginBottom: columns.length > 12 ? 52 : 32,
      style: {
        background: 'transparent',
        margin: '0',
        color: 'var(--ink)',
        fontFamily: 'var(--font)',
        fontSize: '13px',
      },
      x: { label: null, domain: columns, tickRotate: columns.length > 12 ? -45 : 0 },
      y: { label: unit, grid: true, nice: true, ticks: 4, tickFormat: (v: number) => number(v) },
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
    })
    // The picture is named as a whole; the names that the library gives its groups are of no use to a listener.
    for (const part of chart.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label')
    chart.setAttribute('role', 'img')
    chart.setAttribute('aria-label', label)
    holder.current.replaceChildren(chart)
    return () => chart.remove()
  }, [bars, label, unit, width, number])
  return (
    <div ref={ref} className="panel" style={{ overflow: 'hidden' }}>
      <div ref={holder} style={{ minHeight: 200 }} />
    </div>
  )
}
