import type { LeadAuditRow } from '../../../db/leads/queries/lead-history.js';
import type { OrgTransaction } from '../../../db/client.js';
import { userNames } from '../../../db/platform/queries/people.js';
import type { LeadState, OfferState } from '../../../domain/leads/lead/state.js';
import { whyOf, type Why } from '../../../domain/leads/view/why.js';
import type { CandidateVerdict, Explanation } from '../../../domain/engine/routing/types.js';

interface Told {
  /** Why the latest owner is the owner. */
  explanation: Explanation | null;
  /** What was asked of managers, with who would get the lead now. */
  approvals: readonly { askedUserIds: string[]; now: { explanation: { candidates: CandidateVerdict[] } } | null }[];
  offers: readonly (OfferState & { explanation: Explanation })[];
  auditRows: readonly LeadAuditRow[];
}

/** What people ask about a lead, in words, with everybody who was considered at the latest decision. */
export async function leadWhyOf(tx: OrgTransaction, state: LeadState, told: Told): Promise<Why> {
  const considered = consideredFor(state, told);
  const asked = told.offers.flatMap(({ answers }) => answers.map(({ userId }) => userId));
  const deciding = told.approvals.flatMap(({ askedUserIds }) => askedUserIds);
  const names = await userNames(tx, [...considered.map(({ userId }) => userId), ...asked, ...deciding]);
  if (state.ownerId !== null && state.ownerName !== null) names.set(state.ownerId, state.ownerName);
  return whyOf(state, considered, (userId) => names.get(userId) ?? userId);
}

function consideredFor(state: LeadState, { explanation, approvals, offers, auditRows }: Told): CandidateVerdict[] {
  if (state.ownerId !== null) return explanation?.candidates ?? [];
  const open = offers.find(({ status }) => status === 'OPEN');
  if (open) return open.explanation.candidates;
  const waiting = approvals.find(({ now }) => now !== null)?.now;
  if (waiting) return waiting.explanation.candidates;
  const unrouted = auditRows.findLast(({ action }) => action === 'lead.unrouted')?.after as
    { candidates?: CandidateVerdict[] } | null | undefined;
  return state.status === 'UNROUTED' ? (unrouted?.candidates ?? []) : [];
}
