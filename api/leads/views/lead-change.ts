import type { z } from 'zod';
import type { findLead, LeadChange } from '../../../db/leads/queries/leads.js';
import type { patchLead } from '../contract/leads.js';
import { isReachable } from '../../../domain/leads/lead/reachable.js';
import { validation } from '../../http/errors.js';
import { countryCode, normaliseEmail, normalisePhone, type Phone } from '../../http/contact.js';
import { uniqueTags } from '../intake/lead-body.js';

type Lead = NonNullable<Awaited<ReturnType<typeof findLead>>>;
type PatchBody = z.output<typeof patchLead.body>;

/**
 * What a patch changes, normalised as at intake, with the same fields before and after for the audit log.
 * @throws ApiError 400 for a phone that cannot be read, and when no way to reach the lead would be left.
 */
export function leadChangeOf(
  lead: Lead,
  body: PatchBody,
): { change: LeadChange; before: Record<string, unknown>; after: Record<string, unknown> } {
  const { email, phone, country, tags, ...plain } = body;
  const change: LeadChange = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  if (tags !== undefined) change.tags = uniqueTags(tags);
  if (country !== undefined) change.country = countryCode(country);
  if (email !== undefined) {
    change.email = email === null ? null : normaliseEmail(email);
    change.emailRaw = email;
  }
  if (phone !== undefined) {
    const read = phone === null ? null : readPhone(phone, change.country ?? lead.country);
    change.phone = read?.e164 ?? null;
    change.phoneExtension = read?.extension ?? null;
    change.phoneRaw = phone;
  }
  if (!isReachable({ ...lead, ...change })) {
    throw validation([{ path: 'email', message: 'A lead keeps at least one of email and phone.' }]);
  }
  const fields = Object.keys(change) as (keyof LeadChange)[];
  return { change, before: pick(lead, fields), after: pick(change, fields) };
}

function readPhone(text: string, country: string | null): Phone {
  const phone = normalisePhone(text, country);
  if (phone) return phone;
  const message = 'This is not a phone number. Give it with its country prefix, such as +40 722 123 456.';
  throw validation([{ path: 'phone', message }]);
}

function pick<T extends object>(from: T, fields: readonly (keyof T)[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, from[field]]));
}
