import type { OrgTransaction } from '../db/client.js';
import { peopleRows } from '../db/platform/queries/people.js';
import type { LoadedLead } from '../db/leads/queries/settlement/lead-state.js';
import { asksForPeople, plansLater } from '../domain/leads/flow/asks.js';
import type { People } from '../domain/leads/lead/draft.js';
import { peopleAt } from '../domain/leads/lead/people.js';
import type { CommandRequest } from '../domain/leads/lead/state.js';
import { describeNext } from '../domain/leads/view/next.js';
import type { Goal } from '../domain/leads/settlement/settle.js';
import type { Calendar } from '../domain/engine/calendars/calendar.js';

/** Whether a settlement will surely plan clocks or ask about people: then calendars are loaded at once. */
export function willPlan({ state, inputs }: LoadedLead, goal: Goal, nowMs: number): boolean {
  if (goal !== 'SETTLED') return false;
  if (!state.clocksStarted) return true;
  if (state.flow === null) return false;
  if (inputs.some((input) => input.type === 'COMMAND' && countsAnew(input.request))) return true;
  const { definition } = state.flow;
  const next = describeNext(state).filter(({ atMs }) => atMs <= nowMs);
  // Clocks that stood still are planned anew.
  if (next.some(({ what }) => what === 'PAUSE_ENDS')) return true;
  if (inputs.length > 0 && plansLater(definition)) return true;
  return asksForPeople(definition) && next.length > 0;
}

const countsAnew = ({ kind }: CommandRequest): boolean => kind === 'RECOUNT' || kind === 'STAND_STILL';

/** Who is at work now, and whose calendars count. */
export async function loadPeople(
  tx: OrgTransaction,
  calendars: ReadonlyMap<string, Calendar>,
  nowMs: number,
): Promise<People> {
  return peopleAt(await peopleRows(tx, nowMs), calendars, nowMs);
}
