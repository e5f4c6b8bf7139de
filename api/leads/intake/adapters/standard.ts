import { parseStandardLead } from '../lead-body.js';
import { STANDARD_SIGNATURE, verifyStandardWebhook } from '../signatures/standard-webhooks.js';
import { isBlank, isObject } from '../json-values.js';
import { patientLead } from './standard-lead.js';
import type { Adapter } from './types.js';

/** Our own intake body, signed with Standard Webhooks. */
export const standard: Adapter = {
  name: 'standard',
  signatureHeaders: [STANDARD_SIGNATURE],
  senderCorrects: true,
  verify(ctx) {
    const result = verifyStandardWebhook(ctx);
    return result.ok ? { ok: true, replayKey: result.id, timestampMs: result.timestampMs } : result;
  },
  parse(json, ctx) {
    const asItIs = parseStandardLead(json, ctx);
    const isPlain = asItIs.ok && asItIs.lead.intakeNotes.length === 0 && ctx.mapping === undefined;
    const lead = (isPlain ? null : patientLead(json, ctx)) ?? (asItIs.ok ? asItIs.lead : null);
    if (lead) return { ok: true, leads: [lead], refused: [], eventId: null };
    // What is blank is not what is wrong.
    const filled = isObject(json) ? Object.fromEntries(Object.entries(json).filter(([, one]) => !isBlank(one))) : json;
    const result = parseStandardLead(filled, ctx);
    return { ok: false, issues: result.ok ? [] : result.issues };
  },
};
