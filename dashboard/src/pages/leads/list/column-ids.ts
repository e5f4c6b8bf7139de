/** What the list shows where nobody has chosen, in its order. */
export const STANDARD = [
  'name',
  'deadlineAt',
  'dueClock',
  'status',
  'owner',
  'place',
  'source',
  'score',
  'receivedAt',
] as const;

/** What else can be shown; attributes come beside them, as `attributes.<name>`. */
export const MORE = [
  'email',
  'phone',
  'message',
  'tags',
  'team',
  'flow',
  'breach',
  'breachedOwners',
  'outcome',
  'assignedAt',
  'contactedAt',
  'pausedUntil',
  'closedAt',
  'reopenedAt',
  'externalId',
] as const;

export type KnownColumn = (typeof STANDARD)[number] | (typeof MORE)[number];

const ATTRIBUTE = 'attributes.';
const KNOWN: ReadonlySet<string> = new Set([...STANDARD, ...MORE]);
/** The API reads so many attributes along. */
const MOST_ATTRIBUTES = 20;

export const isKnown = (id: string): id is KnownColumn => KNOWN.has(id);
export const attributeColumn = (name: string): string => ATTRIBUTE + name;
/** The attribute that a column shows; null: it shows none. */
export const attributeOf = (id: string): string | null =>
  id.startsWith(ATTRIBUTE) && id.length > ATTRIBUTE.length ? id.slice(ATTRIBUTE.length) : null;

/**
 * The columns that are shown: what this version does not know is left out, and the lead itself is always there.
 * @param chosen null: nobody has chosen
 */
export function shownColumns(chosen: readonly string[] | null): string[] {
  if (chosen === null) return [...STANDARD];
  let attributes = 0;
  const shown = chosen.filter((id) => isKnown(id) || (attributeOf(id) !== null && ++attributes <= MOST_ATTRIBUTES));
  return shown.includes('name') ? shown : ['name', ...shown];
}

/** The attributes that a list must be asked for. */
export const attributesIn = (shown: readonly string[]): string[] => shown.flatMap((id) => attributeOf(id) ?? []);

/** Columns as the address says them: names of attributes may have commas. */
export const columnsText = (ids: readonly string[]): string => ids.map((id) => encodeURIComponent(id)).join(',');

export const columnsFrom = (text: string): string[] => [...new Set(text.split(',').filter(Boolean).map(decoded))];

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
