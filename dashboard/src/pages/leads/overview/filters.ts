import { useAddress } from '../../../shared/address';

const HOUR_MS = 3_600_000;
/** Ranges that end now. */
const LENGTHS = { '24h': 24 * HOUR_MS, '7d': 7 * 24 * HOUR_MS, '30d': 30 * 24 * HOUR_MS } as const;
export type Range = keyof typeof LENGTHS | 'chosen';
export const RANGES: readonly Range[] = [...(Object.keys(LENGTHS) as (keyof typeof LENGTHS)[]), 'chosen'];

/** Which leads. */
export interface Scope {
  flowId?: string;
  teamId?: string;
  source?: string;
}

/** What the page is about. It is the address's, so that a view can be kept, shared and gone back to. */
export interface Filters extends Scope {
  range: Range;
  /** Of a chosen range; without an end it ends now. */
  from?: string;
  to?: string;
}

export type Change = Partial<Record<keyof Filters, string | null>>;

/** @returns the filters, and a function that changes some of them; null takes one away */
export function useFilters(): [Filters, (change: Change) => void] {
  const [search, change] = useAddress();
  const of = (name: keyof Filters): string | undefined => search.get(name) || undefined;
  const [from, to, flowId, teamId, source] = (['from', 'to', 'flowId', 'teamId', 'source'] as const).map(of);
  const given = RANGES.find((range) => range === of('range'));
  const filters: Filters = {
    range: from !== undefined ? 'chosen' : given === undefined || given === 'chosen' ? '24h' : given,
    ...(from !== undefined && { from }),
    ...(from !== undefined && to !== undefined && { to }),
    ...(flowId !== undefined && { flowId }),
    ...(teamId !== undefined && { teamId }),
    ...(source !== undefined && { source }),
  };
  return [filters, change];
}

export const scopeOf = ({ flowId, teamId, source }: Filters): Scope => ({
  ...(flowId !== undefined && { flowId }),
  ...(teamId !== undefined && { teamId }),
  ...(source !== undefined && { source }),
});

/** @returns the range as the API takes it: as of now, if it is one that moves along */
export function rangeOf({ range, from, to }: Filters): { from: string; to?: string } {
  if (range !== 'chosen') return { from: new Date(Date.now() - LENGTHS[range]).toISOString() };
  return { from: from!, ...(to !== undefined && { to }) };
}

/** @returns buckets that make a readable number of points of the range */
export function bucketOf(filters: Filters): 'PT15M' | 'PT1H' | 'P1D' {
  const { from, to } = rangeOf(filters);
  const hours = ((to === undefined ? Date.now() : Date.parse(to)) - Date.parse(from)) / HOUR_MS;
  return hours <= 6 ? 'PT15M' : hours <= 72 ? 'PT1H' : 'P1D';
}
