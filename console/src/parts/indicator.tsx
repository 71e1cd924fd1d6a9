import type { Answered } from '../api.ts'
import { withQuery } from '../parts/address.ts'
import { useWords } from '../words.tsx'

export type Table = Answered<'/api/v1/indicator-table', 'get'>
export type Indicator = Table['indicators'][number]
export type YearFigure = Indicator['figures'][number]
export type Month = YearFigure['months'][number]
export type Page = Answered<'/api/v1/indicators/{code}', 'get'>

/** What open pages of indicators rest on: an event whose first word is one of these makes them read again. */
export const rests_on = ['indicator', 'reliability', 'promise', 'requests', 'surveys'] as const

const signs = {
  kept: { sign: '✓', ink: 'var(--kept)' },
  at_risk: { sign: '!', ink: 'var(--late)' },
  missed: { sign: '✗', ink: 'var(--broken)' },
  no_target: { sign: '○', ink: 'var(--ink-soft)' },
  no_data: { sign: '–', ink: 'var(--ink-soft)' },
} as const

/** Kept, at risk, missed: a sign with its word; `brief` hides the word from sight only. */
export function Verdict({ state, words, brief }: { state: YearFigure['state']; words: string; brief?: boolean }) {
  const { sign, ink } = signs[state]
  return (
    <span style={{ color: ink, fontWeight: 700, whiteSpace: brief ? 'nowrap' : undefined }} title={words}>
      <span aria-hidden="true">{sign}</span>
      <span className={brief ? 'visually-hidden' : undefined}> {words}</span>
    </span>
  )
}

/** Against last year: whether it rose or fell, in sign and word. */
export function Trend({ trend }: { trend: YearFigure['trend'] }) {
  const { say } = useWords()
  if (!trend) return null
  const words = say(`console.trend.${trend}`)
  return (
    <span title={words}>
      <span aria-hidden="true">{{ up: '↗', down: '↘', flat: '→' }[trend]}</span>
      <span className="visually-hidden"> {words}</span>
    </span>
  )
}

/** A figure with its decimals; large energies in millions, as people speak of them. */
export function useFigure() {
  const { number, say } = useWords()
  return (of: Pick<Indicator, 'unit' | 'decimals'>, value: number | null | undefined): string =>
    value === null || value === undefined
      ? '–'
      : of.unit === 'kWh' && Math.abs(value) >= 1e6
        ? say('console.figure.million', { n: number(value / 1e6, value >= 1e9 ? 0 : 2) })
        : number(value, of.decimals)
}

/** Where an indicator is shown. */
export const indicatorPage = (code: string, year: number | string, corporation?: string | null): string =>
  withQuery(`/indicators/${encodeURIComponent(code)}`, { year, corporation })

const [wide, tall, edge] = [132, 40, 4]

/**
 * Twelve months as a line, its target as a dashed one, a mark where a month missed it. All small multiples of an indicator
 * share one scale, so that corporations can be compared by eye.
 */
export function Spark({
  months,
  scale,
  label,
}: {
  months: readonly Month[]
  scale: readonly [number, number]
  label: string
}) {
  const [low, high] = scale
  const x = (i: number) => edge + (i * (wide - 2 * edge)) / Math.max(1, months.length - 1)
  const y = (v: number) => tall - edge - (high === low ? 0.5 : (v - low) / (high - low)) * (tall - 2 * edge)
  const path = (of: 'actual' | 'target') => {
    let pen = 'M'
    return months
      .map((m, i) => {
        const v = m[of]
        if (v === null) {
          pen = 'M'
          return ''
        }
        const piece = `${pen}${x(i).toFixed(1)} ${y(v).toFixed(1)}`
        pen = 'L'
        return piece
      })
      .join('')
  }
  return (
    <svg className="spark" viewBox={`0 0 ${wide} ${tall}`} role="img" aria-label={label}>
      <path d={path('target')} className="target" />
      <path d={path('actual')} className="actual" />
      {months.map(
        (m, i) =>
          m.actual !== null && (
            <circle
              key={m.month}
              cx={x(i)}
              cy={y(m.actual)}
              r={m.state === 'missed' ? 2.6 : 1.4}
              data-state={m.state}
            />
          ),
      )}
    </svg>
  )
}

/** The least and the most of all months and targets. */
export function scaleOf(figures: readonly YearFigure[]): [number, number] {
  const all = figures
    .flatMap((f) => f.months)
    .flatMap((m) => [m.actual, m.target])
    .filter((v) => v !== null)
  return all.length === 0 ? [0, 1] : [Math.min(...all), Math.max(...all)]
}
