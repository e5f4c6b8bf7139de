import type { Calendar } from '../../engine/calendars/calendar.js';
import { LONGEST_SHIFT_MS, OFF_SHIFT, shiftAt, type Shift } from '../../engine/routing/shift.js';
import type { InstantMs } from '../../engine/time/instant.js';
import type { UserStatus } from '../people/user-status.js';
import type { AbsenceSpan } from './absence.js';

/** Whether somebody can work now, and if not, why: `BUSY` they said so themselves, `AWAY` until further notice. */
export const AVAILABILITIES = ['AT_WORK', 'BUSY', 'OFF_SHIFT', 'TIME_OFF', 'AWAY', 'INACTIVE'] as const;

export interface Availability {
  now: (typeof AVAILABILITIES)[number];
  /** When they work next; null: they work now, or nobody knows. */
  backAtMs: InstantMs | null;
  /** When their present shift ends, within a day; null: no end is near, or they do not work now. */
  untilMs: InstantMs | null;
}

/** What there is to know of somebody's hours. */
export interface Worker {
  status: UserStatus;
  /** Null: at work at any hour. `GONE`: their calendar is not there any more, so their hours are not known. */
  calendar: Pick<Calendar, 'isOpen' | 'piecesFrom' | 'nextOpen'> | null | 'GONE';
  /** Time off and deactivations that are not over. */
  absences: readonly AbsenceSpan[];
  /** They said that they have no time before. */
  busyUntilMs: InstantMs | null;
}

/** Whether somebody works now, by the same words as routing: their status, their time off, their own hours. */
export function availabilityOf(worker: Worker, nowMs: InstantMs): Availability {
  const { status, calendar, absences, busyUntilMs } = worker;
  if (status !== 'ACTIVE') return { now: status, backAtMs: null, untilMs: null };
  const isOff = covering(absences, nowMs) !== undefined;
  const ahead = absences.map(({ fromMs }) => fromMs).filter((fromMs) => fromMs > nowMs);
  const shift =
    calendar === 'GONE' ? OFF_SHIFT : shiftAt(calendar, nowMs, ahead.length > 0 ? Math.min(...ahead) : null);
  const isOpen = shift.atWork;
  if (!isOff && isOpen && (busyUntilMs === null || busyUntilMs <= nowMs))
    return { now: 'AT_WORK', backAtMs: null, untilMs: endOf(shift, nowMs) };
  const now = isOff ? 'TIME_OFF' : isOpen ? 'BUSY' : 'OFF_SHIFT';
  return { now, backAtMs: nextWork(worker, Math.max(nowMs, busyUntilMs ?? nowMs)), untilMs: null };
}

/** Of a shift that goes on for a day or longer no end is said. */
const endOf = ({ shiftLeftMs }: Shift, nowMs: InstantMs): InstantMs | null =>
  shiftLeftMs === null || shiftLeftMs >= LONGEST_SHIFT_MS ? null : nowMs + shiftLeftMs;

/** The first instant from one on at which they work; null: none is known. */
function nextWork({ calendar, absences }: Worker, fromMs: InstantMs): InstantMs | null {
  if (calendar === 'GONE') return null;
  let atMs = fromMs;
  // Each turn leaves an absence behind or ends.
  for (let turns = 0; turns <= absences.length; turns += 1) {
    const openMs = calendar === null ? atMs : calendar.nextOpen(atMs);
    if (openMs === null) return null;
    const off = covering(absences, openMs);
    if (!off) return openMs;
    if (off.toMs === null) return null;
    atMs = off.toMs;
  }
  return null;
}

const covering = (absences: readonly AbsenceSpan[], atMs: InstantMs): AbsenceSpan | undefined =>
  absences.find(({ fromMs, toMs }) => fromMs <= atMs && (toMs === null || atMs < toMs));

/** Whether somebody does nothing for a lead before an instant. */
export const isBackAfter = ({ now, backAtMs }: Pick<Availability, 'now' | 'backAtMs'>, atMs: InstantMs): boolean =>
  now !== 'AT_WORK' && (backAtMs === null || backAtMs > atMs);
