import type { AnswerVerdict } from '../offers/answer-verdict.js';
import { isEnded } from '../vocabulary/ended.js';
import type { LeadSituation } from './situation.js';

/** As much of a command as its fate depends on; answers to offers have a judge of their own (`judgeAnswer`). */
export type JudgedRequest =
  /** Left out: to anybody who does not own the lead. */
  | { kind: 'ASSIGN'; ownerId?: string }
  | { kind: 'PAUSE' | 'RESUME' | 'CLOSE' | 'ACKNOWLEDGE' }
  | { kind: 'CANCEL_CLOCK'; clockKey: string }
  | { kind: 'REPLAN'; absentUserId: string }
  | { kind: 'RECOUNT' };

/** Why a command cannot be carried out in this situation, in words; null: it can. */
export function refusalOf(situation: LeadSituation, request: JudgedRequest): string | null {
  return endRefusal(situation) ?? refusalOfOpen(situation, request);
}

/** Why an answer to an offer is not carried out in this situation. @param verdict what it is worth by the offers alone */
export const answerRefusalOf = (situation: LeadSituation, verdict: AnswerVerdict): string | null =>
  endRefusal(situation) ?? (verdict.is === 'REFUSED' ? verdict.why : null);

/** Nothing is carried out any more once a lead has ended. */
function endRefusal({ status, closing }: LeadSituation): string | null {
  if (isEnded(status)) return `the lead is ${status} already`;
  return closing ? 'the lead is about to be closed' : null;
}

function refusalOfOpen(situation: LeadSituation, request: JudgedRequest): string | null {
  const { ownerId, paused, openClocks, unacknowledged } = situation;
  switch (request.kind) {
    case 'ASSIGN':
      return ownerId === request.ownerId ? 'this user owns the lead already' : null;
    case 'PAUSE':
      return paused ? 'the lead is paused already' : null;
    case 'RESUME':
      return paused ? null : 'the lead is not paused';
    case 'CLOSE':
    case 'RECOUNT':
      return null;
    case 'ACKNOWLEDGE':
      return unacknowledged ? null : 'nothing has fired that nobody has acknowledged yet';
    case 'CANCEL_CLOCK':
      return openClocks.includes(request.clockKey) ? null : `no clock "${request.clockKey}" of this lead is open`;
    case 'REPLAN':
      return ownerId === request.absentUserId ? null : 'the absent user does not own the lead any more';
  }
}
