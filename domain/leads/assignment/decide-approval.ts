import type { Explanation } from '../../engine/routing/types.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { SYSTEM, type Actor } from '../../platform/audit/actor.js';
import { nobodyLeft, routeLead } from './assign.js';
import { cancelClock } from '../clocks/clocks.js';
import { iso, type Draft } from '../lead/draft.js';
import type { ApprovalState, CommandInput, DecisionRequest } from '../lead/state.js';
import { endApproval } from '../approvals/approval.js';

/** Carries out a decision that was judged valid: approved, the lead is routed on by the rule that asked. */
export function decideApproval(
  draft: Draft,
  approval: ApprovalState,
  { request, receivedAtMs, actor }: CommandInput & { request: DecisionRequest },
): void {
  const reason = request.reason ?? null;
  const { sequence, askedUserIds } = approval;
  const told = { sequence, rule: approval.ruleIndex + 1, userIds: askedUserIds, reason };
  if (request.kind === 'APPROVE') {
    endApproval(draft, approval, { status: 'APPROVED', decidedBy: actor, reason }, receivedAtMs);
    draft.tell('lead.approved', told, actor);
    routeLead(draft);
    return;
  }
  endApproval(draft, approval, { status: 'DECLINED', decidedBy: actor, reason }, receivedAtMs);
  draft.tell('lead.approval_declined', { ...told, status: 'UNQUALIFIED' }, actor);
  unqualify(draft, 'the approval was declined', receivedAtMs, actor);
}

/** Nobody decided in time: it comes to what the rule says. */
export function lapseApproval(draft: Draft, approval: ApprovalState): void {
  const { sequence, otherwise, expiresAtMs, askedUserIds, ruleIndex } = approval;
  endApproval(draft, approval, { status: 'LAPSED' }, expiresAtMs);
  draft.tell('lead.approval_lapsed', {
    sequence,
    rule: ruleIndex + 1,
    userIds: askedUserIds,
    otherwise,
    expiresAt: iso(expiresAtMs),
  });
  if (otherwise === 'ROUTE' || otherwise === 'FALLBACK') routeLead(draft);
  else if (otherwise === 'UNQUALIFIED') unqualify(draft, 'nobody approved it in time', expiresAtMs, SYSTEM);
  else leaveToPerson(draft, approval);
}

/** The lead has ended: nothing is promised any more. */
function unqualify(draft: Draft, why: string, atMs: InstantMs, actor: Actor): void {
  for (const clock of draft.lead.clocks)
    if (clock.status === 'RUNNING' || clock.status === 'PAUSED') cancelClock(draft, clock, why, actor, atMs);
  draft.setLead({ status: 'UNQUALIFIED' });
}

function leaveToPerson(draft: Draft, { sequence, ruleIndex, explanation }: ApprovalState): void {
  const text = `nobody decided in time on the approval that rule ${ruleIndex + 1} asks for`;
  const candidates = explanation?.candidates ?? [];
  const why: Explanation = { text, rule: 'none', strategy: null, candidates };
  draft.setLead({ status: 'UNROUTED', unroutedBecause: text });
  draft.tell('lead.unrouted', { status: 'UNROUTED', text, candidates });
  nobodyLeft(draft, {
    tried: 'APPROVAL',
    summary: `This lead waits for a person: ${text}`,
    explanation: why,
    noticeKey: `unrouted:${draft.lead.id}:approval:${sequence}`,
  });
}
