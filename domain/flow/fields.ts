/** What conditions may ask about a lead, and what kind of value each field has. */

export type FieldKind = 'text' | 'number' | 'flag' | 'list' | 'any';

/** Fields by name. `attributes.<path>` and `consents.<channel>` come on top. */
export const CONDITION_FIELDS: Readonly<Record<string, FieldKind>> = {
  source: 'text',
  endpointId: 'text',
  email: 'text',
  phone: 'text',
  language: 'text',
  country: 'text',
  tags: 'list',
  /** Known after scoring only: not in `match` and not in scoring rules. */
  score: 'number',
};

/** Fields with a name below them: `attributes.budget`, `consents.whatsapp`. */
export const CONDITION_PREFIXES: Readonly<Record<string, FieldKind>> = { 'attributes.': 'any', 'consents.': 'flag' };

/** The kind of a field; null when there is no such field. */
export function fieldKind(field: string): FieldKind | null {
  if (Object.hasOwn(CONDITION_FIELDS, field)) return CONDITION_FIELDS[field]!;
  for (const [prefix, kind] of Object.entries(CONDITION_PREFIXES)) {
    if (
      field.startsWith(prefix) &&
      field
        .slice(prefix.length)
        .split('.')
        .every((part) => part !== '')
    )
      return kind;
  }
  return null;
}
