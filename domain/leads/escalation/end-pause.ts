import { pauseEndOf } from '../clocks/paused.js';
import { syncPauses } from '../clocks/pauses.js';
import { iso, type Draft } from '../lead/draft.js';
import { pauseOverWords } from '../notices/words.js';
import { deadlineOf } from '../view/next.js';

/**
 * The pause is over by itself: the clocks run on from its end, however late the machine noticed, and the owner is told;
 * where nobody who works here owns the lead, its managers are.
 */
export function endPause(draft: Draft): void {
  const { lead } = draft;
  const endMs = pauseEndOf(lead);
  if (endMs === null) return;
  draft.setLead({ pausedAtMs: null, pausedUntilMs: null });
  syncPauses(draft, endMs);
  draft.tell('lead.resumed', { reason: null, pauseEndedAt: iso(endMs) });
  const deadlineMs = deadlineOf(lead);
  draft.notify({
    kind: 'PAUSE_OVER',
    userId: lead.ownerId === lead.inactiveOwnerId ? null : lead.ownerId,
    channels: ['in_app', 'email'],
    ...pauseOverWords(draft, endMs, deadlineMs),
    dedupeKey: `pause-over:${lead.id}:${endMs}`,
  });
}
