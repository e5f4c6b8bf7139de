import { countryCode } from '../../../http/contact.js';
import { providerInstant } from '../../../http/instants.js';
import { joinPath, type Issue } from '../../../http/issues.js';
import type { LeadResult, NormalisedLead, ParseContext } from '../lead-body.js';
import { recognise, type Question } from '../recognition/recognise.js';
import { META_SIGNATURE, verifyMeta } from '../signatures/meta.js';
import {
  idOf,
  isBlank,
  isObject,
  listOf,
  objectOf,
  safeKey,
  textOf,
  without,
  type JsonObject,
} from '../json-values.js';
import { leadOfPart, notRead } from './one-lead.js';
import type { ProviderLead } from './provider-lead.js';
import { payloadReplayKey } from './replay-key.js';
import type { Adapter, Refused } from './types.js';

/**
 * Meta lead ads. Meta's own webhook ("Webhooks for Leadgen",
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started/webhooks-for-leadgen) only says that there is a
 * lead; its answers (`field_data`) are at the Graph API ("Retrieving Leads",
 * https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving), and no call to Meta is made here. So
 * what is taken is the webhook with `field_data` added to its `value`, or the Graph API's lead object, as a relay forwards
 * them. Of a webhook with several leads each stands for itself.
 */
export const facebookLeadgen: Adapter = {
  name: 'facebook-leadgen',
  signatureHeaders: [META_SIGNATURE],
  senderCorrects: false,
  verify(ctx) {
    const result = verifyMeta(ctx);
    return result.ok ? { ok: true, replayKey: payloadReplayKey(ctx.raw, eventIdOf), timestampMs: null } : result;
  },
  parse(json, ctx) {
    if (!isObject(json)) return notRead(json, '', 'This is no JSON object.');
    const found = leadValues(json);
    if (found.length === 0) {
      const message = 'There is no lead in this: no change of the field leadgen, and no field_data.';
      return { ok: false, issues: [{ path: 'entry' in json ? 'entry' : 'field_data', message }] };
    }
    const leads: NormalisedLead[] = [];
    const refused: Refused[] = [];
    for (const [place, { value, path }] of found.entries()) {
      const result = metaLead(value, path, ctx);
      if (result.ok) leads.push(result.lead);
      else refused.push({ place, issues: result.issues, part: value, draft: result.draft ?? null });
    }
    const issues = refused.flatMap((one): Issue[] => one.issues);
    return leads.length === 0 ? { ok: false, issues, refused } : { ok: true, leads, refused, eventId: eventIdOf(json) };
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
const CERTAIN: Record<string, Question['certain']> = {
  email: 'email',
  work_email: 'email',
  phone_number: 'phone',
  work_phone_number: 'phone',
  phone: 'phone',
  whatsapp_number: 'phone',
  full_name: 'name',
  name: 'name',
  first_name: 'firstName',
  last_name: 'lastName',
  message: 'message',
  comments: 'message',
};

function metaLead(value: JsonObject, path: PropertyKey[], ctx: ParseContext): LeadResult {
  const fieldPath = [...path, 'field_data'];
  const result = leadOfPart(value, (part) => draftOf(part, ctx), ctx, fieldPath);
  if (result.ok || (Array.isArray(value.field_data) && value.field_data.length > 0)) return result;
  const message =
    "This is Meta's notification only: the person's answers are missing. Read the lead from the Graph API " +
    '(GET /{leadgen_id}) and post it with its field_data.';
  return { ...result, issues: [{ path: joinPath(fieldPath), message }] };
}

/** An answer without a name is kept under its place; one that is blank says nothing. */
function questionsOf(fields: unknown): Question[] {
  return listOf(fields).flatMap((item, index): Question[] => {
    const field = objectOf(item);
    const values = (Array.isArray(field.values) ? listOf(field.values) : [field.values]).filter((one) => !isBlank(one));
    if (values.length === 0) return [];
    const name = textOf(field.name) ?? `answer_${index + 1}`;
    const certain = Object.hasOwn(CERTAIN, name) ? CERTAIN[name] : undefined;
    return [
      {
        key: safeKey(name),
        label: name,
        names: [name],
        certain,
        kind: 'text',
        value: values.length === 1 ? values[0] : values,
      },
    ];
  });
}

function draftOf(value: JsonObject, ctx: ParseContext): ProviderLead {
  const questions = questionsOf(value.field_data);
  const country = countryCode(textOf(questions.find(({ key }) => key === 'country')?.value));
  const { rest, notes, ...read } = recognise(questions, { ...ctx, country: country ?? ctx.defaultCountry });
  const occurredAt = providerInstant(value.created_time);
  return {
    externalId: leadIdOf(value),
    name: read.name,
    email: read.email,
    phone: read.phone,
    message: read.message,
    occurredAt,
    language: read.language,
    country: countryCode(read.country) ?? country,
    attributes: {
      ...Object.fromEntries(rest.map((question) => [question.key, question.value])),
      facebook: without(value, ['field_data', ...(occurredAt === null ? [] : ['created_time'])]),
    },
    notes,
  };
}
