import type { Goal } from '../../domain/leads/settlement/settle.js';
import type { LeadStatus } from '../../domain/leads/vocabulary/status.js';
import { settledView, type SettledView } from '../../domain/leads/view/settled-view.js';
import { joinSettlements, LeadGone } from '../../settlement/join.js';
import { NotSettled } from '../../settlement/settle-each.js';
import type { SettleDeps } from '../../settlement/settle.js';
import { failingForGood } from '../for-good.js';

/** Which lead, and the workflow's now (epoch milliseconds). */
export interface LeadRef {
  orgId: string;
  leadId: string;
  nowMs: number;
}

/** What a step in between leaves in the history: few words, as the next step reads the rows. */
export type StepResult = { open: true; status: LeadStatus } | (SettledView & { open: false });

export interface LeadDeps extends SettleDeps {
  /** Origin under which people reach the dashboard. */
  publicUrl: string;
}

export interface LeadActivities {
  /** Scores and routes the lead, starts its clocks and settles what came in and what is due already. */
  beginLead: (ref: LeadRef) => Promise<SettledView>;
  /** Settles what came in and what is due. */
  settleLead: (ref: LeadRef) => Promise<SettledView>;

  // A lead used to begin by three steps: what histories of then ask for.
  /** Scores it: `QUALIFIED`, `UNQUALIFIED`, or `UNROUTED` when no flow takes it. */
  qualifyLead: (ref: LeadRef) => Promise<StepResult>;
  /** Routes it: `ASSIGNED` or `UNROUTED`. */
  routeLead: (ref: LeadRef) => Promise<StepResult>;
  /** Starts its clocks and settles what is due already. */
  startClocks: (ref: LeadRef) => Promise<SettledView>;
}

/** The lead workflow's activities. All are the one settlement, each up to its goal: a retry finds nothing left to do. */
export function leadActivities(deps: LeadDeps): LeadActivities {
  const settle = joinSettlements(deps);
  const upTo =
    (goal: Goal) =>
    async (ref: LeadRef): Promise<SettledView> => {
      const { orgId, leadId, nowMs } = ref;
      const view = await failingForGood([NotSettled, LeadGone], () => settle(orgId, leadId, goal, nowMs));
      return settledView(view, deps.publicUrl, deps.clock());
    };
  const step =
    (goal: Goal) =>
    async (ref: LeadRef): Promise<StepResult> => {
      const { open, ...view } = await upTo(goal)(ref);
      return open ? { open, status: view.status } : { open, ...view };
    };
  return {
    beginLead: upTo('SETTLED'),
    settleLead: upTo('SETTLED'),
    qualifyLead: step('QUALIFIED'),
    routeLead: step('ROUTED'),
    startClocks: upTo('SETTLED'),
  };
}
