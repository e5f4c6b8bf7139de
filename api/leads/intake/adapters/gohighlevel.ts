import { countryCode } from '../../../http/contact.js';
import { providerInstant } from '../../../http/instants.js';
import type { NormalisedLead } from '../lead-body.js';
import { verifyHighLevel } from '../signatures/gohighlevel.js';
import { isStandardWebhookSecret } from '../signatures/standard-webhooks.js';
import {
  firstText,
  idOf,
  isObject,
  joinName,
  listOf,
  objectOf,
  safeKey,
  textOf,
  without,
  type JsonObject,
} from './json-values.js';
import { payloadIssues, providerLead, type ProviderLead } from './provider-lead.js';
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
    if (!isObject(json)) return { ok: false, issues: [{ path: '', message: 'Send a JSON object.' }] };
    const faults = payloadIssues(json);
    if (faults.length > 0) return { ok: false, issues: faults };
    let draft: ProviderLead;
    if (idOf(json.contact_id) !== null) {
      draft = workflowContact(json);
    } else {
      const type = textOf(json.type);
      if (type !== 'ContactCreate') {
        const message =
          type === null
            ? "Neither an app webhook (type) nor a workflow's webhook (contact_id)."
            : 'Only ContactCreate makes a lead; take this event out of the webhook’s subscription.';
        return { ok: false, issues: [{ path: type === null ? 'contact_id' : 'type', message }] };
      }
      draft = createdContact(json);
    }
    const result = providerLead(draft, ctx, ['email']);
    return result.ok ? { ok: true, leads: [result.lead], eventId: eventIdOf(json) } : result;
  },
};

function eventIdOf(json: unknown): string | null {
  return idOf(objectOf(json).webhookId);
}

function createdContact(event: JsonObject): ProviderLead {
  const envelope = isObject(event.data) ? without(event, ['data']) : {};
  const contact: JsonObject = isObject(event.data) ? { ...envelope, ...event.data } : event;
  const mapped = ['type', 'id', 'firstName', 'lastName', 'name', 'email', 'phone', 'source', 'tags', 'dateAdded'];
  return {
    externalId: idOf(contact.id),
    name: joinName(textOf(contact.firstName), textOf(contact.lastName)) ?? textOf(contact.name),
    email: textOf(contact.email),
    phone: textOf(contact.phone),
    source: textOf(contact.source),
    tags: tagsOf(contact.tags),
    consents: consentsOf(contact),
    occurredAt: providerInstant(contact.dateAdded),
    country: countryCode(textOf(contact.country)),
    attributes: {
      ...without(contact, [...mapped, 'customFields', 'customField', 'webhookId', 'timestamp']),
      customFields: customFieldsOf(contact.customFields ?? contact.customField),
      ...unread('dateAdded', contact.dateAdded),
    },
  };
}

function workflowContact(event: JsonObject): ProviderLead {
  const custom = objectOf(event.customData);
  const mapped = ['contact_id', 'first_name', 'last_name', 'full_name', 'email', 'phone', 'tags', 'date_created'];
  return {
    externalId: idOf(event.contact_id),
    name: firstText(event, 'full_name') ?? joinName(textOf(event.first_name), textOf(event.last_name)),
    email: textOf(event.email),
    phone: textOf(event.phone),
    message: firstText(custom, 'message') ?? firstText(event, 'message'),
    source: firstText(event, 'contact_source', 'source'),
    tags: tagsOf(event.tags),
    consents: consentsOf(event),
    occurredAt: providerInstant(event.date_created),
    country: countryCode(textOf(event.country)),
    attributes: { ...without(event, mapped), ...unread('date_created', event.date_created) },
  };
}

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
