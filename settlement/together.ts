import { faultOf } from '../db/faults.js';
import type { LeadView } from '../domain/leads/view/view.js';
import { settleLeads, type SettleDeps, type SettleOptions } from './settle.js';

/**
 * Settles an org's leads in one transaction. What one of them fails by, it meets again alone.
 * @param leadIds in any order, the same one perhaps more than once
 * @returns the view of each in their order; null for one that must be settled by itself
 * @throws what meets everybody, e.g. that Postgres is away: alone they would only meet it one after the other
 */
export async function settleTogether(
  deps: SettleDeps,
  orgId: string,
  leadIds: readonly string[],
  options: Pick<SettleOptions, 'goal' | 'skipLocked' | 'atLeastMs'>,
): Promise<(LeadView | null)[]> {
  try {
    const { views } = await settleLeads(deps, orgId, [...new Set(leadIds)], options);
    const viewOf = new Map(views.map((view) => [view.leadId, view]));
    return leadIds.map((leadId) => viewOf.get(leadId) ?? null);
  } catch (error) {
    if (faultOf(error) === 'OUTAGE') throw error;
    deps.log.warn({ err: error, orgId, leads: leadIds.length }, 'leads could not be settled together');
    return leadIds.map(() => null);
  }
}
