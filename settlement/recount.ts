import type { Database } from '../db/client.js';
import { faultOf } from '../db/faults.js';
import { leadsWithRunningClocks, requestRecount } from '../db/leads/queries/settlement/recount.js';
import { recountsOfLeads, ZONES_CHANGED, type LeadRecount } from '../db/leads/queries/settlement/stale-clocks.js';
import { olderHours } from '../db/platform/queries/calendars.js';
import { loadPeople } from './people.js';
import { loadCalendars } from './settle.js';

export type { LeadRecount };

const BATCH = 500;

/**
 * The running clocks of an org whose deadline today's zones would make another, in batches. Those that count by earlier hours
 * of a calendar, since these were changed for new leads only, are left alone: of the others it can only be the zones.
 * @param apply asks for those to be counted anew, batch by batch; their settlements do it, and look again
 * @param onError told of a lead that cannot be counted: the others are all the same
 */
export async function* recountsOfOrg(
  db: Database,
  orgId: string,
  { nowMs, apply, onError }: { nowMs: number; apply: boolean; onError?: (leadId: string, error: unknown) => void },
): AsyncGenerator<LeadRecount[], void, undefined> {
  for (let after: string | null = null; ;) {
    const leadIds = await db.inOrg(orgId, (tx) => leadsWithRunningClocks(tx, after, BATCH));
    const found = await recountsOfBatch(leadIds);
    if (found.length > 0) yield found;
    if (leadIds.length < BATCH) return;
    after = leadIds.at(-1)!;
  }

  /** Where one of them stops all, each alone. */
  async function recountsOfBatch(leadIds: string[]): Promise<LeadRecount[]> {
    try {
      return await countAnew(leadIds);
    } catch (error) {
      if (faultOf(error) === 'OUTAGE') throw error;
    }
    const found: LeadRecount[] = [];
    for (const leadId of leadIds)
      try {
        found.push(...(await countAnew([leadId])));
      } catch (error) {
        if (faultOf(error) !== 'PERMANENT') throw error;
        onError?.(leadId, error);
      }
    return found;
  }

  function countAnew(leadIds: string[]): Promise<LeadRecount[]> {
    return db.inOrg(orgId, async (tx) => {
      const calendars = await loadCalendars(tx);
      const people = await loadPeople(tx, calendars, nowMs);
      const olderHoursUntilMs = await olderHours(tx);
      const recounts = await recountsOfLeads(tx, leadIds, { nowMs, calendars, people, olderHoursUntilMs });
      const concerned = [...new Set(recounts.map(({ leadId }) => leadId))];
      if (apply) await requestRecount(tx, concerned, { reason: ZONES_CHANGED, olderHoursUntilMs });
      return recounts;
    });
  }
}
