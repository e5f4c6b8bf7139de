import type { Database } from '../db/client.js';
import { flowDefinitions, loadLeads } from '../db/leads/queries/settlement/lead-state.js';
import { leadsWithRunningClocks, requestRecount } from '../db/leads/queries/settlement/recount.js';
import { ZONES_VERSION } from '../domain/engine/calendars/zone-data.js';
import { recountsOf, type Recount } from '../domain/leads/clocks/recount.js';
import { Draft } from '../domain/leads/lead/draft.js';
import { loadPeople } from './people.js';
import { loadCalendars } from './settle.js';

/** A clock that a recount would change. */
export interface LeadRecount extends Recount {
  leadId: string;
}

const BATCH = 500;
const REASON = `the time zones are ${ZONES_VERSION} now`;

/**
 * The running clocks of an org whose deadline today's zones would make another, in batches. Calendars never change, and a
 * clock keeps the one it started with: it can only be the zones.
 * @param apply asks for those to be counted anew, batch by batch; their settlements do it, and look again
 */
export async function* recountsOfOrg(
  db: Database,
  orgId: string,
  { nowMs, apply }: { nowMs: number; apply: boolean },
): AsyncGenerator<LeadRecount[], void, undefined> {
  for (let after: string | null = null; ;) {
    const { last, found } = await db.inOrg(orgId, async (tx) => {
      const leadIds = await leadsWithRunningClocks(tx, after, BATCH);
      const leads = await loadLeads(tx, leadIds);
      const definitionOf = await flowDefinitions(
        tx,
        leads.flatMap(({ flowRef }) => flowRef ?? []),
      );
      const calendars = await loadCalendars(tx);
      const people = await loadPeople(tx, calendars, nowMs);
      const recounts = leads.flatMap(({ state, flowRef }): LeadRecount[] => {
        if (flowRef) state.flow = { ...flowRef, definition: definitionOf(flowRef) };
        const draft = new Draft(state, {
          nowMs,
          newId: () => '',
          activeFlows: [],
          calendars,
          people,
          candidates: null,
          samePerson: null,
          nameOf: (userId) => userId,
        });
        return recountsOf(draft).map((recount) => ({ ...recount, leadId: state.id }));
      });
      if (apply) await requestRecount(tx, [...new Set(recounts.map(({ leadId }) => leadId))], REASON);
      return { last: leadIds.length < BATCH ? null : leadIds.at(-1)!, found: recounts };
    });
    if (found.length > 0) yield found;
    if (last === null) return;
    after = last;
  }
}
