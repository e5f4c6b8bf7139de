import { intakeNote, type IntakeNote } from '../../../../domain/leads/lead/intake-notes.js';
import { firstEmail, firstPhone } from '../../../http/contact.js';
import { providerInstant } from '../../../http/instants.js';
import { storable } from '../../../http/storable.js';
import { standardLeadBody, type NormalisedLead, type ParseContext } from '../lead-body.js';
import { keyInMapping } from '../recognition/mapping.js';
import { questionsOf, recognise, type Question, type Reading } from '../recognition/recognise.js';
import { idOf, isBlank, isObject, joinName, listOf, textOf, type JsonObject } from '../json-values.js';
import { providerLead } from './provider-lead.js';

const FIELDS = new Set(Object.keys(standardLeadBody.shape));
const CHANNELS = ['email', 'sms', 'whatsapp'] as const;

/**
 * An intake body that is not quite as the contract wants it, with all of it that is good: a field that is blank or cannot be
 * used is left out, with a note, as long as the person can be reached. A field that is not known is the programmer's
 * mistake, not the person's.
 * @returns null when there is nobody to reach, or the body is not one of ours.
 */
export function patientLead(json: unknown, ctx: ParseContext): NormalisedLead | null {
  if (!isObject(json) || Object.keys(json).some((key) => !FIELDS.has(key))) return null;
  const { value, repairs } = storable(json);
  const body = value as JsonObject;
  const notes: IntakeNote[] = repairs.length === 0 ? [] : [intakeNote('', 'REPAIRED', { text: repairs.join(', ') })];

  /** @param read null: it cannot be used */
  const optional = <T>(field: string, read: (value: unknown) => T | null): T | null => {
    const sent = body[field];
    if (sent === undefined) return null;
    const used = read(sent);
    if (used === null) notes.push(isBlank(sent) ? intakeNote(field, 'BLANK') : notUsable(field, sent));
    return used;
  };
  const attributes = optional('attributes', (sent) => (isObject(sent) ? sent : null)) ?? {};
  const own = (['email', 'phone', 'name', 'message'] as const).map((field): Question => {
    optional(field, (sent) => (Array.isArray(sent) ? joinName(...sent.map(textOf)) : textOf(sent)));
    return { key: field, label: field, names: [field], certain: field, kind: 'text', value: body[field] };
  });
  const others = questionsOf(attributes, 'hidden');
  const { read, taken } = recognised(own, others, ctx);
  const result = providerLead(
    {
      ...read,
      externalId: optional('externalId', idOf),
      source: optional('source', textOf),
      tags: optional('tags', tagsOf) ?? [],
      attributes: Object.fromEntries(
        others.filter((one) => !taken.has(one)).map(({ key, value: kept }) => [key, kept]),
      ),
      consents: optional('consents', (sent) => consentsOf(sent, notes)) ?? {},
      occurredAt: optional('occurredAt', providerInstant),
      notes: [...notes, ...read.notes],
    },
    ctx,
  );
  return result.ok && (result.lead.email !== null || result.lead.phone !== null) ? result.lead : null;
}

/** An attribute is what its sender calls it, unless the mapping says otherwise, or it is the only way to the person. */
function recognised(
  own: readonly Question[],
  others: readonly Question[],
  { mapping, defaultCountry, onRead }: ParseContext,
) {
  const country = defaultCountry;
  const among = (questions: readonly Question[]) => {
    let readings: Reading[] = [];
    const { rest, ...read } = recognise(questions, { mapping, country, onRead: (all) => (readings = all) });
    return { read, readings, taken: new Set(questions.filter((one) => !rest.includes(one))) };
  };
  const found = among([...own, ...others.filter(({ key }) => mapping?.[keyInMapping(key)] !== undefined)]);
  const isUsable = firstEmail(found.read.email ?? '') ?? firstPhone(found.read.phone ?? '', country);
  const chosen = isUsable === null ? among([...own, ...others]) : found;
  const asked = new Set(chosen.readings.map(({ question }) => question));
  const notAsked = others.filter((one) => !asked.has(one));
  onRead?.([...chosen.readings, ...notAsked.map((question) => ({ question, field: null, because: null }))]);
  return chosen;
}

const notUsable = (field: string, sent: unknown): IntakeNote =>
  intakeNote(field, 'NOT_USABLE', { text: typeof sent === 'string' ? sent : JSON.stringify(sent) });

/** A list of texts, or one text; what is blank among them is none. */
function tagsOf(sent: unknown): string[] | null {
  const items = typeof sent === 'string' ? [sent] : Array.isArray(sent) ? listOf(sent) : null;
  if (items === null) return null;
  const tags = items.flatMap((item) => textOf(item) ?? []);
  return tags.length === 0 && items.length > 0 ? null : tags;
}

/** Only a plain yes or no is a consent. */
function consentsOf(sent: unknown, notes: IntakeNote[]): NormalisedLead['consents'] | null {
  if (!isObject(sent)) return null;
  const given: NormalisedLead['consents'] = {};
  for (const [channel, answer] of Object.entries(sent)) {
    const known = CHANNELS.find((one) => one === channel);
    if (known !== undefined && typeof answer === 'boolean') given[known] = answer;
    else if (!isBlank(answer)) notes.push(notUsable(`consents.${channel}`, answer));
  }
  return given;
}
