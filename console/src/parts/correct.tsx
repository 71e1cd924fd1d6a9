import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { useWords } from '../words.tsx'
import { civilOf, instantOf, Moment } from './moment.tsx'
import { Verb } from './verb.tsx'

/** A step gave power back at another moment than was recorded: one more fact with its reason, nothing is changed. */
export function Correct({ path, may, seq, at }: { path: string; may: string; seq: number; at: string }) {
  const { say } = useWords()
  const [moment, setMoment] = useState(civilOf(at))
  const [reason, setReason] = useState('')
  return (
    <Verb
      label={say('planned-outages.verb.correct')}
      small
      may={may}
      possible
      path={path}
      body={() => ({ seq, at: instantOf(moment), reason })}
      ready={reason.trim() !== '' && moment !== ''}
      confirm={say('console.step.correct')}
    >
      <Moment label={say('console.verb.at')} required value={moment} onChange={setMoment} max={civilOf(new Date())} />
      <Textarea
        label={say('console.col.reason')}
        required
        value={reason}
        onChange={(e) => setReason(e.currentTarget.value)}
      />
    </Verb>
  )
}
