import type { Calendar } from '../../engine/calendars/calendar.js';
import { OFF_SHIFT, shiftAt } from '../../engine/routing/shift.js';
import type { Candidate } from '../../engine/routing/types.js';
import type { InstantMs } from '../../engine/time/instant.js';
import type { UserStatus } from '../../platform/people/user-status.js';
import type { People } from './draft.js';

type Calendars = ReadonlyMap<string, Calendar>;

/** A rep as the rows have them. */
export type CandidateHours = Omit<Candidate, 'atWork' | 'shiftLeftMs'> & {
  calendarId: string | null;
  /** When their next time off begins. */
  offFromMs: InstantMs | null;
};

/** Who is at work at an instant, and whose calendars count. */
export function peopleAt(
  rows: {
    users: readonly { id: string; status: UserStatus; calendarId: string | null; onTimeOff: boolean }[];
    teams: readonly { id: string; calendarId: string }[];
  },
  calendars: Calendars,
  atMs: InstantMs,
): People {
  return {
    users: new Map(
      rows.users.map(({ id, onTimeOff, ...person }) => {
        const { status, calendarId } = person;
        const inHours = calendarId === null || (calendars.get(calendarId)?.isOpen(atMs) ?? false);
        return [id, { ...person, atWork: status === 'ACTIVE' && !onTimeOff && inHours }];
      }),
    ),
    teamCalendarIds: new Map(rows.teams.map(({ id, calendarId }) => [id, calendarId])),
  };
}

/** A rep as routing sees them at an instant. A calendar that is not there any more has no hours. @param calendars null: none are known */
export function candidateAt(
  { calendarId, offFromMs, ...row }: CandidateHours,
  calendars: Calendars | null,
  atMs: InstantMs,
): Candidate {
  const hours = calendarId === null ? null : calendars?.get(calendarId);
  return { ...row, ...(hours === undefined ? OFF_SHIFT : shiftAt(hours, atMs, offFromMs)) };
}
