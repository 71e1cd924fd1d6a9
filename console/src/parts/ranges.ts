/** Reads an int4multirange ('{[1,5),[7,9)}') into a test of membership. */
export function memberOf(set: string): (n: number) => boolean {
  const bounds = (set.match(/-?\d+/g) ?? []).map(Number)
  return (n) => {
    for (let i = 0; i < bounds.length; i += 2) if (n >= bounds[i]! && n < bounds[i + 1]!) return true
    return false
  }
}
