import { oneLine, oneWord, plain } from '../../../../domain/platform/text/clean.js';
import { fewNotes, intakeNote, type IntakeNote } from '../../../../domain/leads/lead/intake-notes.js';
import { LIMITS } from '../../../../domain/leads/vocabulary/lead-limits.js';
import { isReachable } from '../../../../domain/leads/lead/reachable.js';
import { countryCode, firstEmail, firstPhone } from '../../../http/contact.js';
import { joinPath } from '../../../http/issues.js';
import { jsonBytes, uniqueTags, type LeadResult, type NormalisedLead, type ParseContext } from '../lead-body.js';
import { isBlank, type JsonObject } from '../json-values.js';

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
  notes?: readonly IntakeNote[];
}

/** Longer than any language tag. */
const MOST_LANGUAGE = 35;

/** Room for the list of what was cut, inside the 32 KiB. */
const MARKER_BYTES = 2048;

/**
 * A provider's lead as ours. A provider cannot correct what a person typed, and a refused delivery is a lost lead, so
 * here only a lead without any contact is refused: an e-mail address or phone that cannot be read stays as `emailRaw` or
 * `phoneRaw` with the normalised field null, text over a limit is cut with the whole of it in `attributes.uncut`, and
 * attributes beyond 32 KiB are dropped by name in `attributes.dropped`. Each of these leaves a note on the lead.
 */
export function providerLead(lead: ProviderLead, ctx: ParseContext, path: readonly PropertyKey[] = []): LeadResult {
  const normalised = normalisedOf(lead, ctx);
  if (isReachable(lead)) return { ok: true, lead: normalised };
  const message = 'This lead has neither an e-mail address nor a phone number.';
  return { ok: false, issues: [{ path: joinPath(path), message }], draft: normalised };
}

function normalisedOf(lead: ProviderLead, ctx: ParseContext): NormalisedLead {
  const notes = [...(lead.notes ?? [])];
  const uncut: JsonObject = {};
  const fit = (field: keyof typeof LIMITS, text: string | null | undefined): string | null => {
    if (text === null || text === undefined) return null;
    if (text.length > LIMITS[field]) {
      uncut[field] = text;
      notes.push(intakeNote(field, 'CUT'));
    }
    return cut(text, LIMITS[field]);
  };
  const line = (field: keyof typeof LIMITS, text: string | null | undefined): string | null =>
    fit(field, oneLine(text ?? '') || null);

  const country = countryCode(lead.country);
  const email = lead.email === null ? null : firstEmail(lead.email);
  const phone = lead.phone === null ? null : firstPhone(lead.phone, country ?? ctx.defaultCountry);
  for (const [field, text, found] of [
    ['email', lead.email, email],
    ['phone', lead.phone, phone],
  ] as const) {
    if (text === null) continue;
    if (found === null) notes.push(intakeNote(field, 'NOT_USABLE', { text }));
    else if (found.others) notes.push(intakeNote(field, 'SEVERAL', { text }));
  }
  const tags = uniqueTags((lead.tags ?? []).map(oneLine));
  const keptTags = tags.filter((tag) => tag.length <= LIMITS.tag).slice(0, LIMITS.tags);
  if (keptTags.length < tags.length) {
    uncut.tags = tags;
    notes.push(intakeNote('tags', 'CUT'));
  }
  const externalId = fit('externalId', oneWord(lead.externalId ?? '') || null);
  const name = line('name', lead.name);
  const message = fit('message', lead.message);
  const source = line('source', lead.source);
  const emailRaw = fit('email', lead.email);
  const phoneRaw = fit('phone', lead.phone);
  const { attributes, dropped } = boundAttributes({ ...lead.attributes, ...(isBlank(uncut) ? {} : { uncut }) });
  if (dropped.length > 0) notes.push(intakeNote('attributes', 'DROPPED', { text: dropped.join(', ') }));
  return {
    externalId,
    name,
    email: email?.email ?? null,
    emailRaw,
    phone: phone?.phone.e164 ?? null,
    phoneExtension: phone?.phone.extension ?? null,
    phoneRaw,
    message,
    source,
    tags: keptTags,
    attributes,
    consents: lead.consents ?? {},
    occurredAt: lead.occurredAt,
    language: plain(lead.language ?? '').slice(0, MOST_LANGUAGE) || null,
    country: country ?? phone?.phone.country ?? null,
    intakeNotes: fewNotes(notes),
  };
}

/** Attributes within 32 KiB: blank ones left out, and of the rest those that fit, with `dropped` naming the others. */
function boundAttributes(attributes: JsonObject): { attributes: JsonObject; dropped: string[] } {
  const filled = Object.entries(attributes).filter(([, value]) => !isBlank(value));
  const all = Object.fromEntries(filled);
  if (jsonBytes(all) <= LIMITS.attributesBytes) return { attributes: all, dropped: [] };
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
  const marker = { count: dropped.length, names: dropped.slice(0, 12) };
  return { attributes: Object.fromEntries([...kept, ['dropped', marker]]), dropped };
}

function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/\p{Surrogate}$/u, '');
}
