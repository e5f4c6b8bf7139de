/** When an operation that is deprecated goes, at the earliest: half a year after it was said. */
export const NOTICE_DAYS = 180;

/** An operation that is on its way out. Days as `2027-01-31`, in UTC. */
export interface Deprecation {
  since: string;
  /** From that day on it may be gone; left out: nobody knows yet. */
  sunset?: string;
  /** The `operationId` of what takes its place. */
  replacedBy?: string;
}

interface Deprecated {
  readonly deprecated?: Deprecation;
}

const dayOf = (day: string): Date => new Date(`${day}T00:00:00.000Z`);

/** What each of its answers says: RFC 9745 and RFC 8594. None: it is not on its way out. */
export function deprecationHeaders({ deprecated }: Deprecated): Map<string, string> {
  if (deprecated === undefined) return new Map();
  const { since, sunset, replacedBy } = deprecated;
  return new Map([
    ['Deprecation', `@${dayOf(since).getTime() / 1_000}`],
    ...(sunset === undefined ? [] : [['Sunset', dayOf(sunset).toUTCString()] as const]),
    ...(replacedBy === undefined
      ? []
      : [['Link', `</docs/reference.md#${replacedBy.toLowerCase()}>; rel="successor-version"`] as const]),
  ]);
}

/** The same for people. */
export function deprecationText({ deprecated }: Deprecated): string | undefined {
  if (deprecated === undefined) return undefined;
  const { since, sunset, replacedBy } = deprecated;
  return [
    `**Deprecated** since ${since}.`,
    ...(sunset === undefined ? [] : [`From ${sunset} on it may be gone.`]),
    ...(replacedBy === undefined ? [] : [`Use \`${replacedBy}\` instead.`]),
  ].join(' ');
}
