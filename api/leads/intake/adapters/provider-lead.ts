import { countryCode, normaliseEmail, normalisePhone } from '../../../http/contact.js';
import { isReachable } from '../../../../domain/leads/lead/reachable.js';
import { joinPath, type Issue } from '../../../http/issues.js';
import {
  jsonBytes,
  LIMITS,
  uniqueTags,
  type LeadResult,
  type NormalisedLead,
  type ParseContext,
} from '../lead-body.js';
import { storageIssues } from '../../../http/storable.js';
import { isBlank, type JsonObject } from './json-values.js';

/** What an adapter read from its provider's payload. */
export interface ProviderLead {
  externalId: string | null;
  name: string | null;
  email: string | null;
  phone: string | null;
  message?: string | null;
  source?: string | null;
  tags?: string[];
  /** In order of worth: where they exceed 32 KiB, the later ones go. */
  attributes: JsonObject;
  consents?: NormalisedLead['consents'];
  occurredAt: string | null;
  language?: string | null;
  country?: string | null;
}

/** Room for the list of what was cut, inside the 32 KiB. */
const MARKER_BYTES = 2048;

/**
 * A provider's lead as ours. A provider cannot correct what a person typed, and a refused delivery is a lost lead, so
 * here only a lead without any contact is refused: an e-mail address or phone that cannot be read stays as `emailRaw` or
 * `phoneRaw` with the normalised field null, text over a limit is cut with the whole of it in `attributes.uncut`, and
 * attributes beyond 32 KiB are dropped by name in `attributes.dropped`.
 */
export function providerLead(lead: ProviderLead, ctx: ParseContext, path: readonly PropertyKey[] = []): LeadResult {
  if (!isReachable(lead)) {
    const message = 'This lead has neither an e-mail address nor a phone number.';
    return { ok: false, issues: [{ path: joinPath(path), message }] };
  }
  const uncut: JsonObject = {};
  const fit = (field: keyof typeof LIMITS, text: string | null | undefined): string | null => {
    if (text === null || text === undefined) return null;
    if (text.length > LIMITS[field]) uncut[field] = text;
    return cut(text, LIMITS[field]);
  };
  const emailRaw = fit('email', lead.email);
  const phoneRaw = fit('phone', lead.phone);
  const country = countryCode(lead.country);
  const phone = phoneRaw === null ? null : normalisePhone(phoneRaw, country ?? ctx.defaultCountry);
  const tags = uniqueTags(lead.tags ?? []);
  const keptTags = tags.filter((tag) => tag.length <= LIMITS.tag).slice(0, LIMITS.tags);
  if (keptTags.length < tags.length) uncut.tags = tags;
  return {
    ok: true,
    lead: {
      externalId: fit('externalId', lead.externalId),
      name: fit('name', lead.name),
      email: emailRaw === null ? null : normaliseEmail(emailRaw),
      emailRaw,
      phone: phone?.e164 ?? null,
      phoneExtension: phone?.extension ?? null,
      phoneRaw,
      message: fit('message', lead.message),
      source: fit('source', lead.source),
      tags: keptTags,
      attributes: boundAttributes({ ...lead.attributes, ...(isBlank(uncut) ? {} : { uncut }) }),
      consents: lead.consents ?? {},
      occurredAt: lead.occurredAt,
      language: lead.language ?? null,
      country: country ?? phone?.country ?? null,
    },
  };
}

/** What in a provider's payload could not be stored (NUL and the like), as issues with paths. */
export function payloadIssues(json: unknown): Issue[] {
  return storageIssues(json);
}

/** Attributes within 32 KiB: blank ones left out, and of the rest those that fit, with `dropped` naming the others. */
export function boundAttributes(attributes: JsonObject): JsonObject {
  const filled = Object.entries(attributes).filter(([, value]) => !isBlank(value));
  const all = Object.fromEntries(filled);
  if (jsonBytes(all) <= LIMITS.attributesBytes) return all;
  const kept: [string, unknown][] = [];
  const dropped: string[] = [];
  let room = LIMITS.attributesBytes - MARKER_BYTES;
  for (const [key, value] of filled) {
    const bytes = jsonBytes(key) + jsonBytes(value) + 2;
    if (bytes <= room) {
      kept.push([key, value]);
      room -= bytes;
    } else {
      dropped.push(cut(key, 40));
    }
  }
  return Object.fromEntries([...kept, ['dropped', { count: dropped.length, names: dropped.slice(0, 12) }]]);
}

function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/\p{Surrogate}$/u, '');
}
