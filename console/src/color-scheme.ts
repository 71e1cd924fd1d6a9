import { localStorageColorSchemeManager, type MantineColorSchemeManager } from '@mantine/core'

const kept = localStorageColorSchemeManager({ key: 'color-scheme' })

/** Light, dark or as the system: kept in the browser, and set on the root for design/tokens.css too. */
export const colorSchemeManager: MantineColorSchemeManager = {
  ...kept,
  get: (fallback) => {
    const value = kept.get(fallback)
    mark(value)
    return value
  },
  set: (value) => {
    mark(value)
    kept.set(value)
  },
}

function mark(value: string): void {
  if (value === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = value
}
