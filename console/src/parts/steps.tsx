import { Table } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../words.tsx'
import { Correct } from './correct.tsx'
import { Part, Wide } from './page.tsx'

interface Step {
  seq: number
  at: string
  customers: number
  still_out: number
  corrected: boolean
}

/** Part by part: when power came back, for how many, how many were still out; each can be corrected. */
export function Steps<S extends Step>({
  steps,
  path,
  may,
  correctable = true,
  against,
}: {
  steps: readonly S[]
  /** Of the outage or fault. */
  path: string
  may: string
  correctable?: boolean
  /** Against what was promised, where something was. */
  against?: (step: S) => ReactNode
}) {
  const { say, number, when } = useWords()
  if (steps.length === 0) return null
  return (
    <Part title={say('console.outage.steps')}>
      <Wide label={say('console.outage.steps')}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say('console.col.at')}</Table.Th>
              <Table.Th ta="right">{say('console.col.back')}</Table.Th>
              <Table.Th ta="right">{say('console.col.still')}</Table.Th>
              {against && <Table.Th>{say('console.col.against')}</Table.Th>}
              <Table.Th>
                <span className="visually-hidden">{say('planned-outages.verb.correct')}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {steps.map((s) => (
              <Table.Tr key={s.seq}>
                <Table.Td className="figure">
                  {when(s.at)}
                  {s.corrected && ` (${say('console.step.corrected')})`}
                </Table.Td>
                <Table.Td ta="right" className="figure">
                  {number(s.customers)}
                </Table.Td>
                <Table.Td ta="right" className="figure">
                  {number(s.still_out)}
                </Table.Td>
                {against && (
                  <Table.Td className="figure" style={{ whiteSpace: 'nowrap' }}>
                    {against(s)}
                  </Table.Td>
                )}
                <Table.Td>
                  {correctable && <Correct path={`${path}/corrections`} may={may} seq={s.seq} at={s.at} />}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </Part>
  )
}
