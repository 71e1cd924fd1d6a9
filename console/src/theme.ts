import { createTheme } from '@mantine/core'

/** Sizes and shapes; colours come from design/tokens.css through theme.css. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--font-code)',
  headings: { fontFamily: 'var(--font)', fontWeight: '700' },
  lineHeights: { xs: '1.5', sm: '1.5', md: '1.5', lg: '1.5', xl: '1.5' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: {
      defaultProps: { size: 'sm' },
      // In the dark the action is bright: what is written on it is dark then.
      vars: (_: unknown, props: { variant?: string; color?: string }) => ({
        root: props.variant === undefined || props.variant === 'filled' ? { '--button-color': 'var(--on-action)' } : {},
      }),
    },
    // The head of a dialog is no second banner of the page.
    Modal: { defaultProps: { attributes: { header: { role: 'presentation' } } } },
    Table: { defaultProps: { verticalSpacing: 'xs', highlightOnHover: true } },
  },
})
