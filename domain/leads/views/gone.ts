/** What a view narrows its list by, in the words of the address: `status` → `UNROUTED,ASSIGNED`. */
export type ViewFilters = Readonly<Record<string, string>>;

/** What there is of what a view can name. */
export interface ThereIs {
  people: ReadonlyMap<string, { name: string; left: boolean }>;
  teams: ReadonlyMap<string, { name: string; archived: boolean }>;
  flows: ReadonlyMap<string, { name: string }>;
  /** Sources of endpoints, and whether one of them still takes leads in. */
  sources: ReadonlyMap<string, { deleted: boolean }>;
}

export const GONE = ['LEFT', 'ARCHIVED', 'DELETED', 'UNKNOWN'] as const;

/** Something that a view names and that is not there any more. */
export interface GoneFilter {
  filter: string;
  /** Null: nobody knows how it was called. */
  name: string | null;
  why: (typeof GONE)[number];
}

/** What a view's filters name in vain: leads of it there may still be, so it opens all the same. */
export function goneOf(filters: ViewFilters, { people, teams, flows, sources }: ThereIs): GoneFilter[] {
  const gone: GoneFilter[] = [];
  const unless = (filter: string, judge: (value: string) => Omit<GoneFilter, 'filter'> | null): void => {
    const value = filters[filter];
    const verdict = value === undefined ? null : judge(value);
    if (verdict) gone.push({ filter, ...verdict });
  };
  const unknown = { name: null, why: 'UNKNOWN' } as const;
  const person = (value: string): Omit<GoneFilter, 'filter'> | null => {
    if (value === 'nobody') return null;
    const one = people.get(value);
    if (!one) return unknown;
    return one.left ? { name: one.name, why: 'LEFT' } : null;
  };
  unless('ownerId', person);
  unless('breachedOwnerId', person);
  unless('teamId', (value) => {
    const team = teams.get(value);
    if (!team) return unknown;
    return team.archived ? { name: team.name, why: 'ARCHIVED' } : null;
  });
  unless('flowId', (value) => (flows.has(value) ? null : unknown));
  // Leads of a source can come by other ways than an endpoint: only one that was deleted is known to be gone.
  unless('source', (value) => (sources.get(value)?.deleted ? { name: value, why: 'DELETED' } : null));
  return gone;
}
