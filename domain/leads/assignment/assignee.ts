import { isBackAfter, type Availability } from '../../platform/absence/availability.js';
import type { InstantMs } from '../../engine/time/instant.js';

/** Somebody who could be given a lead by hand. */
export interface Assignee {
  name: string;
  /** Routing gives leads to reps only. */
  isRep: boolean;
  availability: Pick<Availability, 'now' | 'backAtMs'>;
  load: number;
  capacity: number;
}

/** Of the capacity, 0 to 1; nothing in hand is 0 whatever the capacity is. */
export const shareOf = ({ load, capacity }: Pick<Assignee, 'load' | 'capacity'>): number =>
  load <= 0 ? 0 : capacity <= 0 ? 1 : Math.min(1, load / capacity);

const rankOf = ({ isRep, availability: { now } }: Assignee): number =>
  now === 'AT_WORK' ? (isRep ? 0 : 1) : now === 'INACTIVE' ? 3 : 2;

/** Who can work stands first, reps before others and the most room before less; then who is back soonest; last who cannot be given any. */
export function compareAssignees(a: Assignee, b: Assignee): number {
  const [back, other] = [a, b].map(({ availability: { now, backAtMs } }) =>
    now === 'AT_WORK' ? 0 : (backAtMs ?? Number.MAX_SAFE_INTEGER),
  ) as [number, number];
  return rankOf(a) - rankOf(b) || back - other || shareOf(a) - shareOf(b) || a.name.localeCompare(b.name);
}

/** Whether a lead's next deadline passes before its new owner works. @param deadlineAtMs null: none is open */
export const wouldBeLate = (
  availability: Pick<Availability, 'now' | 'backAtMs'>,
  deadlineAtMs: InstantMs | null,
  nowMs: InstantMs,
): boolean => deadlineAtMs !== null && deadlineAtMs > nowMs && isBackAfter(availability, deadlineAtMs);
