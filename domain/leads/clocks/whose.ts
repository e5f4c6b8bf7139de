import type { ClockState } from '../../engine/sla/clock.js';
import type { AssignmentState, LeadState } from '../lead/state.js';

/*
 * Whose a verdict is. Nothing of it is stored: the lead's assignments say who held it when, and the clock when it was
 * decided. In SQL: `holderOf` and `rescuerOf` of db/leads/predicates.ts.
 */

type Held = Pick<LeadState, 'assignments'>;

/**
 * Under which assignment a clock was decided: whoever held the lead when its deadline came, or when the contact was made
 * that met it in time. Who gets the lead at the very deadline did not hold it until then. A contact from before the lead
 * had an owner is that of the owner who got it before the deadline.
 * @returns null: nobody held it, or the clock is not decided
 */
export function holderOf({ assignments }: Held, clock: ClockState): AssignmentState | null {
  const { status, metAtMs, deadlineAtMs } = clock;
  const decidedAtMs = status === 'MET' ? metAtMs : status === 'BREACHED' ? deadlineAtMs : null;
  if (decidedAtMs === null) return null;
  const untilMs = deadlineAtMs ?? Infinity;
  return (
    assignments.find(
      ({ assignedAtMs, endedAtMs }) => assignedAtMs < untilMs && (endedAtMs === null || endedAtMs >= decidedAtMs),
    ) ?? null
  );
}

/**
 * Who took over a lead whose clock had been breached under somebody else, or nobody, and held it when the person was
 * reached after all: «met late, taken over».
 * @returns null: it was not met, or by whoever held it at the deadline
 */
export function rescuerOf(lead: Held, clock: ClockState): string | null {
  const { status, metAtMs } = clock;
  if (status !== 'BREACHED' || metAtMs === null) return null;
  const held = lead.assignments.findLast(
    ({ assignedAtMs, endedAtMs }) => assignedAtMs <= metAtMs && (endedAtMs === null || endedAtMs >= metAtMs),
  );
  return held && held.ownerId !== holderOf(lead, clock)?.ownerId ? held.ownerId : null;
}

/** Who held the lead when a clock of it was breached, each once; null: nobody did. */
export const breachHolders = (lead: Held & Pick<LeadState, 'clocks'>): (string | null)[] => [
  ...new Set(
    lead.clocks.filter(({ status }) => status === 'BREACHED').map((clock) => holderOf(lead, clock)?.ownerId ?? null),
  ),
];
