import type { LeadAuditAction } from '../audit/actions.js';
import type { Draft } from '../lead/draft.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { added, bucketOf, seriesOf, sumOf, type Amounts } from '../../platform/metrics/family.js';
import { LATENESS, type Counted } from './families.js';

type Said = (name: string) => string;

const once =
  (name: Counted): (() => Amounts<Counted>) =>
  () => ({ [name]: 1 });
/** @param label the counter's, and the member of the entry that says its value */
const by =
  (name: Counted, label: string): ((said: Said) => Amounts<Counted>) =>
  (said) => ({ [seriesOf(name, { [label]: said(label) })]: 1 });

const approval =
  (outcome: string): (() => Amounts<Counted>) =>
  () => ({ [seriesOf('approvals_total', { outcome })]: 1 });

/** What an entry of the lead's own timeline adds to the counters. */
const COUNTED: Partial<Record<LeadAuditAction, (said: Said) => Amounts<Counted>>> = {
  'lead.qualified': once('leads_qualified_total'),
  'lead.unqualified': once('leads_unqualified_total'),
  'lead.assigned': by('leads_assigned_total', 'mode'),
  'lead.unrouted': once('leads_unrouted_total'),
  'lead.approved': approval('APPROVED'),
  'lead.approval_declined': approval('DECLINED'),
  'lead.approval_lapsed': approval('LAPSED'),
  'lead.approval_withdrawn': approval('WITHDRAWN'),
  'lead.closed': by('leads_closed_total', 'outcome'),
  // It is closed by that, as a duplicate.
  'lead.attached': by('leads_closed_total', 'outcome'),
  'lead.reopened': once('leads_reopened_total'),
  'sla.met': by('sla_clocks_met_total', 'late'),
  'sla.breached': once('sla_clocks_breached_total'),
  'sla.corrected': once('sla_clocks_corrected_total'),
};

/**
 * What a settlement adds to the counters: what it changed of the lead, and nothing where it changed nothing. Written in
 * its transaction, so that a retry, which finds nothing left to do, counts nothing twice.
 */
export function happened({ lead, wasContacted, changes }: Draft): Amounts<Counted> {
  const steps = changes.escalations.map(({ action, overtaken }): Amounts<Counted> => ({
    [seriesOf('escalations_total', { action, overtaken: String(overtaken) })]: 1,
  }));
  const contacted: Amounts<Counted> = { leads_contacted_total: lead.contactedAtMs !== null && !wasContacted ? 1 : 0 };
  return added([
    ...changes.audit.map(({ action, after }) => COUNTED[action]?.((name) => String(after?.[name])) ?? {}),
    ...steps,
    contacted,
  ]);
}

/** How late instants were settled. @param settledAtMs when it was committed that they were */
export const latenessOf = (dueAtMs: readonly InstantMs[], settledAtMs: InstantMs): Amounts<Counted> =>
  added(
    dueAtMs.map((atMs): Amounts<Counted> => {
      const lateMs = Math.max(0, Math.round(settledAtMs - atMs));
      return {
        [seriesOf(LATENESS.name, { le: bucketOf(LATENESS, lateMs / 1_000) })]: 1,
        [sumOf(LATENESS.name)]: lateMs,
      };
    }),
  );
