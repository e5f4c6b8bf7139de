import type { Actor } from '../../platform/audit/actor.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { iso, type Draft } from '../lead/draft.js';
import type { CommandRequest, RecountScope } from '../lead/state.js';
import { recounted } from './clocks.js';

/** A running clock whose deadline is not what today's zones make of it. */
export interface Recount {
  clockKey: string;
  cycle: number;
  /** In which zone it counts, as its new receipt says. */
  timeZone: string;
  deadlineAtMs: InstantMs | null;
  recountedAtMs: InstantMs | null;
}

/**
 * Which clocks of a lead a recount would change. Nothing is changed.
 * @throws ContextNeeded where the draft's context has no calendars.
 */
export const recountsOf = (draft: Draft, scope: RecountScope = {}): Recount[] =>
  draft.lead.clocks.flatMap((clock) => {
    const times = recounted(draft, clock, scope);
    if (times === null) return [];
    const { key: clockKey, cycle, deadlineAtMs } = clock;
    const timeZone = times.receipt?.timeZone ?? 'UTC';
    return [{ clockKey, cycle, timeZone, deadlineAtMs, recountedAtMs: times.deadlineAtMs }];
  });

/**
 * Counts the running clocks of a lead anew: a country changed its time after their deadlines were computed, or somebody
 * the hours of a calendar. What has fired stays; a deadline that has passed by the new count is settled as any other. A
 * second time it changes nothing.
 */
export function recountClocks(draft: Draft, request: Extract<CommandRequest, { kind: 'RECOUNT' }>, actor: Actor): void {
  const { reason, changeId } = request;
  for (const clock of draft.lead.clocks) {
    const times = recounted(draft, clock, request);
    if (times === null) continue;
    const before = { deadlineAt: iso(clock.deadlineAtMs) };
    draft.setClock(clock, times);
    const { id: clockId, key: clockKey, cycle, receiptText: text } = clock;
    draft.tell(
      'sla.recounted',
      { clockId, clockKey, cycle, deadlineAt: iso(clock.deadlineAtMs), reason, text, ...(changeId && { changeId }) },
      actor,
      before,
    );
  }
}
