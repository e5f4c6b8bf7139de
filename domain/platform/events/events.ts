/**
 * What a member holds, `?` where it may be null. `text` is what people wrote, and in no event; `opaque` is a sender's word, which
 * some take a person's e-mail address for: then it is left out.
 */
export const MEMBER_KINDS = ['id', 'ids', 'word', 'words', 'text', 'opaque', 'instant', 'number', 'flag'] as const;
export type MemberKind = (typeof MEMBER_KINDS)[number];
export type Member = MemberKind | `${MemberKind}?`;

/** An event that organisations can have sent out: an entry of the audit log, and what of it is told. */
export interface EventDefinition {
  /** For the document: when it happens. */
  summary: string;
  /** The kind of thing that it is about. */
  entity: string;
  /**
   * Of the entry's `after`, and in the payload under the same names: ids, words of ours, instants and numbers. Neither contact
   * data nor what people wrote.
   */
  members: Readonly<Record<string, Member>>;
}

export type Members = EventDefinition['members'];
export type EventDefinitions = Readonly<Record<string, EventDefinition>>;

/** An entry of the audit log, as far as an event needs it. */
export interface EventFact {
  orgId: string;
  /** Its place in the order of events, by which a client of the live stream knows it, too. */
  id: string;
  action: string;
  atMs: number;
  entityType: string;
  entityId: string;
  leadId: string | null;
  after: unknown;
}

/** An event as it is sent. */
export interface SentEvent {
  id: string;
  type: string;
  ts: string;
  org_id: string;
  entity: { type: string; id: string };
  /** The lead that it is about; null: it is about none. */
  lead_id: string | null;
  payload: Record<string, unknown>;
}

/** @param type what it is called, where that is not the entry's action */
export function eventOf(fact: EventFact, { members }: EventDefinition, type = fact.action): SentEvent {
  const after = typeof fact.after === 'object' && fact.after !== null ? (fact.after as Record<string, unknown>) : {};
  return {
    id: fact.id,
    type,
    ts: new Date(fact.atMs).toISOString(),
    org_id: fact.orgId,
    entity: { type: fact.entityType, id: fact.entityId },
    lead_id: fact.leadId,
    payload: membersOf(members, after),
  };
}

/** All of the members, and nothing else: one that is missing, or of another kind than it was declared to be, is null. */
export const membersOf = (members: Members, values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).map(([name, member]) => [name, valueOf(kindOf(member), values[name])]));

/** The kind of a member, without its `?`. */
export const kindOf = (member: Member): MemberKind => member.replace('?', '') as MemberKind;
export const isNullable = (member: Member): boolean => member.endsWith('?');

const isText = (value: unknown): value is string => typeof value === 'string';

const FITS: Readonly<Record<MemberKind, (value: unknown) => boolean>> = {
  id: isText,
  word: isText,
  text: isText,
  instant: isText,
  opaque: (value) => isText(value) && !value.includes('@'),
  ids: (value) => Array.isArray(value) && value.every(isText),
  words: (value) => Array.isArray(value) && value.every(isText),
  number: (value) => typeof value === 'number',
  flag: (value) => typeof value === 'boolean',
};
const EMPTY: Partial<Record<MemberKind, unknown>> = { ids: [], words: [] };

const valueOf = (kind: MemberKind, value: unknown): unknown => (FITS[kind](value) ? value : (EMPTY[kind] ?? null));
