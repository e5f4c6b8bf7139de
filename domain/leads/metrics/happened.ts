import type { Draft } from '../lead/draft.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { added, bucketOf, seriesOf, sumOf, type Amounts } from '../../platform/metrics/family.js';
import { LATENESS, type Counted } from './families.js';

type Told = Draft['changes']['audit'][number];

/** What an entry of the lead's own timeline adds to the counters. */
function countOf({ action, after }: Told): Amounts<Counted> {
  const said = (name: string): string => String(after?.[name]);
  switch (action) {
    case 'lead.qualified':
      return { leads_qualified_total: 1 };
    case 'lead.unqualified':
      return { leads_unqualified_total: 1 };
    case 'lead.assigned':
      return { [seriesOf('leads_assigned_total', { mode: said('mode') })]: 1 };
    case 'lead.unrouted':
      return { leads_unrouted_total: 1 };
    case 'lead.closed':
    case 'lead.attached':
      return { [seriesOf('leads_closed_total', { outcome: said('outcome') })]: 1 };
    case 'lead.reopened':
      return { leads_reopened_total: 1 };
    case 'sla.met':
      return { [seriesOf('sla_clocks_met_total', { late: said('late') })]: 1 };
    case 'sla.breached':
      return { sla_clocks_breached_total: 1 };
    case 'sla.corrected':
      return { sla_clocks_corrected_total: 1 };
    default:
      return {};
  }
}

/**
 * What a settlement adds to the counters: what it changed of the lead, and nothing where it changed nothing. Written in
 * its transaction, so that a retry, which finds nothing left to do, counts nothing twice.
 */
export function happened({ lead, wasContacted, changes }: Draft): Amounts<Counted> {
  const steps = changes.escalations.map(({ action, overtaken }): Amounts<Counted> => ({
    [seriesOf('escalations_total', { action, overtaken: String(overtaken) })]: 1,
  }));
  const contacted: Amounts<Counted> = { leads_contacted_total: lead.contactedAtMs !== null && !wasContacted ? 1 : 0 };
  return added([...changes.audit.map(countOf), ...steps, contacted]);
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
