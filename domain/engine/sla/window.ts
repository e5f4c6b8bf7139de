import { parseDuration } from '../time/duration.js';
import type { StepDue } from './clock.js';
import type { TimedStep } from './definition.js';
import type { Calendar } from '../calendars/calendar.js';
import type { InstantMs } from '../time/instant.js';

/** How often a step can repeat. */
export const MOST_REPEATS = 100;

/** The instant itself, or the next working time of the window; without a window, or without working time, itself. */
const moved = (window: Calendar | null, ms: InstantMs): InstantMs => window?.nextOpen(ms) ?? ms;

/**
 * The repeats after a firing. Each counts from the one before as it was moved, so that those of a night do not all
 * come at its end.
 */
function repeatsAfter(
  firedAtMs: InstantMs,
  { every, times }: NonNullable<TimedStep['repeat']>,
  window: Calendar | null,
): InstantMs[] {
  const everyMs = parseDuration(every);
  const repeats: InstantMs[] = [];
  for (let atMs = firedAtMs; repeats.length < Math.min(times, MOST_REPEATS); repeats.push(atMs)) {
    atMs = moved(window, atMs + everyMs);
  }
  return repeats;
}

/**
 * When a step of a ladder fires, with all its repeats where it has a window.
 * @param dueAtMs when it is due by its place in the ladder; null: not known
 * @param window null: the step has none, or its calendar is not there
 */
export function planStep(step: TimedStep, dueAtMs: InstantMs | null, window: Calendar | null): StepDue {
  const { key, repeat, within } = step;
  if (!within) return { key, dueAtMs };
  if (dueAtMs === null) return { key, dueAtMs, plainAtMs: null };
  const firstAtMs = moved(window, dueAtMs);
  return {
    key,
    dueAtMs: firstAtMs,
    plainAtMs: dueAtMs,
    ...(repeat ? { repeatsDueAtMs: repeatsAfter(firstAtMs, repeat, window) } : {}),
  };
}

/**
 * Plans what a step has still to do for another window. What was due by then stays as it was planned.
 * @param firedTimes how often it fired already
 * @param sinceMs from when on the other window counts
 */
export function moveStep(
  step: TimedStep,
  planned: StepDue,
  firedTimes: number,
  sinceMs: InstantMs,
  window: Calendar | null,
): StepDue {
  const { plainAtMs = null, dueAtMs, repeatsDueAtMs = [] } = planned;
  if (dueAtMs === null || plainAtMs === null) return planned;
  if (firedTimes === 0) {
    if (dueAtMs <= sinceMs) return planned;
    return { ...planStep(step, Math.max(plainAtMs, sinceMs), window), plainAtMs };
  }
  const next = repeatsDueAtMs[firedTimes - 1];
  if (!step.repeat || next === undefined || next <= sinceMs) return planned;
  const lastAtMs = firedTimes === 1 ? dueAtMs : repeatsDueAtMs[firedTimes - 2]!;
  const nextAtMs = moved(window, Math.max(lastAtMs + parseDuration(step.repeat.every), sinceMs));
  const rest = { every: step.repeat.every, times: repeatsDueAtMs.length - firedTimes };
  return {
    ...planned,
    repeatsDueAtMs: [...repeatsDueAtMs.slice(0, firedTimes - 1), nextAtMs, ...repeatsAfter(nextAtMs, rest, window)],
  };
}
