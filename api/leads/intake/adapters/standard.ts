import { parseStandardLead } from '../lead-body.js';
import { verifyStandardWebhook } from '../signatures/standard-webhooks.js';
import { patientLead } from './standard-lead.js';
import type { Adapter } from './types.js';

/** Our own intake body, signed with Standard Webhooks. */
export const standard: Adapter = {
  name: 'standard',
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
    return { ok: false, issues: asItIs.ok ? [] : asItIs.issues };
  },
};
