import { DomainError } from '../../engine/error.js';
import type { ClockDefinition, LadderWindow, CalendarOf } from '../flow/definition.js';
import type { Calendar } from '../../engine/calendars/calendar.js';
import { zoneOfLead } from './lead-zone.js';
import type { FoundCalendar } from '../../engine/sla/plan.js';
import type { ClockCalendar, ClockState } from '../../engine/sla/clock.js';
import type { InstantMs } from '../../engine/time/instant.js';
import type { LeadState } from '../lead/state.js';
import { needed, type SettlementContext } from '../lead/draft.js';

/** What of a lead and its surroundings decides over the instants of its clocks. A draft is one. */
export interface Planned {
  lead: Pick<LeadState, 'flow' | 'teamId' | 'ownerId' | 'timeZone' | 'country' | 'attributes'>;
  context: Pick<SettlementContext, 'calendars' | 'people'>;
}

/** The calendar in which a clock that has started counts; null: elapsed time. */
export const calendarIdOf = (
  { target }: Pick<ClockDefinition, 'target'>,
  { calendar }: Pick<ClockState, 'calendar'>,
): string | null => (target.time === 'ELAPSED' ? null : (target.calendarId ?? calendar?.id ?? null));

/**
 * The calendar in which a clock of this lead counts. One that runs keeps the calendar that it started with, whoever owns
 * the lead since.
 * @returns null: elapsed time.
 * @throws DomainError when there is no such calendar.
 */
export function calendarOfClock(
  draft: Planned,
  { target }: Pick<ClockDefinition, 'target'>,
  clock: Pick<ClockState, 'startedAtMs' | 'calendar'>,
): FoundCalendar | null {
  if (target.time === 'ELAPSED') return null;
  if (target.calendarOf === undefined) return { calendar: existing(draft, target.calendarId), kept: null };
  const kept = clock.calendar ?? whose(draft, target.calendarOf, clock.startedAtMs);
  const calendar = existing(draft, kept.id);
  return {
    kept,
    calendar: kept.timeZone === null ? calendar : calendar.inZone(kept.timeZone),
    words: WHOSE[kept.of as CalendarOf],
  };
}

/** The calendar of a step's window; null: nobody has one there, and the step stays where it is. */
export function calendarOfWindow(draft: Planned, window: LadderWindow): Calendar | null {
  const id = 'calendarId' in window ? window.calendarId : idOfWindow(draft, window.calendarOf);
  return (id === undefined ? undefined : needed(draft.context.calendars).get(id)) ?? null;
}

/** A rep without a calendar is at work at any hour: unlike a clock, a window then asks nobody else's. */
function idOfWindow(draft: Planned, of: Exclude<CalendarOf, 'LEAD'>): string | undefined {
  if (of === 'OWNER') return ownersId(draft);
  return (of === 'TEAM' ? teamsId(draft) : undefined) ?? flowsId(draft);
}

function existing(draft: Planned, id: string | undefined): Calendar {
  const calendar = needed(draft.context.calendars).get(id ?? '');
  if (!calendar) throw new DomainError(`calendar ${id ?? '(none)'} does not exist any more`);
  return calendar;
}

const flowsId = ({ lead }: Planned): string | undefined => lead.flow?.definition.calendarId;

const teamsId = ({ lead, context }: Planned): string | undefined =>
  lead.teamId === null ? undefined : needed(context.people).teamCalendarIds.get(lead.teamId);

const ownersId = ({ lead, context }: Planned): string | undefined =>
  lead.ownerId === null ? undefined : (needed(context.people).users.get(lead.ownerId)?.calendarId ?? undefined);

/** The owner's, where they have none the team's, where that has none the flow's. */
function whose(draft: Planned, of: CalendarOf, atMs: InstantMs): ClockCalendar {
  const owners = of === 'OWNER' ? ownersId(draft) : undefined;
  if (owners !== undefined) return { id: owners, of: 'OWNER', timeZone: null };
  const teams = of === 'OWNER' || of === 'TEAM' ? teamsId(draft) : undefined;
  if (teams !== undefined) return { id: teams, of: 'TEAM', timeZone: null };
  const flows = flowsId(draft);
  if (flows === undefined) throw new DomainError(WITHOUT[of]);
  const timeZone = of === 'LEAD' ? zoneOfLead(draft.lead, atMs) : null;
  return { id: flows, of: timeZone === null ? 'FLOW' : 'LEAD', timeZone };
}

const WHOSE: Record<CalendarOf, string> = {
  FLOW: "the flow's calendar",
  TEAM: "the team's calendar",
  OWNER: "the owner's calendar",
  LEAD: "the flow's hours in the lead's zone",
};

const WITHOUT: Record<CalendarOf, string> = {
  FLOW: 'the flow has no calendar',
  TEAM: 'neither the team nor the flow has a calendar',
  OWNER: 'neither the owner nor the team nor the flow has a calendar',
  LEAD: 'the flow has no calendar',
};
