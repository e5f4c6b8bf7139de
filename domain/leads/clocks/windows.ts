import type { LadderStep } from '../flow/definition.js';
import { ticks } from '../../engine/sla/ladder.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { moveStep } from '../../engine/sla/window.js';
import { calendarOfWindow } from './calendars.js';
import { clockDefinition } from './clocks.js';
import type { Draft } from '../lead/draft.js';

const isOwners = ({ within }: LadderStep): boolean =>
  within !== undefined && 'calendarOf' in within && within.calendarOf === 'OWNER';

/** The lead has another owner: what waits for the owner's working time now waits for theirs. */
export function moveToOwnersTime(draft: Draft, sinceMs: InstantMs): void {
  for (const clock of draft.lead.clocks) {
    const ladder = clockDefinition(draft, clock.key)?.ladder ?? [];
    if (!ticks(clock) || !ladder.some(isOwners)) continue;
    const steps = clock.steps.map((planned) => {
      const step = ladder.find(({ key }) => key === planned.key);
      if (!step?.within || !isOwners(step)) return planned;
      const { times } = draft.firings(clock)(step.key);
      return moveStep(step, planned, times, sinceMs, calendarOfWindow(draft, step.within));
    });
    draft.setClock(clock, { steps });
  }
}
