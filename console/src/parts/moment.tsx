import { TextInput, type TextInputProps } from '@mantine/core'

/** A civil time of Hanoi in a field of the browser: 'YYYY-MM-DDTHH:MM'. `instantOf` gives it its +07:00. */
export function Moment({
  value,
  onChange,
  ...rest
}: Omit<TextInputProps, 'value' | 'onChange'> & { value: string; onChange: (value: string) => void }) {
  return <TextInput type="datetime-local" value={value} onChange={(e) => onChange(e.currentTarget.value)} {...rest} />
}

export const instantOf = (civil: string): string => `${civil}:00+07:00`
export const civilOf = (time: string | Date): string =>
  new Date(new Date(time).getTime() + 7 * 3_600_000).toISOString().slice(0, 16)
