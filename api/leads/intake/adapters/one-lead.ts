import { intakeNote } from '../../../../domain/leads/lead/intake-notes.js';
import { storable } from '../../../http/storable.js';
import type { LeadResult, ParseContext } from '../lead-body.js';
import type { JsonObject } from '../json-values.js';
import { providerLead, type ProviderLead } from './provider-lead.js';
import type { ParseResult } from './types.js';

/** A person's part of a payload as a lead: what of it cannot be stored is repaired, and noted. */
export function leadOfPart(
  part: JsonObject,
  read: (part: JsonObject) => ProviderLead,
  ctx: ParseContext,
  path: readonly PropertyKey[],
): LeadResult {
  const { value, repairs } = storable(part);
  const draft = read(value as JsonObject);
  if (repairs.length === 0) return providerLead(draft, ctx, path);
  const notes = [...(draft.notes ?? []), intakeNote('', 'REPAIRED', { text: repairs.join(', ') })];
  return providerLead({ ...draft, notes }, ctx, path);
}

/** The result of a delivery that is about one person. */
export const oneLead = (result: LeadResult, part: unknown, eventId: string | null): ParseResult =>
  result.ok
    ? { ok: true, leads: [result.lead], refused: [], eventId }
    : {
        ok: false,
        issues: result.issues,
        refused: [{ place: 0, issues: result.issues, part, draft: result.draft ?? null }],
      };

/** A delivery of which nothing could be read. */
export const notRead = (json: unknown, path: string, message: string): ParseResult => {
  const issues = [{ path, message }];
  return { ok: false, issues, refused: [{ place: 0, issues, part: json, draft: null }] };
};
