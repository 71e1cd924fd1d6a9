/** Parts of a whole as one bar and, below it, in words: what the colours say is never said by them alone. */
export function Bar({
  label,
  parts,
}: {
  label: string
  parts: readonly { n: number; role: 'kept' | 'broken' | 'planned' | 'late' | 'line'; sign: string; text: string }[]
}) {
  const all = parts.reduce((sum, p) => sum + p.n, 0)
  const there = parts.filter((p) => p.n > 0)
  return (
    <figure style={{ margin: 0 }} aria-label={label}>
      <div className="bar" aria-hidden="true">
        {there.map((p) => (
          <span key={p.role} data-role={p.role} style={{ flexGrow: p.n / Math.max(1, all) }} />
        ))}
      </div>
      <ul className="bar-words">
        {there.map((p) => (
          <li key={p.role} data-role={p.role} className="figure">
            <span aria-hidden="true">{p.sign} </span>
            {p.text}
          </li>
        ))}
      </ul>
    </figure>
  )
}
