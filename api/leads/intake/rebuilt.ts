import type { KeptLead } from '../../../db/leads/queries/deliveries.js';
import type { AdapterName } from '../../../domain/leads/vocabulary/adapters.js';
import { isObject, type JsonObject } from './json-values.js';

type Kept = Pick<
  KeptLead,
  'externalId' | 'name' | 'email' | 'emailRaw' | 'phone' | 'phoneRaw' | 'message' | 'attributes' | 'intakeNotes'
>;

interface Answered {
  /** The provider's own field, where it was one; else the question or field that the answer was found under. */
  own: 'email' | 'phone' | 'name' | 'message' | null;
  name: string;
  value: unknown;
}

/** What an adapter adds to the attributes of its own accord, and nobody answered. */
const NOT_ASKED = new Set(['facebook', 'typeform', 'uncut', 'dropped']);

/**
 * A payload as one of its provider's, made from what is kept of a lead: read by its adapter it becomes the same lead. The payload
 * itself is not kept a second time.
 */
export function rebuiltPayload(adapter: AdapterName, lead: Kept): JsonObject {
  const answers = answersOf(lead);
  switch (adapter) {
    case 'standard': {
      const [own, others] = parted(answers);
      return filled({ ...own, attributes: others });
    }
    case 'gohighlevel': {
      const [{ name, ...own }, others] = parted(answers);
      return filled({ contact_id: lead.externalId ?? lead.name ?? '-', full_name: name, ...own, ...others });
    }
    case 'facebook-leadgen':
      return {
        leadgen_id: lead.externalId,
        field_data: answers.map(({ own, name, value }) => ({
          name: own === 'name' ? 'full_name' : name,
          values: [value].flat(),
        })),
      };
    case 'typeform':
      return { form_response: { token: lead.externalId, answers: answers.map(typeformAnswer) } };
  }
}

function answersOf(lead: Kept): Answered[] {
  const from = new Map(
    lead.intakeNotes.flatMap((note) => (note.code === 'TAKEN_FROM' && note.from ? [[note.field, note.from]] : [])),
  );
  const answered: Answered[] = [];
  const add = (field: 'email' | 'phone' | 'message', value: string | null): void => {
    const name = from.get(field);
    if (value !== null) answered.push({ own: name === undefined ? field : null, name: name ?? field, value });
  };
  const [first, last] = [from.get('firstName'), from.get('lastName')];
  if (lead.name !== null && (first !== undefined || last !== undefined)) {
    const [given, ...family] = lead.name.split(' ');
    if (first !== undefined) answered.push({ own: null, name: first, value: last === undefined ? lead.name : given });
    if (last !== undefined)
      answered.push({ own: null, name: last, value: first === undefined ? lead.name : family.join(' ') });
  } else if (lead.name !== null) {
    const name = from.get('name');
    answered.push({ own: name === undefined ? 'name' : null, name: name ?? 'name', value: lead.name });
  }
  add('email', lead.emailRaw ?? lead.email);
  add('phone', lead.phoneRaw ?? lead.phone);
  add('message', lead.message);
  for (const [key, value] of Object.entries(lead.attributes)) {
    if (NOT_ASKED.has(key)) continue;
    // HighLevel's custom fields stand together.
    if ((key === 'customFields' || key === 'customData') && isObject(value))
      answered.push(...Object.entries(value).map(([name, one]): Answered => ({ own: null, name, value: one })));
    else answered.push({ own: null, name: key, value });
  }
  return answered;
}

function parted(answers: readonly Answered[]): [JsonObject, JsonObject] {
  const of = (isOwn: boolean): JsonObject =>
    Object.fromEntries(
      answers.filter(({ own }) => (own !== null) === isOwn).map(({ own, name, value }) => [own ?? name, value]),
    );
  return [of(true), of(false)];
}

const filled = (from: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined && value !== null));

const TYPES = { email: 'email', phone: 'phone_number', name: 'text', message: 'text' } as const;

function typeformAnswer({ own, name, value }: Answered): JsonObject {
  const type = own !== null ? TYPES[own] : typeof value === 'string' ? 'text' : typeof value;
  return { type, [type]: value, field: { ref: name, type: own === 'message' ? 'long_text' : 'short_text' } };
}
