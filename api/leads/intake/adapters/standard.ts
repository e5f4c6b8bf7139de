import { parseStandardLead } from '../lead-body.js';
import { verifyStandardWebhook } from '../signatures/standard-webhooks.js';
import type { Adapter } from './types.js';

/** Our own intake body, signed with Standard Webhooks. */
export const standard: Adapter = {
  name: 'standard',
  verify(ctx) {
    const result = verifyStandardWebhook(ctx);
    return result.ok ? { ok: true, replayKey: result.id, timestampMs: result.timestampMs } : result;
  },
  parse(json, ctx) {
    const result = parseStandardLead(json, ctx);
    return result.ok ? { ok: true, leads: [result.lead], eventId: null } : result;
  },
};
