import type { AssigneeRow } from '../../../db/leads/queries/assignees.js';
import { compileCalendar, type Calendar } from '../../../domain/engine/calendars/calendar.js';
import { compareAssignees, shareOf, type Assignee } from '../../../domain/leads/assignment/assignee.js';
import { availabilityOf, type Availability } from '../../../domain/platform/absence/availability.js';
import { ROUTED_ROLES } from '../../../domain/platform/access/roles.js';
import { isoMsOrNull } from '../../http/contract.js';

/** Somebody who could be given a lead, with whether they work now. */
export type WithAvailability = AssigneeRow & Assignee & { availability: Availability };

/** Of each whether they work now; people often share a calendar. */
export function withAvailability(rows: readonly AssigneeRow[], nowMs: number): WithAvailability[] {
  const compiled = new Map<string, Calendar>();
  return rows.map((row) => {
    const { calendarId, calendar: definition } = row;
    const known = calendarId === null ? null : compiled.get(calendarId);
    const calendar = known ?? (definition === null ? null : compileCalendar(definition));
    if (calendarId !== null && calendar) compiled.set(calendarId, calendar);
    const hours = calendarId !== null && calendar === null ? 'GONE' : calendar;
    return {
      ...row,
      isRep: ROUTED_ROLES.includes(row.role),
      availability: availabilityOf({ ...row, calendar: hours }, nowMs),
    };
  });
}

export const availabilityView = ({ now, backAtMs, untilMs }: Availability) => ({
  now,
  backAt: isoMsOrNull(backAtMs),
  until: isoMsOrNull(untilMs),
});

/** In the order in which they should be asked. */
export const assigneesOf = (people: readonly WithAvailability[]) =>
  people.toSorted(compareAssignees).map((one) => ({
    id: one.id,
    name: one.name,
    isRep: one.isRep,
    status: one.status,
    openLeads: one.openLeads,
    load: one.load,
    capacity: one.capacity,
    share: shareOf(one),
    availability: availabilityView(one.availability),
  }));
