import { countryCode } from '../../../http/contact.js';
import { providerInstant } from '../../../http/instants.js';
import { verifyTypeform } from '../signatures/typeform.js';
import {
  firstText,
  idOf,
  isObject,
  joinName,
  objectOf,
  safeKey,
  textOf,
  without,
  type JsonObject,
} from './json-values.js';
import { payloadIssues, providerLead } from './provider-lead.js';
import { payloadReplayKey } from './replay-key.js';
import { answersOf, type Answer } from './typeform-answers.js';
import type { Adapter, ParseResult } from './types.js';

/**
 * Typeform's `form_response` ("Webhooks: Example payload",
 * https://www.typeform.com/developers/webhooks/example-payload/). E-mail and phone come from answers of those types, the
 * name and message from fields whose ref or title says so; every other answer, and every hidden field, is an attribute.
 */
export const typeform: Adapter = {
  name: 'typeform',
  verify(ctx) {
    const result = verifyTypeform(ctx);
    return result.ok ? { ok: true, replayKey: payloadReplayKey(ctx.raw, eventIdOf), timestampMs: null } : result;
  },
  parse(json, ctx): ParseResult {
    if (!isObject(json)) return { ok: false, issues: [{ path: '', message: 'Send a JSON object.' }] };
    const faults = payloadIssues(json);
    if (faults.length > 0) return { ok: false, issues: faults };
    if (json.event_type !== undefined && json.event_type !== 'form_response') {
      return { ok: false, issues: [{ path: 'event_type', message: 'Only form_response makes a lead.' }] };
    }
    const response = json.form_response;
    if (!isObject(response)) {
      return { ok: false, issues: [{ path: 'form_response', message: 'A Typeform payload has a form_response.' }] };
    }
    const result = providerLead(draftOf(response), ctx, ['form_response', 'answers']);
    return result.ok ? { ok: true, leads: [result.lead], eventId: eventIdOf(json) } : result;
  },
};

function eventIdOf(json: unknown): string | null {
  return idOf(objectOf(json).event_id);
}

const FIRST_NAME = /^(what_s_your_|what_is_your_|your_)?(first_name|firstname|given_name)$/;
const LAST_NAME = /^(what_s_your_|what_is_your_|your_)?(last_name|lastname|surname|family_name)$/;
const FULL_NAME = /^(what_s_your_|what_is_your_|your_)?(full_name|fullname|name)$/;
const MESSAGE = /^(your_)?(message|comments?|details|enquiry|inquiry|how_can_we_help(_you)?)$/;
const EMAIL = /^(your_)?(e_?mail)(_address)?$/;
const PHONE = /^(your_)?(phone|phone_number|mobile|telephone)$/;

function draftOf(response: JsonObject): Parameters<typeof providerLead>[0] {
  const answers = answersOf(response);
  const hidden = objectOf(response.hidden);
  const take = (fits: (answer: Answer) => boolean): string | null => {
    const index = answers.findIndex((answer) => fits(answer) && textOf(answer.value) !== null);
    return index < 0 ? null : textOf(answers.splice(index, 1)[0]?.value);
  };
  const said = (pattern: RegExp) => (answer: Answer) =>
    answer.type === 'text' && answer.words.some((word) => pattern.test(word));

  const email = take(({ type }) => type === 'email') ?? take(said(EMAIL)) ?? textOf(hidden.email);
  const phone = take(({ type }) => type === 'phone_number') ?? take(said(PHONE)) ?? textOf(hidden.phone);
  const names = joinName(take(said(FIRST_NAME)), take(said(LAST_NAME)));
  const occurredAt = providerInstant(response.submitted_at);
  const title = textOf(objectOf(response.definition).title);
  return {
    externalId: idOf(response.token),
    name: take(said(FULL_NAME)) ?? names ?? textOf(hidden.name),
    email,
    phone,
    message: take(said(MESSAGE)) ?? take(({ fieldType }) => fieldType === 'long_text'),
    source: textOf(hidden.source),
    occurredAt,
    language: firstText(hidden, 'language', 'lang', 'locale'),
    country: countryCode(textOf(hidden.country)),
    attributes: {
      ...attributesOf(answers, hidden),
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
  };
}

/** Answers by key, then hidden fields; a key that is taken gets `_2`, so that none replaces another. */
function attributesOf(answers: readonly Answer[], hidden: JsonObject): JsonObject {
  const attributes = new Map<string, unknown>();
  for (const [key, value] of [
    ...answers.map((answer) => [answer.key, answer.value] as const),
    ...Object.entries(hidden),
  ]) {
    let free = key === 'typeform' ? 'typeform_' : safeKey(key);
    for (let n = 2; attributes.has(free); n += 1) free = `${key}_${n}`;
    attributes.set(free, value);
  }
  return Object.fromEntries(attributes);
}
