import type { Family } from '../../platform/metrics/family.js';
import type { PLATFORM_FAMILIES } from '../../platform/metrics/families.js';
import { ASSIGNMENT_MODES } from '../../engine/routing/types.js';
import { APPROVAL_OUTCOMES } from '../vocabulary/approvals.js';
import { ESCALATION_ACTIONS } from '../vocabulary/escalations.js';
import { OUTCOMES } from '../vocabulary/outcomes.js';

const YES_OR_NO = ['false', 'true'] as const;

/** How late settlements were. */
export const LATENESS = {
  name: 'settlement_lateness_seconds',
  type: 'histogram',
  help: 'How long after it was due an instant of a lead was settled: an at-risk, a breach, a step, the end of a pause, an offer or an approval.',
  bounds: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
} as const satisfies Family;

/** What is counted of leads, over all orgs. docs/metrics.md says when to worry. */
export const LEAD_FAMILIES = [
  { name: 'leads_received_total', type: 'counter', help: 'Leads that were taken in; one sent again is no second.' },
  { name: 'leads_qualified_total', type: 'counter', help: 'Leads whose score is above the threshold of their flow.' },
  { name: 'leads_unqualified_total', type: 'counter', help: 'Leads whose score is not.' },
  {
    name: 'leads_assigned_total',
    type: 'counter',
    help: 'Assignments of leads to reps, each reassignment too, by mode.',
    labels: { mode: ASSIGNMENT_MODES },
  },
  { name: 'leads_unrouted_total', type: 'counter', help: 'Times that nobody could take a lead.' },
  {
    name: 'approvals_total',
    type: 'counter',
    help: 'Approvals that ended, by what they came to.',
    labels: { outcome: APPROVAL_OUTCOMES },
  },
  { name: 'leads_contacted_total', type: 'counter', help: 'Leads with a first contact.' },
  {
    name: 'leads_closed_total',
    type: 'counter',
    help: 'Times that a lead was closed, by outcome.',
    labels: { outcome: OUTCOMES },
  },
  { name: 'leads_reopened_total', type: 'counter', help: 'Times that a lead was reopened.' },
  {
    name: 'sla_clocks_met_total',
    type: 'counter',
    help: 'Clocks that were met, by whether it was late.',
    labels: { late: YES_OR_NO },
  },
  { name: 'sla_clocks_breached_total', type: 'counter', help: 'Clocks that were breached, corrected since or not.' },
  {
    name: 'sla_clocks_corrected_total',
    type: 'counter',
    help: 'Breaches that became met by a proof that had happened in time.',
  },
  {
    name: 'escalations_total',
    type: 'counter',
    help: 'Steps of ladders that fired, by action, and by whether something had overtaken them.',
    labels: { action: ESCALATION_ACTIONS, overtaken: YES_OR_NO },
  },
  LATENESS,
  { name: 'intake_dead_letters', type: 'gauge', help: 'Deliveries that became no lead and that nobody decided on.' },
  { name: 'intake_dead_letters_total', type: 'counter', help: 'Deliveries that could not become a lead.' },
  {
    name: 'backlog_settled_total',
    type: 'counter',
    help: 'Leads that were begun, or whose proofs and commands were applied, in bulk.',
  },
  { name: 'herd_settled_total', type: 'counter', help: 'Leads that the herd helper settled.' },
  {
    name: 'understudy_settled_total',
    type: 'counter',
    help: 'Leads that were due, came in or were told of something while Temporal was away, and were settled without it.',
  },
  {
    name: 'understudy_absences_total',
    type: 'counter',
    help: 'Absences whose leads were planned anew while Temporal was away, without it.',
  },
  {
    name: 'leads_not_settled_total',
    type: 'counter',
    help: 'Work items `NOT_SETTLED`: leads that could not be settled.',
  },
  { name: 'sweep_settled_total', type: 'counter', help: 'Leads that the sweep had to settle.' },
  { name: 'sweep_restarted_total', type: 'counter', help: 'Leads whose workflow the sweep had started again.' },
  { name: 'sweep_absences_total', type: 'counter', help: 'Absences whose workflow the sweep had to ring.' },
  {
    name: 'rollup_drift_total',
    type: 'counter',
    help: 'Counts of the Control Tower that were wrong and were repaired.',
  },
] as const satisfies readonly Family[];

/** Everything that can be counted where leads are settled and swept: another name does not compile. */
export type Counted = (typeof LEAD_FAMILIES | typeof PLATFORM_FAMILIES)[number]['name'];
