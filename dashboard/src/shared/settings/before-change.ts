/** @returns what a change takes back: of each of its members, what it was */
export const beforeChange = <Was extends object>(was: Was, change: Partial<Was>): Partial<Was> =>
  Object.fromEntries((Object.keys(change) as (keyof Was)[]).map((key) => [key, was[key]])) as Partial<Was>;
