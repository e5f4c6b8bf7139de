import { countryCode } from '../../../http/contact.js';
import { providerInstant } from '../../../http/instants.js';
import { joinPath, type Issue } from '../../../http/issues.js';
import type { NormalisedLead, ParseContext } from '../lead-body.js';
import { verifyMeta } from '../signatures/meta.js';
import { idOf, isBlank, isObject, joinName, listOf, safeKey, textOf, without, type JsonObject } from './json-values.js';
import { payloadIssues, providerLead } from './provider-lead.js';
import { payloadReplayKey } from './replay-key.js';
import type { Adapter } from './types.js';

/**
 * Meta lead ads. Meta's own webhook ("Webhooks for Leadgen",
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started/webhooks-for-leadgen) only says that there is a
 * lead; its answers (`field_data`) are at the Graph API ("Retrieving Leads",
 * https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving), and no call to Meta is made here. So
 * what is taken is the webhook with `field_data` added to its `value`, or the Graph API's lead object, as a relay forwards
 * them. A webhook with several leads is taken whole or not at all.
 */
export const facebookLeadgen: Adapter = {
  name: 'facebook-leadgen',
  verify(ctx) {
    const result = verifyMeta(ctx);
    return result.ok ? { ok: true, replayKey: payloadReplayKey(ctx.raw, eventIdOf), timestampMs: null } : result;
  },
  parse(json, ctx) {
    if (!isObject(json)) return { ok: false, issues: [{ path: '', message: 'Send a JSON object.' }] };
    const faults = payloadIssues(json);
    if (faults.length > 0) return { ok: false, issues: faults };
    const found = leadValues(json);
    if (found.length === 0) {
      const message = 'There is no lead in this: no change of the field leadgen, and no field_data.';
      return { ok: false, issues: [{ path: 'entry' in json ? 'entry' : 'field_data', message }] };
    }
    const leads: NormalisedLead[] = [];
    const issues: Issue[] = [];
    for (const { value, path } of found) {
      const result = metaLead(value, path, ctx);
      if (result.ok) leads.push(result.lead);
      else issues.push(...result.issues);
    }
    return issues.length > 0 ? { ok: false, issues } : { ok: true, leads, eventId: eventIdOf(json) };
  },
};

interface LeadValue {
  value: JsonObject;
  path: PropertyKey[];
}

function leadValues(json: JsonObject): LeadValue[] {
  if (!Array.isArray(json.entry))
    return 'field_data' in json || 'leadgen_id' in json ? [{ value: json, path: [] }] : [];
  return listOf(json.entry).flatMap((entry, e) =>
    listOf(isObject(entry) ? entry.changes : null).flatMap((change, c): LeadValue[] =>
      isObject(change) && change.field === 'leadgen' && isObject(change.value)
        ? [{ value: change.value, path: ['entry', e, 'changes', c, 'value'] }]
        : [],
    ),
  );
}

/** The lead's id when there is one lead; a batch has no id of its own. */
function eventIdOf(json: unknown): string | null {
  const found = isObject(json) ? leadValues(json) : [];
  return found.length === 1 && found[0] ? leadIdOf(found[0].value) : null;
}

function leadIdOf(value: JsonObject): string | null {
  return idOf(value.leadgen_id) ?? idOf(value.id);
}

/** Meta's names for prefilled questions; a form's own e-mail question may come as `work_email`. */
const FIELDS = {
  email: ['email', 'work_email'],
  phone: ['phone_number', 'work_phone_number', 'phone', 'whatsapp_number'],
  fullName: ['full_name', 'name'],
  firstName: ['first_name'],
  lastName: ['last_name'],
  message: ['message', 'comments'],
  country: ['country'],
} as const;

function metaLead(value: JsonObject, path: PropertyKey[], ctx: ParseContext): ReturnType<typeof providerLead> {
  const fieldPath = [...path, 'field_data'];
  if (!Array.isArray(value.field_data) || value.field_data.length === 0) {
    const message =
      "This is Meta's notification only: the person's answers are missing. Read the lead from the Graph API " +
      '(GET /{leadgen_id}) and post it with its field_data.';
    return { ok: false, issues: [{ path: joinPath(fieldPath), message }] };
  }
  const answers = new Map<string, unknown>();
  for (const [index, field] of listOf(value.field_data).entries()) {
    const name = isObject(field) ? textOf(field.name) : null;
    if (!isObject(field) || name === null) {
      return { ok: false, issues: [{ path: joinPath([...fieldPath, index, 'name']), message: 'A field has a name.' }] };
    }
    const values = (Array.isArray(field.values) ? listOf(field.values) : [field.values]).filter(
      (item) => !isBlank(item),
    );
    if (values.length > 0) answers.set(safeKey(name), values.length === 1 ? values[0] : values);
  }
  const take = (names: readonly string[]): string | null => {
    for (const name of names) {
      const text = textOf(answers.get(name));
      if (text !== null) {
        answers.delete(name);
        return text;
      }
    }
    return null;
  };
  const email = take(FIELDS.email);
  const phone = take(FIELDS.phone);
  const parts = joinName(take(FIELDS.firstName), take(FIELDS.lastName));
  const occurredAt = providerInstant(value.created_time);
  return providerLead(
    {
      externalId: leadIdOf(value),
      name: take(FIELDS.fullName) ?? parts,
      email,
      phone,
      message: take(FIELDS.message),
      occurredAt,
      country: countryCode(textOf(answers.get(FIELDS.country[0]))),
      attributes: {
        ...Object.fromEntries(answers),
        facebook: without(value, ['field_data', ...(occurredAt === null ? [] : ['created_time'])]),
      },
    },
    ctx,
    fieldPath,
  );
}
