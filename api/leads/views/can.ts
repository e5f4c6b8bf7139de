import type { z } from 'zod';
import { possibilitiesOf } from '../../../domain/leads/commands/possible.js';
import type { CommandInput, LeadState } from '../../../domain/leads/lead/state.js';
import type { LeadAction } from '../../../domain/leads/vocabulary/actions.js';
import { actorOf, mayCall, mayDo, type Caller } from '../../http/access.js';
import type { Contract } from '../../http/route.js';
import { sentence } from '../../http/sentence.js';
import * as contracts from '../contract/leads.js';

/** The route of each action, which says who may take it at all. */
const ROUTE_OF: Record<LeadAction, Contract> = {
  ACCEPT: contracts.acceptLead,
  DECLINE: contracts.declineLead,
  APPROVE: contracts.approveLead,
  DECLINE_APPROVAL: contracts.declineApproval,
  RECORD_PROOF: contracts.addProof,
  ASSIGN: contracts.assignLead,
  PAUSE: contracts.pauseLead,
  RESUME: contracts.resumeLead,
  CLOSE: contracts.closeLead,
  REOPEN: contracts.reopenLead,
  ACKNOWLEDGE: contracts.acknowledgeLead,
  CANCEL_CLOCK: contracts.cancelClock,
};

interface Known {
  /** Commands that are not applied yet, in any order. */
  pending: readonly CommandInput[];
  /** Set for those who see own leads only; null: all. */
  onlyOwner: string | null;
  /** It was merged into another lead. */
  merged: boolean;
  nowMs: number;
  nameOf: (userId: string) => string;
}

/** What the caller can do about a lead now, as its routes would judge it. */
export function canOf(
  caller: Caller,
  lead: LeadState,
  { pending, onlyOwner, merged, nowMs, nameOf }: Known,
): z.input<typeof contracts.leadDetail>['can'] {
  const asker = {
    actor: actorOf(caller),
    id: actorOf(caller).id!,
    ownLeadsOnly: onlyOwner !== null,
    mayDecide: mayDo(caller, 'leads.assign'),
  };
  const inOrder = pending.toSorted((a, b) => a.receivedAtMs - b.receivedAtMs || (a.id < b.id ? -1 : 1));
  const requests = inOrder.map(({ request }) => request);
  return possibilitiesOf(lead, requests, asker, nowMs, nameOf, merged)
    .filter(({ action }) => mayCall(ROUTE_OF[action].access, caller))
    .map(({ action, clockKey, refusal }) => ({
      action,
      clockKey,
      allowed: refusal === null,
      why: refusal === null ? null : sentence(refusal),
    }));
}
