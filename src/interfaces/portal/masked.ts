/** `PD01••••••456`: enough for who has the bill in hand, too little for who has not. */
export const masked = (code: string): string =>
  code.length < 8 ? '•'.repeat(code.length) : code.slice(0, 4) + '•'.repeat(code.length - 7) + code.slice(-3)
