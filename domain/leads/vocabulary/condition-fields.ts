import type { FieldKind } from '../../engine/vocabulary/conditions.js';

/** What conditions may ask about a lead, when it can be asked, and what kind of value each field has. */

/**
 * When a condition is asked: `MATCH` where the flow is chosen and the lead is scored, `ROUTED` once it has a score,
 * `LADDER` once it has an owner and a history. Each phase knows what those before it know.
 */
export const CONDITION_PHASES = ['MATCH', 'ROUTED', 'LADDER'] as const;
export type ConditionPhase = (typeof CONDITION_PHASES)[number];

interface Field {
  kind: FieldKind;
  /** The first phase in which it is known. */
  from: ConditionPhase;
}

/** Fields by name. `attributes.<path>` and `consents.<channel>` come on top. */
const FIELDS: Readonly<Record<string, Field>> = {
  source: { kind: 'text', from: 'MATCH' },
  endpointId: { kind: 'text', from: 'MATCH' },
  email: { kind: 'text', from: 'MATCH' },
  phone: { kind: 'text', from: 'MATCH' },
  language: { kind: 'text', from: 'MATCH' },
  country: { kind: 'text', from: 'MATCH' },
  tags: { kind: 'list', from: 'MATCH' },
  receivedAt: { kind: 'instant', from: 'MATCH' },
  score: { kind: 'number', from: 'ROUTED' },
  status: { kind: 'text', from: 'LADDER' },
  ownerId: { kind: 'text', from: 'LADDER' },
};

/** Fields with a name below them: `attributes.budget`, `consents.whatsapp`. */
const PREFIXES: Readonly<Record<string, FieldKind>> = { 'attributes.': 'any', 'consents.': 'flag' };

/** The field of a name; null when there is none. */
function fieldOf(name: string): Field | null {
  if (Object.hasOwn(FIELDS, name)) return FIELDS[name]!;
  for (const [prefix, kind] of Object.entries(PREFIXES)) {
    const path = name.startsWith(prefix) ? name.slice(prefix.length).split('.') : [];
    if (path.length > 0 && path.every((part) => part !== '')) return { kind, from: 'MATCH' };
  }
  return null;
}

/** The kind of a field; null when there is no such field. */
export const fieldKind = (name: string): FieldKind | null => fieldOf(name)?.kind ?? null;

/** Whether a field is known when a condition of a phase is asked. */
export function isKnown(name: string, phase: ConditionPhase): boolean {
  const from = fieldOf(name)?.from ?? 'LADDER';
  return CONDITION_PHASES.indexOf(from) <= CONDITION_PHASES.indexOf(phase);
}

/** Those fields of a phase that have one name and nothing below it. */
export const plainFields = (phase: ConditionPhase): string[] =>
  Object.keys(FIELDS).filter((name) => isKnown(name, phase));

/** The names that a condition of a phase may use, for messages. */
export const knownFields = (phase: ConditionPhase): string[] => [
  ...plainFields(phase),
  ...Object.keys(PREFIXES).map((prefix) => `${prefix}…`),
];
