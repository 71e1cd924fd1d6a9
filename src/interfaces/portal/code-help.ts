/** Where to look when a tracking code cannot be right: its check sign does not fit, or it is too short. Pure. */
import { readTrackingCode } from '../../requests/index.ts'

export type CodeHelp =
  | { kind: 'empty' }
  | { kind: 'length'; have: number }
  /** Signs that no code has: nobody says them apart from others. */
  | { kind: 'sign'; at: number; sign: string }
  /** Places, from 1, where a sign that looks or sounds alike would make the code right; two where neighbours changed places. */
  | { kind: 'check'; at: number[] }

const never = /[DSZQW]|[^0-9A-Z]/
const alike = ['08', '0G', '0C', '17', '17L', '1T', '2Z7', '38B', '4A', '5S', '6G', '6B', '8B', 'EF', 'CG', 'MN', 'UV', 'VY', 'PR', 'KX', 'HN', 'JL', 'TY', 'BP', 'CE', 'GJ', 'PT', 'EB', 'KH'] // biome-ignore format: one line

/** Undefined when the code can be one. It says nothing of whether somebody has it. */
export function codeHelp(typed: string): CodeHelp | undefined {
  if (readTrackingCode(typed)) return undefined
  const text = typed
    .toUpperCase()
    .replaceAll(/[\s.–-]/g, '')
    .replaceAll('O', '0')
    .replaceAll('I', '1')
  if (text === '') return { kind: 'empty' }
  const bad = [...text].findIndex((sign) => never.test(sign))
  if (bad >= 0) return { kind: 'sign', at: bad + 1, sign: [...text][bad]! }
  if (text.length !== 10) return { kind: 'length', have: text.length }
  const signs = [...text]
  const fits = (other: readonly string[]) => readTrackingCode(other.join('')) !== undefined
  const single = signs.flatMap(
    (sign, i) =>
    alike.some((group) => group.includes(sign) && [...group].some((other) => other !== sign && fits(signs.with(i, other)))) ? [i + 1] : [], // biome-ignore format: one line
  )
  if (single.length > 0) return { kind: 'check', at: single }
  const swapped = signs.findIndex((sign, i) => i < 9 && fits(signs.with(i, signs[i + 1]!).with(i + 1, sign)))
  return { kind: 'check', at: swapped >= 0 ? [swapped + 1, swapped + 2] : [] }
}
