import type { CandidateVerdict } from '../../engine/routing/types.js';
import { ticks } from '../../engine/sla/ladder.js';
import { withTimesIn } from '../../platform/text/times.js';
import { clockName } from '../clocks/clock-name.js';
import { iso } from '../lead/draft.js';
import { describeNext } from './next.js';
import { openApproval } from '../approvals/approval.js';
import { openOffer, pendingOf } from '../offers/offer.js';
import type { LeadState } from '../lead/state.js';

/** Of a broadcast. */
const MOST_NAMED = 10;

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
 * The answers, with their times in the org's zone.
 * @param considered who was, at the latest assignment, offer or attempt; empty where that is not at hand
 * @param nameOf names a user; may answer the id where the name is not known
 */
export function whyOf(lead: LeadState, considered: CandidateVerdict[], nameOf: (userId: string) => string): Why {
  const told = withTimesIn(lead.timeZone);
  return {
    score: scoreWords(lead),
    owner: told(ownerWords(lead, nameOf)),
    others: considered
      .filter(({ userId }) => userId !== lead.ownerId)
      .map(({ userId, reason }) => told(`${nameOf(userId)}: ${reason}`)),
    deadlines: lead.clocks.filter(ticks).map((clock) => {
      const due = clock.deadlineAtMs === null ? 'stands still' : `is due ${iso(clock.deadlineAtMs)}`;
      return told(`${clockName(lead, clock.key)} ${due}: ${clock.receiptText}`);
    }),
    next: describeNext(lead).map(({ atMs, text }) => told(`${iso(atMs)}: ${text}`)),
  };
}

function scoreWords({ score }: LeadState): string | null {
  if (score === null) return null;
  const reasons = score.reasons
    .map(({ points, reason, note }) => (note ? reason : `${reason} (${points > 0 ? '+' : ''}${points})`))
    .join(', ');
  const verdict = score.qualified ? 'above' : 'not above';
  return `${score.value}, ${verdict} the threshold of ${score.threshold}: ${reasons || 'no rule held'}`;
}

function ownerWords(lead: LeadState, nameOf: (userId: string) => string): string {
  if (lead.ownerId !== null) {
    const text = lead.assignments.at(-1)?.explanationText ?? '';
    return text === '' ? nameOf(lead.ownerId) : `${nameOf(lead.ownerId)}. Why: ${text}`;
  }
  const offer = openOffer(lead);
  if (offer) {
    const asked = pendingOf(offer);
    const names = asked.slice(0, MOST_NAMED).map(nameOf).join(', ');
    const more = asked.length > MOST_NAMED ? ` and ${asked.length - MOST_NAMED} more` : '';
    return `nobody yet: offered to ${names}${more} until ${iso(offer.expiresAtMs)}. Why: ${offer.explanationText}`;
  }
  const approval = openApproval(lead);
  if (approval) {
    const { askedUserIds, asksManagers, ruleIndex, expiresAtMs } = approval;
    const asked = [...askedUserIds.map(nameOf), ...(asksManagers ? ['the managers'] : [])].join(' and ');
    return `nobody yet: rule ${ruleIndex + 1} asks ${asked} for an approval, until ${iso(expiresAtMs)}. When it was asked, it would have gone so: ${approval.explanationText}`;
  }
  return lead.status === 'UNROUTED' && lead.unroutedBecause !== null ? `nobody: ${lead.unroutedBecause}` : 'nobody';
}
