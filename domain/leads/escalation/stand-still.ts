import { ticks, waitsForProof } from '../../engine/sla/ladder.js';
import { afterStandstill, stepAfterStandstill, withStandstill } from '../../engine/sla/standstill.js';
import type { ClockState, StepDue } from '../../engine/sla/clock.js';
import type { Interval } from '../../engine/calendars/types.js';
import type { Actor } from '../../platform/audit/actor.js';
import { openApproval } from '../approvals/approval.js';
import { iso, type Draft } from '../lead/draft.js';
import { openOffer } from '../offers/offer.js';
import { isEnded } from '../vocabulary/ended.js';
import { calendarOfWindow } from '../clocks/calendars.js';
import { clockDefinition, replan } from '../clocks/clocks.js';

/**
 * The org was suspended for a stretch, and is back: the lead is given that time back. Clocks that ran go on with the time that they
 * had left, in their calendars; what else was to come, of ladders, offers and approvals, comes as much later. What had fired stays.
 */
export function standStill(draft: Draft, standstill: Interval, actor: Actor): void {
  const { lead } = draft;
  if (isEnded(lead.status)) return;
  for (const clock of [...lead.clocks]) if (waitsForProof(clock)) giveBack(draft, clock, standstill);
  const offer = openOffer(lead);
  if (offer && offer.offeredAtMs < standstill.toMs) {
    offer.expiresAtMs = afterStandstill(offer.expiresAtMs, standstill);
    draft.changes.offers.add(offer);
  }
  const approval = openApproval(lead);
  if (approval && approval.askedAtMs < standstill.toMs) {
    approval.expiresAtMs = afterStandstill(approval.expiresAtMs, standstill);
    draft.changes.approvals.add(approval);
  }
  // A pause until a day is a day in the customer's life: it is not moved, but what was over meanwhile ends now.
  const { pausedUntilMs } = lead;
  if (pausedUntilMs !== null && pausedUntilMs >= standstill.fromMs && pausedUntilMs < standstill.toMs)
    draft.setLead({ pausedUntilMs: standstill.toMs });
  draft.tell('lead.stood_still', { suspendedAt: iso(standstill.fromMs), returnedAt: iso(standstill.toMs) }, actor);
}

function giveBack(draft: Draft, clock: ClockState, standstill: Interval): void {
  const before = clock.steps;
  if (clock.status === 'RUNNING') {
    const pauses = withStandstill(clock.pauses, clock.startedAtMs, standstill);
    if (pauses === null) return;
    replan(draft, clock, pauses);
    // Of a step that had begun to repeat the plan knows its first firing only.
    if (ticks(clock))
      draft.setClock(clock, { steps: clock.steps.map((step) => repeating(draft, clock, before, step, standstill)) });
  } else if (clock.status === 'BREACHED') {
    draft.setClock(clock, { steps: clock.steps.map((step) => moved(draft, clock, step, standstill)) });
  }
}

function repeating(
  draft: Draft,
  clock: ClockState,
  before: StepDue[],
  planned: StepDue,
  standstill: Interval,
): StepDue {
  const was = before.find(({ key }) => key === planned.key);
  const hasBegun = was !== undefined && was.dueAtMs !== null && was.dueAtMs < standstill.fromMs;
  return hasBegun && was.dueAtMs === planned.dueAtMs ? moved(draft, clock, was, standstill) : planned;
}

function moved(draft: Draft, clock: ClockState, planned: StepDue, standstill: Interval): StepDue {
  const step = clockDefinition(draft, clock.key)?.ladder.find(({ key }) => key === planned.key);
  if (!step) return planned;
  return stepAfterStandstill(step, planned, standstill, step.within ? calendarOfWindow(draft, step.within) : null);
}
