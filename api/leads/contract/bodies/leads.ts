import { z } from 'zod';
import { SIDES } from '../../../../domain/leads/merging/values.js';
import { CONSENT_LIMITS, LIMITS, NOTE_LIMITS } from '../../../../domain/leads/vocabulary/lead-limits.js';
import { isReachable } from '../../../../domain/leads/lead/reachable.js';
import { oneLine } from '../../../../domain/platform/text/clean.js';
import { givenId } from '../../../http/fields.js';

const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

export const language = z.string().max(35).regex(LANGUAGE, 'Give a language tag such as ro or pt-BR.');
export const tags = z
  .array(z.string().trim().min(1).max(LIMITS.tag, `Use at most ${LIMITS.tag} characters.`))
  .max(LIMITS.tags, `Give at most ${LIMITS.tags}.`);
export const attributes = z
  .record(z.string(), z.unknown())
  .refine((value) => bytesOf(value) <= LIMITS.attributesBytes, 'At most 32 KiB as JSON.');
/** What the person agreed to be reached by, and what not. */
export const consents = z
  .record(z.string().min(1).max(CONSENT_LIMITS.name), z.boolean())
  .refine((value) => Object.keys(value).length <= CONSENT_LIMITS.most, `Give at most ${CONSENT_LIMITS.most}.`);

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value) ?? '').length;

/** What a form of the dashboard asks before it sends a lead; addresses, numbers and countries are the API's to read. */
export const leadForm = z
  .strictObject({
    name: z.string().overwrite(oneLine).max(LIMITS.name).nullable(),
    email: z.string().max(LIMITS.email).nullable(),
    phone: z.string().max(LIMITS.phone).nullable(),
    message: z.string().max(LIMITS.message).nullable(),
    source: z.string().max(LIMITS.source).optional(),
    language: language.nullable(),
    country: z.string().length(2, 'Give an ISO 3166-1 code of two letters.').nullable(),
    tags,
    attributes,
    consents,
  })
  .refine(isReachable, { path: ['email'], message: 'Give at least one of email and phone.' });

export const noteBody = z.strictObject({
  text: z
    .string()
    .trim()
    .min(1, 'Write something.')
    .max(NOTE_LIMITS.text, `Use at most ${NOTE_LIMITS.text.toLocaleString('en')} characters.`)
    .meta({ description: 'Markdown.' }),
});

export const mergeBody = z.strictObject({
  mergedId: givenId.meta({ description: 'The lead that is merged into this one, and closed.' }),
  mergedRevision: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'Its revision, as it was looked at; 412 when it has another.' }),
  choices: z
    .record(z.string().max(500), z.enum(SIDES))
    .refine((value) => Object.keys(value).length <= 500, 'Give at most 500.')
    .default({})
    .meta({ description: 'By field (`phone`, `attributes.city`), whose value it takes. Left out: by default.' }),
  reason: z.string().trim().max(1000).optional(),
});
