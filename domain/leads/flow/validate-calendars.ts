import { teamsOf } from '../../engine/routing/attempts.js';
import type { CalendarOf, ClockTarget, FlowDefinition } from './definition.js';
import { calendarProblem, type FlowContext } from './flow-context.js';
import type { Report } from '../../engine/conditions/check.js';

/** What decides whose calendar there is: the flow, and what there is in the org. */
export interface FlowCalendars {
  definition: FlowDefinition;
  context: FlowContext;
}

/** Why nobody could say when this is working time; null: somebody always can. */
export function calendarOfProblem(of: CalendarOf, { definition, context }: FlowCalendars): string | null {
  // One that is unfit is told where the flow names it.
  if (definition.calendarId !== undefined) return null;
  if (of === 'FLOW' || of === 'LEAD') return 'The flow has no calendar: give it a calendarId.';
  // Unknown teams are told where they are named.
  const without = teamsOf(definition.routing).filter((id) => context.teams.get(id)?.hasCalendar === false);
  if (without.length === 0) return null;
  const whose = of === 'OWNER' ? 'An owner can be without a calendar, and then so can be' : 'Without a calendar:';
  return `${whose} team ${without.join(', ')}. Give the flow a calendarId to fall back on, or each team a calendar.`;
}

/** Business time must be able to say in whose calendar it counts. */
export function checkTargetCalendar(target: ClockTarget, path: string, flow: FlowCalendars, report: Report): void {
  const { time, calendarId, calendarOf } = target;
  if (time === 'BUSINESS' && calendarId === undefined && calendarOf === undefined) {
    report(`${path}.calendarId`, 'Business time needs a calendar: a calendarId, or calendarOf.');
  }
  if (calendarId !== undefined) {
    const problem = calendarProblem(calendarId, flow.context);
    if (problem !== null) report(`${path}.calendarId`, problem);
  }
  if (calendarOf === undefined) return;
  if (time === 'ELAPSED')
    report(`${path}.calendarOf`, 'Elapsed time has no calendar: leave this out, or use BUSINESS.');
  else if (calendarId !== undefined) report(`${path}.calendarOf`, 'Give calendarId or calendarOf, not both.');
  else {
    const problem = calendarOfProblem(calendarOf, flow);
    if (problem !== null) report(`${path}.calendarOf`, problem);
  }
}
