import { faultOf } from '../db/faults.js';
import { Joined } from '../db/joined.js';
import { settledView, type SettledView } from '../domain/leads/view/settled-view.js';
import type { Passed } from './boundaries.js';
import { settleLeads, type SettleDeps } from './settle.js';

/** Of one org in one transaction: a settlement costs a handful of round trips however many leads it is for. */
const MOST_TOGETHER = 100;
/** More than a relay ever has in hand. */
const MOST_WAITING = 10_000;

export interface DecideDeps extends SettleDeps {
  /** Origin under which people reach the dashboard. */
  publicUrl: string;
  passed?: Passed;
}

/**
 * Settles leads for whoever carries over what came in for them: those of one org that are asked for at the same time in one
 * transaction. Nobody waits for a lead that somebody else holds, a herd that is prepared ahead or another process: its own
 * workflow has it settled, as it does where a lead cannot be.
 * @returns settles one lead and answers how it is then; null where its workflow must do it. Throws while Postgres is away
 */
export function decideTogether(deps: DecideDeps): (orgId: string, leadId: string) => Promise<SettledView | null> {
  const joined = new Joined<string, SettledView | null>(
    { size: MOST_TOGETHER, mostWaiting: MOST_WAITING },
    async (orgId, leadIds) => {
      try {
        const options = { goal: 'SETTLED', skipLocked: true, atLeastMs: 0 } as const;
        const { views } = await settleLeads(deps, orgId, [...new Set(leadIds)], options);
        deps.passed?.('DECIDED');
        const byLead = new Map(views.map((view) => [view.leadId, settledView(view, deps.publicUrl, deps.clock())]));
        return leadIds.map((leadId) => byLead.get(leadId) ?? null);
      } catch (error) {
        if (faultOf(error) === 'OUTAGE') throw error;
        // One for all: each lead's own workflow meets it alone, and says so where it is that lead's.
        deps.log.warn({ err: error, orgId, leads: leadIds.length }, 'leads could not be settled together');
        return leadIds.map(() => null);
      }
    },
  );
  return (orgId, leadId) => joined.do(orgId, leadId);
}
