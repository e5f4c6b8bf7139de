import type { InstantMs } from '../../engine/time/instant.js';
import { SYSTEM } from '../../platform/audit/actor.js';
import { clockName } from '../clocks/clock-name.js';
import { isOpenClock } from '../clocks/clocks.js';
import type { Draft } from '../lead/draft.js';
import { openOffer, pendingOf } from '../offers/offer.js';
import { concernsAbsent, replanAbsent } from './replan.js';

/** `GIVEN` to another, `OFFERED` to others, `NOBODY` could take it, or it `STAYS` where it is. */
export const HANDOVER_OUTCOMES = ['GIVEN', 'OFFERED', 'NOBODY', 'STAYS'] as const;
export type HandoverOutcome = (typeof HANDOVER_OUTCOMES)[number];

/** What an absence does to one lead. */
export interface Handover {
  outcome: HandoverOutcome;
  /** Who has it then, or is asked to take it. */
  toUserIds: string[];
  /** In words: how it was decided. */
  why: string;
  /** Those that run: whether each goes on, or begins anew for the new owner; null: it has no deadline any more. */
  clocks: { name: string; restarted: boolean; beforeMs: InstantMs | null; afterMs: InstantMs | null }[];
}

/**
 * Plans the lead of somebody who is absent anew, as the absence will do it, and tells what came of it. The draft is used up by it, and
 * its context knows that the place is taken: the next lead is forecast after this one.
 */
export function forecastHandover(draft: Draft, absentUserId: string, reason: string): Handover {
  const { lead } = draft;
  const ran = lead.clocks
    .filter((clock) => isOpenClock(lead, clock))
    .map(({ key, deadlineAtMs }) => ({ key, deadlineAtMs }));
  if (!concernsAbsent(lead, absentUserId)) return { outcome: 'STAYS', toUserIds: [], why: '', clocks: [] };
  replanAbsent(
    draft,
    {
      type: 'COMMAND',
      id: lead.id,
      receivedAtMs: draft.nowMs,
      actor: SYSTEM,
      request: { kind: 'REPLAN', absentUserId, reason },
    },
    { kind: 'REPLAN', absentUserId, reason },
  );
  const runs = lead.clocks.filter((clock) => isOpenClock(lead, clock));
  const clocks = ran.map(({ key, deadlineAtMs }) => {
    const after = runs.find((clock) => clock.key === key);
    const restarted = after === undefined || draft.changes.newClocks.has(after);
    return { name: clockName(lead, key), restarted, beforeMs: deadlineAtMs, afterMs: after?.deadlineAtMs ?? null };
  });
  const offer = openOffer(lead);
  if (offer !== undefined)
    return { outcome: 'OFFERED', toUserIds: pendingOf(offer), why: offer.explanationText, clocks };
  if (lead.ownerId === null) return { outcome: 'NOBODY', toUserIds: [], why: lead.unroutedBecause ?? '', clocks };
  return {
    outcome: lead.ownerId === absentUserId ? 'STAYS' : 'GIVEN',
    toUserIds: [lead.ownerId],
    why: lead.assignments.at(-1)?.explanationText ?? '',
    clocks,
  };
}
