/** What `/metrics` tells of one thing, in all its series: a family, as Prometheus calls it. */
export interface Family {
  /** Counters end in `_total`; what has a unit names it. */
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  /** One sentence, shown to whoever reads the page. */
  help: string;
  /** Each label with all values that it can have: each series is there, at 0, from the first scrape on. Never an org or a person. */
  labels?: Readonly<Record<string, readonly string[]>>;
  /** Of a histogram in seconds: the upper bounds of its buckets, but for the last, which has none. */
  bounds?: readonly number[];
}

/** A label's values told apart: `name{label="value",…}`, as Prometheus writes a series. */
export const seriesOf = <Name extends string>(
  name: Name,
  labels: Readonly<Record<string, string>> = {},
): Name | `${Name}{${string}}` => {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
};

/** The part of a histogram that its sum is kept under: whole milliseconds, as counters are whole numbers. */
export const sumOf = <Name extends string>(name: Name): `${Name}_sum_ms` => `${name}_sum_ms`;

/** The upper bound of the bucket that a value belongs to, as its label says it. */
export const bucketOf = ({ bounds = [] }: Family, seconds: number): string =>
  String(bounds.find((bound) => seconds <= bound) ?? '+Inf');

/** What counters are written under: a family's name, with labels where it has any. */
export type SeriesOf<Name extends string> = Name | `${Name}{${string}}` | `${Name}_sum_ms`;
/** How much is added to which counters. */
export type Amounts<Name extends string = string> = Partial<Record<SeriesOf<Name>, number>>;

/** Adds up what several counted. */
export function added<Name extends string>(all: readonly Amounts<Name>[]): Amounts<Name> {
  const sums = new Map<string, number>();
  for (const one of all)
    for (const [series, amount] of Object.entries<number | undefined>(one))
      if (amount) sums.set(series, (sums.get(series) ?? 0) + amount);
  return Object.fromEntries(sums) as Amounts<Name>;
}
