import { countryCode } from '../../../http/contact.js';
import { providerInstant } from '../../../http/instants.js';
import type { NormalisedLead, ParseContext } from '../lead-body.js';
import { questionsOf, recognise, type Question } from '../recognition/recognise.js';
import { HIGHLEVEL_SIGNATURES, verifyHighLevel } from '../signatures/gohighlevel.js';
import { isStandardWebhookSecret } from '../signatures/standard-webhooks.js';
import {
  firstText,
  idOf,
  isObject,
  listOf,
  objectOf,
  safeKey,
  textOf,
  without,
  type JsonObject,
} from '../json-values.js';
import { leadOfPart, notRead, oneLead } from './one-lead.js';
import type { ProviderLead } from './provider-lead.js';
import { payloadReplayKey } from './replay-key.js';
import { standard } from './standard.js';
import type { Adapter } from './types.js';

/**
 * HighLevel. Two payloads: the app webhook *ContactCreate*
 * (https://marketplace.gohighlevel.com/docs/webhook/ContactCreate), and what a workflow's *Webhook* action posts
 * (HighLevel support, "Workflow Action: Webhook"). The action cannot sign; a relay that signs with an endpoint's own
 * `whsec_…` secret (Standard Webhooks) is accepted, so both secrets may be active on one endpoint.
 */
export const gohighlevel: Adapter = {
  name: 'gohighlevel',
  signatureHeaders: [...standard.signatureHeaders, ...HIGHLEVEL_SIGNATURES],
  senderCorrects: false,
  verify(ctx) {
    const own = ctx.secrets.filter(isStandardWebhookSecret);
    const theirs = ctx.secrets.filter((secret) => !isStandardWebhookSecret(secret));
    if (own.length > 0 && (theirs.length === 0 || ctx.headers['webhook-signature'] !== undefined)) {
      return standard.verify({ ...ctx, secrets: own });
    }
    const result = verifyHighLevel({ ...ctx, secrets: theirs });
    return result.ok ? { ok: true, replayKey: payloadReplayKey(ctx.raw, eventIdOf), timestampMs: null } : result;
  },
  parse(json, ctx) {
    if (!isObject(json)) return notRead(json, '', 'This is no JSON object.');
    // What says no type is a workflow's, whose author chooses what is sent.
    const type = textOf(json.type);
    const isWorkflow = type === null || idOf(json.contact_id) !== null;
    if (!isWorkflow && type !== 'ContactCreate') {
      const message = 'Only ContactCreate makes a lead; take this event out of the webhook’s subscription.';
      return { ok: false, issues: [{ path: 'type', message }] };
    }
    const read = (event: JsonObject) => (isWorkflow ? workflowContact(event, ctx) : createdContact(event, ctx));
    return oneLead(leadOfPart(json, read, ctx, ['email']), json, eventIdOf(json));
  },
};

function eventIdOf(json: unknown): string | null {
  return idOf(objectOf(json).webhookId);
}

function createdContact(event: JsonObject, ctx: ParseContext): ProviderLead {
  const envelope = isObject(event.data) ? without(event, ['data']) : {};
  const contact: JsonObject = isObject(event.data) ? { ...envelope, ...event.data } : event;
  const mapped = ['type', 'id', 'firstName', 'lastName', 'name', 'email', 'phone', 'source', 'tags', 'dateAdded'];
  const country = countryCode(textOf(contact.country));
  const customFields = customFieldsOf(contact.customFields ?? contact.customField);
  const read = recognise(
    [
      own('firstName', contact.firstName),
      own('lastName', contact.lastName),
      own('email', contact.email),
      own('phone', contact.phone),
      ...questionsOf(objectOf(customFields), 'text'),
    ],
    { ...ctx, country: country ?? ctx.defaultCountry },
  );
  return {
    externalId: idOf(contact.id),
    name: read.name ?? textOf(contact.name),
    email: read.email,
    phone: read.phone,
    message: read.message,
    source: textOf(contact.source),
    tags: tagsOf(contact.tags),
    consents: consentsOf(contact),
    occurredAt: providerInstant(contact.dateAdded),
    language: read.language,
    country: countryCode(read.country) ?? country,
    attributes: {
      ...without(contact, [...mapped, 'customFields', 'customField', 'webhookId', 'timestamp']),
      customFields,
      ...unread('dateAdded', contact.dateAdded),
    },
    notes: read.notes,
  };
}

/** A workflow's custom fields stand beside HighLevel's own, under their labels. */
function workflowContact(event: JsonObject, ctx: ParseContext): ProviderLead {
  const custom = objectOf(event.customData);
  const mapped = ['contact_id', 'first_name', 'last_name', 'full_name', 'email', 'phone', 'tags', 'date_created'];
  const country = countryCode(textOf(event.country));
  const others = Object.entries(without(event, [...mapped, 'message', 'customData']));
  const isLabel = ([key]: [string, unknown]): boolean => !/^[a-z0-9_]+$/.test(key);
  const read = recognise(
    [
      own('name', event.full_name),
      own('firstName', event.first_name),
      own('lastName', event.last_name),
      own('email', event.email),
      own('phone', event.phone),
      own('message', custom.message),
      own('message', event.message),
      ...questionsOf(without(custom, ['message']), 'text'),
      ...questionsOf(Object.fromEntries(others.filter(isLabel)), 'text'),
      ...questionsOf(Object.fromEntries(others.filter((one) => !isLabel(one))), 'hidden'),
    ],
    { ...ctx, country: country ?? ctx.defaultCountry },
  );
  return {
    externalId: idOf(event.contact_id),
    name: read.name,
    email: read.email,
    phone: read.phone,
    message: read.message,
    source: firstText(event, 'contact_source', 'source'),
    tags: tagsOf(event.tags),
    consents: consentsOf(event),
    occurredAt: providerInstant(event.date_created),
    language: read.language,
    country: countryCode(read.country) ?? country,
    attributes: { ...without(event, mapped), ...unread('date_created', event.date_created) },
    notes: read.notes,
  };
}

/** HighLevel's own field, which is what it is called. */
const own = (certain: NonNullable<Question['certain']>, value: unknown): Question => ({
  key: certain,
  label: certain,
  names: [certain],
  certain,
  kind: 'text',
  value,
});

/** An instant that could not be read is kept as it came. */
function unread(key: string, value: unknown): JsonObject {
  return providerInstant(value) === null ? { [key]: value } : {};
}

/** A list (app webhook), or names separated by commas (workflow). */
function tagsOf(value: unknown): string[] {
  const items = typeof value === 'string' ? value.split(',') : listOf(value);
  return items.flatMap((item) => textOf(item) ?? []);
}

/** `[{ id, value }]` as an object by id, which a flow's condition can name. */
function customFieldsOf(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return Object.fromEntries(
    listOf(value)
      .filter(isObject)
      .map((field, index) => [
        safeKey(firstText(field, 'key', 'name', 'id') ?? String(index)),
        field.value ?? field.field_value ?? field.fieldValue ?? null,
      ]),
  );
}

/** "Do not disturb" takes a consent away; its absence gives none. */
function consentsOf(contact: JsonObject): NormalisedLead['consents'] {
  const settings = objectOf(contact.dndSettings);
  const off = (channel: string): boolean =>
    contact.dnd === true ||
    objectOf(settings[channel]).status === 'active' ||
    objectOf(settings[channel]).status === 'permanent';
  return {
    ...(off('Email') ? { email: false } : {}),
    ...(off('SMS') ? { sms: false } : {}),
    ...(off('WhatsApp') ? { whatsapp: false } : {}),
  };
}
