import type { Calendar } from '../../../../domain/engine/calendars/calendar.js';
import { ZONES_VERSION } from '../../../../domain/engine/calendars/zone-data.js';
import { recountsOf, type Recount } from '../../../../domain/leads/clocks/recount.js';
import { Draft, type People } from '../../../../domain/leads/lead/draft.js';
import type { OrgTransaction } from '../../../client.js';
import { loadLeads } from './lead-state.js';

/** Why clocks are counted anew whose zone changed, for their timeline. */
export const ZONES_CHANGED = `the time zones are ${ZONES_VERSION} now`;

/** A clock that a recount would change. */
export interface LeadRecount extends Recount {
  leadId: string;
  startedAtMs: number;
}

/** What clocks are counted by. */
export interface CountedBy {
  nowMs: number;
  calendars: ReadonlyMap<string, Calendar>;
  people: People;
  /** Until when clocks started that may count by earlier hours, by their calendar (`olderHours`). */
  olderHoursUntilMs: Record<string, number>;
}

/** The running clocks of leads whose deadline today's zones would make another. Nothing is changed. */
export async function recountsOfLeads(
  tx: OrgTransaction,
  leadIds: string[],
  { nowMs, calendars, people, olderHoursUntilMs }: CountedBy,
): Promise<LeadRecount[]> {
  const leads = await loadLeads(tx, leadIds);
  return leads.flatMap(({ state }): LeadRecount[] => {
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
    return recountsOf(draft, { olderHoursUntilMs }).map((recount) => {
      const of = ({ key, cycle }: (typeof state.clocks)[number]) => key === recount.clockKey && cycle === recount.cycle;
      return { ...recount, leadId: state.id, startedAtMs: state.clocks.find(of)!.startedAtMs };
    });
  });
}
