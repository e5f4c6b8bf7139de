import type { InstantMs } from '../../engine/time/instant.js';
import { clockDefinition, replan, standsStill } from './clocks.js';
import type { Draft } from '../lead/draft.js';

/**
 * Lets clocks stand still, or run on, as the lead's pause and status now say. To be called after whatever may have
 * changed either; where nothing did, it does nothing. All time that a clock has stood still so far is kept.
 * @param atMs when the change happened
 */
export function syncPauses(draft: Draft, atMs: InstantMs): void {
  for (const clock of draft.lead.clocks) {
    if (clock.status !== 'RUNNING' && clock.status !== 'PAUSED') continue;
    const definition = clockDefinition(draft, clock.key);
    if (!definition) continue;
    const still = standsStill(draft.lead, definition);
    const last = clock.pauses.at(-1);
    // A machine that was late can have begun a pause after the instant of an input that it hears of only now.
    if (clock.status === 'PAUSED' && !still) {
      replan(draft, clock, [...clock.pauses.slice(0, -1), { ...last!, toMs: Math.max(atMs, last!.fromMs) }]);
    } else if (clock.status === 'RUNNING' && still) {
      // Time that is used up cannot stand still any more: it is due.
      if (clock.deadlineAtMs !== null && clock.deadlineAtMs <= atMs) continue;
      replan(draft, clock, [...clock.pauses, { fromMs: Math.max(atMs, last?.toMs ?? atMs), toMs: null }]);
    }
  }
}
