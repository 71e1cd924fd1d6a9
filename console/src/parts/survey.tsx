import './survey.css'
import { useQuery } from '@tanstack/react-query'
import { type Answered, get } from '../api.ts'
import { useMe } from '../me.ts'
import { useWords } from '../words.tsx'

export type Estimate = Answered<'/api/v1/survey-estimates', 'get'>[number]
export type Survey = Answered<'/api/v1/surveys', 'get'>[number]
export type Responses = Answered<'/api/v1/survey-responses', 'get'>
type Questionnaires = Answered<'/api/v1/survey-questionnaires', 'get'>

const signs = {
  met: { sign: '✓', ink: 'var(--kept)' },
  missed: { sign: '✗', ink: 'var(--broken)' },
  cannot_tell: { sign: '?', ink: 'var(--late)' },
} as const

/** Whether the whole interval lies on one side of the target: a sign with its words. */
export function AgainstTarget({ state }: { state: Estimate['state'] }) {
  const { say } = useWords()
  if (!state) return <span className="small">{say('console.surveys.no-target')}</span>
  const { sign, ink } = signs[state]
  return (
    <span style={{ color: ink, fontWeight: 700 }}>
      <span aria-hidden="true">{sign}</span> {say(`surveys.state.${state}`)}
    </span>
  )
}

export interface Whisker {
  label: string
  mean: number | null
  low: number | null
  high: number | null
  target?: number | null
  /** Without what the dot has been weighted by. */
  beside?: number | null
  /** Why there is no dot. */
  hidden?: string
}

/** Dot and whisker: each mean with its interval, all on one scale, the target as a dashed line. Its table stands beside. */
export function Whiskers({
  rows,
  label,
  of,
}: {
  rows: readonly Whisker[]
  label: string
  /** The figure as text. */
  of: (value: number) => string
}) {
  const { say } = useWords()
  const all = rows.flatMap((r) => [r.mean, r.low, r.high, r.target, r.beside]).filter((v) => v != null)
  if (all.length === 0) return null
  const [least, most] = [Math.min(...all), Math.max(...all)]
  const step = niceStep((most - least) / 3)
  const [from, to] = [
    Math.floor(least / step) * step,
    Math.max(Math.ceil(most / step), Math.floor(least / step) + 1) * step,
  ]
  const at = (v: number) => `${(100 * (v - from)) / (to - from)}%`
  const ticks = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step)
  return (
    <div className="panel">
      <div className="whiskers figure" role="img" aria-label={label}>
        {rows.map((r) => [
          <span key={`${r.label} name`}>{r.label}</span>,
          <div key={r.label} className="track">
            {r.target != null && <span className="target" style={{ left: at(r.target) }} />}
            {r.low !== null && r.high !== null && (
              <span className="interval" style={{ left: at(r.low), width: `calc(${at(r.high)} - ${at(r.low)})` }} />
            )}
            {r.beside != null && <span className="raw" style={{ left: at(r.beside) }} />}
            {r.mean !== null && <span className="mean" style={{ left: at(r.mean) }} />}
            {r.mean === null && <span className="small">{r.hidden}</span>}
          </div>,
        ])}
        <span />
        <div className="track ticks">
          {ticks.map((t, i) => (
            // the first and the last stay within the picture
            <span key={t} style={{ left: at(t), transform: tickShift(i, ticks.length) }}>
              {of(t)}
            </span>
          ))}
        </div>
      </div>
      <p className="small" style={{ margin: 0 }}>
        {say('console.surveys.whiskers')}
        {rows.some((r) => r.target != null) && ` · ${say('console.surveys.whiskers-target')}`}
        {rows.some((r) => r.beside != null) && ` · ${say('console.surveys.whiskers-beside')}`}
      </p>
    </div>
  )
}

const tickShift = (i: number, n: number): string | undefined =>
  i === 0 ? 'none' : i === n - 1 ? 'translateX(-100%)' : undefined

/** 1, 2 or 5 times a power of ten, at least as large. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1e-3)))
  return ([1, 2, 5].find((n) => n * power >= rough) ?? 10) * power
}

/** What q1, q2, … asked for: of the survey itself, else of the questionnaire in force at the end of that year. */
export function useFactors(year: number) {
  const { say, language } = useWords()
  const surveys = useQuery({ queryKey: ['surveys', 'list'], queryFn: () => get<Survey[]>('/surveys') })
  const all = useQuery({
    queryKey: ['surveys', 'questionnaires'],
    queryFn: () => get<Questionnaires>('/survey-questionnaires'),
    staleTime: 600_000,
  })
  return (code: string, corporation?: string): string => {
    if (code === 'overall') return say('console.surveys.overall')
    const own = surveys.data?.find((s) => s.year === year && s.corporation === corporation)
    const fits = all.data?.filter(
      (q) =>
        (q.corporation === null || q.corporation === corporation) &&
        !(q.in_force_from > `${year}-12-31` && q.in_force_from[0] !== '-'),
    )
    const factors = own?.factors ?? (fits?.find((q) => q.corporation !== null) ?? fits?.[0])?.factors
    const factor = factors?.[Number(code.slice(1)) - 1]
    return factor ? factor[language] : code
  }
}

/** "Sinh hoạt, thành thị": the words of a stratum that is named by class and area; an imported one keeps its name. */
export function useStratum() {
  const { say } = useWords()
  const known: Record<string, string> = {
    residential: say('console.customer.residential'),
    non_residential: say('console.customer.non_residential'),
    urban: say('console.customer.urban'),
    rural: say('console.customer.rural'),
  }
  return (name: string | null | undefined): string =>
    name
      ? name
          .split('/')
          .map((part) => known[part] ?? part)
          .join(', ')
      : say('console.surveys.unknown')
}

/** The corporations that this person sees, by code. */
export const useCorporations = (): string[] => useMe().data?.corporations.map((c) => c.code) ?? []

/** Eleven keys, 0 to 10: by Tab and arrows, or typed (x is ten) and on to the next question; minus leaves it out. */
export function Scale({
  name,
  question,
  value,
  onChange,
}: {
  name: string
  question: string
  value: number | null
  onChange: (value: number | null) => void
}) {
  return (
    <fieldset
      className="scale"
      onKeyDown={(e) => {
        if (e.ctrlKey || e.altKey || e.metaKey) return
        if (e.key === 'Backspace') return onChange(null)
        const typed =
          e.key === '-' ? null : e.key.toLowerCase() === 'x' ? 10 : /^\d$/.test(e.key) ? Number(e.key) : undefined
        if (typed === undefined) return
        e.preventDefault()
        onChange(typed)
        focusAfter(e.currentTarget)
      }}
    >
      <legend>{question}</legend>
      <div className="keys figure">
        {Array.from({ length: 11 }, (_, n) => (
          <label key={String(n)}>
            <input type="radio" name={name} value={n} checked={value === n} onChange={() => onChange(n)} />
            {n}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** The chosen or first key of the next question; after the last one the words. */
function focusAfter(scale: Element): void {
  const stops = [...(scale.closest('form')?.querySelectorAll<HTMLElement>('.scale, textarea') ?? [])]
  const next = stops[stops.indexOf(scale as HTMLElement) + 1]
  const key = next?.matches('textarea')
    ? next
    : (next?.querySelector<HTMLElement>(':checked') ?? next?.querySelector('input'))
  key?.focus()
}
