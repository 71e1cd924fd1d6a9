import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { at } from '../kernel/testing/index.ts'
import {
  allowedIn,
  changeDeadline,
  leadsTo,
  noticeDeadline,
  type Rules,
  reversal,
  type State,
  states,
  tidy,
  verbs,
  wrongProgramme,
  wrongWindow,
} from './rules.ts'

const law2004: Rules = { notice_days: 5, change_notice_hours: null, urgent_told_hours: 24 }
const law2024: Rules = { notice_days: 5, change_notice_hours: 24, urgent_told_hours: 24 }
const out_from = at('2026-03-20 07:30')

it('told at least 5 days before; an urgent cut within 24 hours of it', () => {
  const planned = { out_from, urgent: false }
  const tell_by = at('2026-03-15 07:30')
  assert.deepEqual(noticeDeadline(law2024, planned, tell_by), { tell_by, late_s: 0 })
  assert.deepEqual(noticeDeadline(law2024, planned, at('2026-03-15 07:31')), { tell_by, late_s: 60 })
  assert.deepEqual(noticeDeadline(law2024, { out_from, urgent: true }, at('2026-03-20 09:00')), {
    tell_by: at('2026-03-21 07:30'),
    late_s: 0,
  })
})

it('a change is told 24 hours before the notified time, or the new one where that comes first', () => {
  const notified = { out_from, urgent: false }
  const deadline = (changed: Date | undefined, now: Date, rules = law2024) =>
    changeDeadline(rules, notified, changed && { out_from: changed }, now)
  assert.deepEqual(deadline(at('2026-03-25 07:30'), at('2026-03-19 07:30')), {
    tell_by: at('2026-03-19 07:30'),
    late_s: 0,
  })
  assert.deepEqual(deadline(at('2026-03-25 07:30'), at('2026-03-19 08:30')).late_s, 3600)
  assert.deepEqual(deadline(at('2026-03-18 07:30'), at('2026-03-16 08:30')).tell_by, at('2026-03-17 07:30'))
  assert.deepEqual(deadline(undefined, at('2026-03-19 08:30')).late_s, 3600)
  // until 2025 no such clause: the new window is told like any other, a cancellation before the cut
  assert.deepEqual(deadline(at('2026-03-25 07:30'), at('2026-03-19 08:30'), law2004).tell_by, at('2026-03-20 07:30'))
  assert.deepEqual(deadline(undefined, at('2026-03-20 07:00'), law2004).late_s, 0)
})

it('a window must end after it starts and start in the future', () => {
  const now = at('2026-03-10 09:00')
  assert.equal(wrongWindow({ out_from, back_at: at('2026-03-20 11:30') }, now), undefined)
  assert.equal(wrongWindow({ out_from, back_at: out_from }, now), 'backwards')
  assert.equal(wrongWindow({ out_from, back_at: new Date(Number.NaN) }, now), 'backwards')
  assert.equal(wrongWindow({ out_from, back_at: at('2026-04-20 07:30') }, now), undefined)
  assert.equal(wrongWindow({ out_from, back_at: at('2026-04-20 07:31') }, now), 'too-long')
  assert.equal(wrongWindow({ out_from: at('2026-03-10 08:59'), back_at: out_from }, now), 'past')
})

it('a programme names devices, and opens something first', () => {
  assert.equal(wrongProgramme(tidy([{ open: ['A'] }, { close: ['A'] }])), undefined)
  assert.deepEqual(wrongProgramme([]), { problem: 'no-devices', step: 1 })
  assert.deepEqual(wrongProgramme(tidy([{ close: ['A'] }])), { problem: 'no-devices', step: 1 })
  assert.deepEqual(wrongProgramme(tidy([{ open: ['A'] }, {}])), { problem: 'no-devices', step: 2 })
  assert.deepEqual(wrongProgramme(tidy([{ open: ['A', 'B'], close: ['B'] }])), {
    problem: 'open-and-close',
    device: 'B',
    step: 1,
  })
})

it('the table of verbs: every state is reached, nothing follows a cancelled one', () => {
  const reached = new Set<State>(['planned', ...Object.values(leadsTo)])
  assert.deepEqual([...reached].sort(), [...states].sort())
  assert.deepEqual(allowedIn('cancelled'), [])
  assert.deepEqual(allowedIn('restored'), ['correct'])
  for (const from of Object.values(verbs)) for (const state of from) assert.ok(states.includes(state))
})

it('what puts the devices back leaves every one where it was before', () => {
  const device = fc.constantFrom('A', 'B', 'C', 'D')
  const step = fc
    .tuple(fc.uniqueArray(device), fc.uniqueArray(device))
    .map(([open, close]) => ({ open, close: close.filter((d) => !open.includes(d)) }))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), fc.subarray(['A', 'B', 'C', 'D']), (steps, openBefore) => {
      const before = new Set(openBefore)
      const now = new Set(before)
      // Only what changes a position is recorded as operated.
      const operate = (s: { open: string[]; close: string[] }) => {
        const done = { open: s.open.filter((d) => !now.has(d)), close: s.close.filter((d) => now.has(d)) }
        for (const d of done.open) now.add(d)
        for (const d of done.close) now.delete(d)
        return done
      }
      const operated = steps.map(operate)
      const back = reversal(operated)
      assert.deepEqual(operate(back), back, 'nothing is operated in vain')
      assert.deepEqual([...now].sort(), [...before].sort())
    }),
  )
})
