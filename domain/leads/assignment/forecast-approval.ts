import type { RoutingDecision } from '../../engine/routing/types.js';
import { decide, triedOf } from './decide.js';
import { Draft, type SettlementContext } from '../lead/draft.js';
import type { ApprovalState, LeadState } from '../lead/state.js';

/** Who would get the lead, or be asked first, if its open approval were given at the context's instant. Changes nothing. */
export function forecastApproval(
  lead: LeadState,
  approval: ApprovalState,
  context: SettlementContext,
): RoutingDecision {
  const approved: LeadState = { ...lead, approvals: [{ ...approval, status: 'APPROVED' }] };
  return decide(new Draft(approved, context), triedOf(approved, 'ASKED'));
}
