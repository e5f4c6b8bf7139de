import { v7 as newId } from 'uuid';
import { receiveDecision, wasAskedToApprove, type EarlierDecision } from '../../../domain/leads/approvals/verdict.js';
import type { DecisionRequest } from '../../../domain/leads/lead/state.js';
import type { Actor } from '../../../domain/platform/audit/actor.js';
import { isId, type OrgTransaction } from '../../client.js';
import { userNames } from '../../platform/queries/people.js';
import { insertAnswers, lockLead, type RecordedAnswer } from './answers.js';
import { approvalsOf } from './approvals.js';

export interface NewDecision {
  /** Without its sequence: the lead's latest approval is meant. */
  request:
    | Omit<Extract<DecisionRequest, { kind: 'APPROVE' }>, 'sequence'>
    | Omit<Extract<DecisionRequest, { kind: 'DECLINE_APPROVAL' }>, 'sequence'>;
  actor: Actor;
  /** Whoever may give leads away; others decide only where they are asked by name. */
  mayDecide: boolean;
  /** For those who see own leads only: another's that they were never asked about is not there. */
  onlyAsked: boolean;
}

/**
 * Writes a decision about a lead's approval down. What the rows tell already is answered from them; what is received while
 * the approval is open waits for the settlement. The lead's lock puts it in one order with settlements and other decisions.
 */
export async function recordDecision(
  tx: OrgTransaction,
  leadId: string,
  decision: NewDecision,
): Promise<RecordedAnswer> {
  const lead = isId(leadId) ? await lockLead(tx, leadId) : null;
  if (lead === null) return { verdict: 'UNKNOWN_LEAD' };
  const { actor, mayDecide, onlyAsked } = decision;
  const approvals = await approvalsOf(tx, leadId);
  const asked = actor.type === 'user' && actor.id !== null && wasAskedToApprove({ approvals }, actor.id);
  if (!asked && onlyAsked && lead.ownerId !== actor.id) return { verdict: 'UNKNOWN_LEAD' };
  const last = approvals.at(-1);
  if (last === undefined) return { verdict: 'REFUSED', why: 'this lead waits for no approval' };
  if (!asked && !mayDecide) return { verdict: 'REFUSED', why: 'you are not asked for this approval' };

  const request: DecisionRequest = { ...decision.request, sequence: last.sequence };
  const names = await userNames(tx, last.decidedBy?.type === 'user' ? [last.decidedBy.id!] : []);
  const nameOf = (userId: string): string => names.get(userId) ?? 'Somebody else';
  const received = receiveDecision(
    { approvals },
    { kind: request.kind, sequence: request.sequence, actor },
    await knownDecisions(tx, leadId),
    lead.now.getTime(),
    nameOf,
  );
  switch (received.is) {
    case 'REFUSED':
      return { verdict: 'REFUSED', why: received.why };
    case 'DONE':
      return { verdict: 'DONE', commandId: received.earlier.commandId };
    case 'WAITING':
      return { verdict: 'RECORDED', commandId: received.earlier.commandId, receivedAt: received.earlier.receivedAt };
    case 'NEW': {
      const commandId = newId();
      const row = { id: commandId, request, actor_type: actor.type, actor_id: actor.id };
      await insertAnswers(tx, leadId, [row], lead.now);
      return { verdict: 'RECORDED', commandId, receivedAt: lead.now };
    }
  }
}

interface KnownDecision extends EarlierDecision {
  commandId: string;
  receivedAt: Date;
}

/** What was decided about the lead's approvals before and was not refused. */
async function knownDecisions(tx: OrgTransaction, leadId: string): Promise<KnownDecision[]> {
  const { rows } = await tx.client.query<KnownDecision>({
    name: 'known_decisions',
    text: `SELECT id AS "commandId", request->>'kind' AS kind, (request->>'sequence')::int AS sequence,
             json_build_object('type', actor_type, 'id', actor_id) AS actor,
             requested_at AS "receivedAt", applied_at IS NOT NULL AS applied
           FROM commands WHERE org_id = $1 AND lead_id = $2 AND refusal IS NULL
             AND request->>'kind' IN ('APPROVE', 'DECLINE_APPROVAL')
           ORDER BY requested_at, id`,
    values: [tx.orgId, leadId],
  });
  return rows;
}
