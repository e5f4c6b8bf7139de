import type { Goal } from '../domain/lead/settle.js';
import type { LeadView } from '../domain/lead/view.js';
import { settleLeads, type SettleDeps } from './settle.js';

/** Which lead, and the workflow's now (epoch milliseconds). */
export interface LeadRef {
  orgId: string;
  leadId: string;
  nowMs: number;
}

export interface LeadActivities {
  /** Scores the lead: `QUALIFIED`, `UNQUALIFIED`, or `UNROUTED` when no flow takes it. */
  qualifyLead(ref: LeadRef): Promise<LeadView>;
  /** Routes it: `ASSIGNED` or `UNROUTED`. */
  routeLead(ref: LeadRef): Promise<LeadView>;
  /** Starts its clocks and settles what is due already. */
  startClocks(ref: LeadRef): Promise<LeadView>;
  /** Settles what came in and what is due. */
  settleLead(ref: LeadRef): Promise<LeadView>;
}

/** The lead workflow's activities. All are the one settlement, each up to its goal: a retry finds nothing left to do. */
export function leadActivities(deps: SettleDeps): LeadActivities {
  const upTo =
    (goal: Goal) =>
    async (ref: LeadRef): Promise<LeadView> => {
      const options = { goal, skipLocked: false, atLeastMs: ref.nowMs };
      const { views } = await settleLeads(deps, ref.orgId, [ref.leadId], options);
      if (!views[0]) throw new Error(`lead ${ref.leadId} has no row`);
      return views[0];
    };
  return {
    qualifyLead: upTo('QUALIFIED'),
    routeLead: upTo('ROUTED'),
    startClocks: upTo('SETTLED'),
    settleLead: upTo('SETTLED'),
  };
}
