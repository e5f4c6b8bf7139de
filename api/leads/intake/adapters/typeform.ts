import { countryCode } from '../../../http/contact.js';
import { providerInstant } from '../../../http/instants.js';
import type { ParseContext } from '../lead-body.js';
import { questionsOf, recognise } from '../recognition/recognise.js';
import { TYPEFORM_SIGNATURE, verifyTypeform } from '../signatures/typeform.js';
import { firstText, idOf, isObject, objectOf, safeKey, textOf, without, type JsonObject } from '../json-values.js';
import { leadOfPart, oneLead, notRead } from './one-lead.js';
import type { ProviderLead } from './provider-lead.js';
import { payloadReplayKey } from './replay-key.js';
import { answersOf, type Answer } from './typeform-answers.js';
import type { Adapter, ParseResult } from './types.js';

/**
 * Typeform's `form_response` ("Webhooks: Example payload",
 * https://www.typeform.com/developers/webhooks/example-payload/). E-mail and phone come from answers of those types, else, as the
 * name and the message, from questions that ask for them; every other answer, and every hidden field, is an attribute.
 */
export const typeform: Adapter = {
  name: 'typeform',
  signatureHeaders: [TYPEFORM_SIGNATURE],
  senderCorrects: false,
  verify(ctx) {
    const result = verifyTypeform(ctx);
    return result.ok ? { ok: true, replayKey: payloadReplayKey(ctx.raw, eventIdOf), timestampMs: null } : result;
  },
  parse(json, ctx): ParseResult {
    if (!isObject(json)) return notRead(json, '', 'This is no JSON object.');
    if (json.event_type !== undefined && json.event_type !== 'form_response') {
      return { ok: false, issues: [{ path: 'event_type', message: 'Only form_response makes a lead.' }] };
    }
    const response = json.form_response;
    if (!isObject(response)) return notRead(json, 'form_response', 'A Typeform payload has a form_response.');
    const result = leadOfPart(response, (part) => draftOf(part, ctx), ctx, ['form_response', 'answers']);
    return oneLead(result, json, eventIdOf(json));
  },
};

function eventIdOf(json: unknown): string | null {
  return idOf(objectOf(json).event_id);
}

function draftOf(response: JsonObject, ctx: ParseContext): ProviderLead {
  const hidden = objectOf(response.hidden);
  const country = countryCode(textOf(hidden.country));
  const answers = answersOf(response);
  const asked = [...answers, ...questionsOf(hidden, 'hidden')];
  const { rest, notes, ...read } = recognise(asked, { ...ctx, country: country ?? ctx.defaultCountry });
  // Where no question is called so, the first long answer is what the person wants to say.
  const long = read.message === null ? answers.find((one) => one.isLong && rest.includes(one)) : undefined;
  const occurredAt = providerInstant(response.submitted_at);
  const title = textOf(objectOf(response.definition).title);
  return {
    externalId: idOf(response.token),
    name: read.name,
    email: read.email,
    phone: read.phone,
    message: read.message ?? textOf(long?.value),
    source: textOf(hidden.source),
    occurredAt,
    language: read.language ?? firstText(hidden, 'language', 'lang', 'locale'),
    country: countryCode(read.country) ?? country,
    attributes: {
      ...attributesOf(rest.filter((question) => question !== long)),
      typeform: {
        ...(title === null ? {} : { title }),
        ...without(response, [
          'token',
          'definition',
          'answers',
          'hidden',
          ...(occurredAt === null ? [] : ['submitted_at']),
        ]),
      },
    },
    notes,
  };
}

/** Answers by key, then hidden fields; a key that is taken gets `_2`, so that none replaces another. */
function attributesOf(answers: readonly Pick<Answer, 'key' | 'value'>[]): JsonObject {
  const attributes = new Map<string, unknown>();
  for (const { key, value } of answers) {
    let free = key === 'typeform' ? 'typeform_' : safeKey(key);
    for (let n = 2; attributes.has(free); n += 1) free = `${key}_${n}`;
    attributes.set(free, value);
  }
  return Object.fromEntries(attributes);
}
