import { parseDuration } from '../../engine/time/duration.js';
import type { RoutingDecision, RoutingOptions } from '../../engine/routing/types.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { SYSTEM, type Actor } from '../../platform/audit/actor.js';
import { startClocksFor } from '../clocks/clocks.js';
import { iso, type Draft } from '../lead/draft.js';
import type { ApprovalState, LeadState } from '../lead/state.js';
import { approvalWords } from '../notices/words.js';
import { approversOf, type Approvers } from './approvers.js';
import { askingRule, type AskingRule } from './asking-rule.js';

export const openApproval = ({ approvals }: Pick<LeadState, 'approvals'>): ApprovalState | undefined =>
  approvals.find(({ status }) => status === 'OPEN');

/** Where the lead's routing begins since an approval said so; undefined: nothing was said, and the first rule that holds counts. */
export function enterAt({ approvals }: Pick<LeadState, 'approvals'>): RoutingOptions['enterAt'] {
  const last = approvals.findLast(letsThrough);
  if (last === undefined) return undefined;
  return last.status === 'LAPSED' && last.otherwise === 'FALLBACK' ? 'FALLBACK' : last.ruleIndex;
}

/** Whether the lead is given away by an approval: by a person's yes, or because it lapsed into that. */
const letsThrough = ({ status, otherwise }: ApprovalState): boolean =>
  status === 'APPROVED' || (status === 'LAPSED' && (otherwise === 'ROUTE' || otherwise === 'FALLBACK'));

/**
 * Whether the machine may not give the lead to anybody: it waits for an approval, or one lapsed that leaves it to a
 * person. A lead that somebody had is held by nothing any more.
 */
export function isHeld({ approvals, assignments }: Pick<LeadState, 'approvals' | 'assignments'>): boolean {
  const last = approvals.at(-1);
  if (last === undefined || assignments.length > 0) return false;
  return last.status === 'OPEN' || (last.status === 'LAPSED' && last.otherwise === 'UNROUTED');
}

/**
 * Asks for the approval that the lead's rule wants, once in its life: not where somebody had the lead already, nor where
 * one was given or lapsed into going on.
 * @param decided who would get it now
 * @returns whether the lead waits for it now
 */
export function askFirst(draft: Draft, decided: RoutingDecision): boolean {
  const { lead, nowMs } = draft;
  if (lead.assignments.length > 0 || lead.approvals.some(letsThrough)) return false;
  const asking = askingRule(lead.flow!.definition.routing, draft.facts);
  if (asking === null) return false;
  const { teamId } = asking.rule;
  draft.setLead({ status: 'PENDING_APPROVAL', teamId });
  // The customer's time runs while somebody thinks: who decides sees how much of it is left.
  startClocksFor(draft, 'RECEIVED');
  startClocksFor(draft, 'QUALIFIED');
  const approval: ApprovalState = {
    sequence: (lead.approvals.at(-1)?.sequence ?? 0) + 1,
    ruleIndex: asking.index,
    teamId,
    otherwise: asking.approval.otherwise,
    status: 'OPEN',
    askedAtMs: nowMs,
    expiresAtMs: nowMs + parseDuration(asking.approval.within),
    endedAtMs: null,
    ...approversOf(draft, asking),
    decidedBy: null,
    reason: null,
    explanationText: decided.explanation.text,
    explanation: decided.explanation,
  };
  lead.approvals.push(approval);
  draft.changes.approvals.add(approval);
  tellAsked(draft, asking, approval, approval, decided.explanation.text);
  return true;
}

/** Tells those who are asked, and the timeline. @param asked of all who are asked, those who are now @param why in words */
function tellAsked(
  draft: Draft,
  asking: AskingRule,
  approval: ApprovalState,
  { askedUserIds, asksManagers }: Approvers,
  why: string,
): void {
  const { sequence, otherwise, expiresAtMs } = approval;
  draft.tell('lead.approval_asked', {
    status: 'PENDING_APPROVAL',
    sequence,
    rule: asking.index + 1,
    userIds: askedUserIds,
    managers: asksManagers,
    otherwise,
    expiresAt: iso(expiresAtMs),
    text: why,
  });
  for (const userId of [...askedUserIds, ...(asksManagers ? [null] : [])]) {
    draft.notify({
      kind: 'APPROVAL',
      userId,
      channels: ['in_app', 'email'],
      ...approvalWords(draft, asking, approval),
      dedupeKey: noticeKey(draft.lead, approval),
    });
  }
}

/** Whether the lead's open approval waits for this person and nobody else. */
export const waitsForAlone = (lead: Pick<LeadState, 'approvals'>, userId: string): boolean => {
  const approval = openApproval(lead);
  return approval !== undefined && !approval.asksManagers && approval.askedUserIds.includes(userId);
};

/** Who is asked is absent: whom the rule would ask by now is asked as well. @param why in words, for the timeline */
export function askOthersToo(draft: Draft, why: string): void {
  const approval = openApproval(draft.lead);
  const rule = approval && draft.lead.flow?.definition.routing.rules[approval.ruleIndex];
  if (!approval || !rule?.approval) return;
  const asking: AskingRule = { index: approval.ruleIndex, rule, approval: rule.approval };
  const now = approversOf(draft, asking);
  const more: Approvers = {
    askedUserIds: now.askedUserIds.filter((userId) => !approval.askedUserIds.includes(userId)),
    asksManagers: now.asksManagers && !approval.asksManagers,
  };
  if (more.askedUserIds.length === 0 && !more.asksManagers) return;
  approval.askedUserIds = [...approval.askedUserIds, ...more.askedUserIds];
  approval.asksManagers ||= more.asksManagers;
  draft.changes.approvals.add(approval);
  tellAsked(draft, asking, approval, more, why);
}

const noticeKey = (lead: LeadState, { sequence }: ApprovalState): string => `approval:${lead.id}:${sequence}`;

/** Ends an approval. @param atMs when it was decided, lapsed or taken back */
export function endApproval(
  draft: Draft,
  approval: ApprovalState,
  change: Pick<ApprovalState, 'status'> & Partial<Pick<ApprovalState, 'decidedBy' | 'reason'>>,
  atMs: InstantMs,
): void {
  // The clock of whoever wrote it down may be behind ours: nobody decides before they were asked.
  Object.assign(approval, change, { endedAtMs: Math.max(atMs, approval.askedAtMs) });
  draft.changes.approvals.add(approval);
}

/** Takes an open approval back, if there is one. @param why in words, for the timeline */
export function withdrawApproval(draft: Draft, why: string, atMs: InstantMs, actor: Actor = SYSTEM): void {
  const { lead, changes } = draft;
  const approval = openApproval(lead);
  if (!approval) return;
  endApproval(draft, approval, { status: 'WITHDRAWN' }, atMs);
  // Made and taken back in one settlement: nobody needs to hear of it.
  changes.notices = changes.notices.filter(({ dedupeKey }) => dedupeKey !== noticeKey(lead, approval));
  draft.tell(
    'lead.approval_withdrawn',
    { sequence: approval.sequence, userIds: approval.askedUserIds, text: why },
    actor,
  );
}
