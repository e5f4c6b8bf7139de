import { useSyncExternalStore } from 'react';

/** A lead as somebody types it in, each field as it stands in the form. */
export interface TypedLead {
  name: string;
  email: string;
  phone: string;
  source: string;
  endpointId: string | null;
  language: string;
  country: string | null;
  tags: string[];
  attributes: { key: string; value: string }[];
}

/** What a draft is tried with. */
export interface Asked {
  by: 'TYPED' | 'STORED';
  typed: TypedLead;
  /** A lead from the list; null: none is chosen yet. */
  stored: { id: string; name: string } | null;
  /** When it comes in, ISO 8601; empty: now. */
  at: string;
}

const fresh = (): Asked => ({
  by: 'TYPED',
  typed: {
    name: 'Ana Pop',
    email: 'ana.pop@example.com',
    phone: '',
    source: '',
    endpointId: null,
    language: '',
    country: null,
    tags: [],
    attributes: [{ key: 'budget', value: '' }],
  },
  stored: null,
  at: '',
});

// By flow, for as long as the page lives: beside the editor and on its own tab it is the same lead.
const askedOf = new Map<string, Asked>();
const listeners = new Set<() => void>();

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

function read(flowId: string): Asked {
  const known = askedOf.get(flowId);
  if (known) return known;
  const made = fresh();
  askedOf.set(flowId, made);
  return made;
}

/** @returns what a flow's draft is tried with, and a function that changes some of it */
export function useAsked(flowId: string): [Asked, (change: Partial<Asked>) => void] {
  const asked = useSyncExternalStore(subscribe, () => read(flowId));
  const change = (some: Partial<Asked>): void => {
    askedOf.set(flowId, { ...read(flowId), ...some });
    for (const listener of listeners) listener();
  };
  return [asked, change];
}

/** What a text means: numbers and yes or no are sent as such, all else as it was typed. */
function valueOf(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === 'true') return true;
  if (trimmed === 'false') return false;
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : text;
}

/** The body of the question; null: no lead is chosen. */
export function questionOf({ by, typed, stored, at }: Asked) {
  const when = at === '' ? {} : { at };
  if (by === 'STORED') return stored === null ? null : { leadId: stored.id, ...when };
  const { name, email, phone, source, endpointId, language, country, tags } = typed;
  const attributes = typed.attributes.filter(({ key, value }) => key.trim() !== '' && value.trim() !== '');
  return {
    lead: {
      ...(name.trim() && { name }),
      ...(email.trim() && { email: email.trim() }),
      ...(phone.trim() && { phone }),
      ...(source.trim() && { source }),
      ...(tags.length > 0 && { tags }),
      ...(attributes.length > 0 && {
        attributes: Object.fromEntries(attributes.map(({ key, value }) => [key.trim(), valueOf(value)])),
      }),
    },
    ...(endpointId !== null && { endpointId }),
    ...(language.trim() && { language: language.trim() }),
    ...(country !== null && { country }),
    ...when,
  };
}
