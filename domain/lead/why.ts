import type { Explanation } from '../routing/types.js';
import { isOpen } from '../sla/ladder.js';
import { iso } from './draft.js';
import { describeNext } from './next.js';
import type { LeadState } from './state.js';

/** What people ask about a lead, answered in words. */
export interface Why {
  /** Why this score; null before scoring. */
  score: string | null;
  /** Why this owner, or why nobody. */
  owner: string;
  /** Why not the others: one sentence each, where the whole explanation is at hand. */
  others: string[];
  /** Why these deadlines: one sentence for each clock that waits for its proof. */
  deadlines: string[];
  /** What happens next and when, unless a proof comes first; soonest first. */
  next: string[];
}

/**
 * @param explanation of the latest assignment, as stored; null: none at hand
 * @param nameOf names a user; may answer the id where the name is not known
 */
export function whyOf(lead: LeadState, explanation: Explanation | null, nameOf: (userId: string) => string): Why {
  return {
    score: scoreWords(lead),
    owner: ownerWords(lead, nameOf),
    others: (explanation?.candidates ?? [])
      .filter(({ userId }) => userId !== lead.ownerId)
      .map(({ userId, reason }) => `${nameOf(userId)}: ${reason}`),
    deadlines: lead.clocks.filter(isOpen).map((clock) => {
      const name = lead.flow?.definition.clocks.find(({ key }) => key === clock.key)?.name ?? clock.key;
      const due = clock.deadlineAtMs === null ? 'stands still' : `is due ${iso(clock.deadlineAtMs)}`;
      return `${name} ${due}: ${clock.receiptText}`;
    }),
    next: describeNext(lead).map(({ atMs, text }) => `${iso(atMs)}: ${text}`),
  };
}

function scoreWords({ score }: LeadState): string | null {
  if (score === null) return null;
  const reasons = score.reasons.map(({ points, reason }) => `${reason} (${points > 0 ? '+' : ''}${points})`).join(', ');
  const verdict = score.qualified ? 'above' : 'not above';
  return `${score.value}, ${verdict} the threshold of ${score.threshold}: ${reasons || 'no rule held'}`;
}

function ownerWords(lead: LeadState, nameOf: (userId: string) => string): string {
  if (lead.ownerId === null) return 'nobody';
  const text = lead.assignments.at(-1)?.explanationText ?? '';
  return text === '' ? nameOf(lead.ownerId) : `${nameOf(lead.ownerId)}. Why: ${text}`;
}
