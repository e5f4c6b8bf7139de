import { REMINDER_SHARE } from '../desk.js';

/** Below this the timers of the system say nothing any more. */
const SHORTEST_TARGET_MS = 20;

/**
 * File time made short: `speed` file seconds in one real second. Rounding to milliseconds never carries a contact over
 * the target or over the reminder: what was in time by the file is in time here, what was late is late.
 */
export interface Compression {
  speed: number;
  targetMs: number;
  /** The target as the flow has it, in whole milliseconds of real time. */
  realTargetMs: number;
  /** A duration that decides nothing, such as from one lead to the next. */
  real: (fileMs: number) => number;
  /** How long after its lead a contact is to happen, in real time. One before its lead counts as at once. */
  contactDelay: (fileMs: number) => number;
}

/** @throws RangeError when the target would become too short to be measured. */
export function compression(speed: number, targetMs: number): Compression {
  const realTargetMs = Math.round(targetMs / speed);
  if (realTargetMs < SHORTEST_TARGET_MS) {
    const most = Math.floor(targetMs / SHORTEST_TARGET_MS);
    throw new RangeError(`At speed ${speed} the target is ${realTargetMs} ms: use a speed of at most ${most}.`);
  }
  // As the scheduler rounds a share.
  const realReminderMs = Math.round(REMINDER_SHARE * realTargetMs);
  return {
    speed,
    targetMs,
    realTargetMs,
    real: (fileMs) => fileMs / speed,
    contactDelay(fileMs) {
      const delay = Math.max(0, fileMs);
      if (delay > targetMs) return Math.max(Math.ceil(delay / speed), realTargetMs + 1);
      const floor = Math.min(Math.floor(delay / speed), realTargetMs);
      // A reminder that is due at the very instant of the contact fires before it.
      return delay >= REMINDER_SHARE * targetMs ? Math.max(floor, realReminderMs) : Math.min(floor, realReminderMs - 1);
    },
  };
}
