import type { DecisionVerdict } from '../approvals/verdict.js';
import type { AnswerVerdict } from '../offers/answer-verdict.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { isEnded } from '../vocabulary/ended.js';
import type { LeadSituation } from './situation.js';

/** As much of a command as its fate depends on; answers to offers (`judgeAnswer`), decisions (`judgeDecision`) and `REPLAN` are judged by more. */
export type JudgedRequest =
  /** Left out: to anybody who does not own the lead. */
  | { kind: 'ASSIGN'; ownerId?: string }
  /** `ANOTHER`: an end other than the one that its pause has. */
  | { kind: 'PAUSE'; untilMs?: InstantMs | 'ANOTHER' | undefined }
  | { kind: 'RESUME' | 'CLOSE' | 'ACKNOWLEDGE' }
  | { kind: 'REOPEN' }
  | { kind: 'CANCEL_CLOCK'; clockKey: string }
  | { kind: 'RECOUNT' };

/** Why a command cannot be carried out in this situation, in words; null: it can. */
export function refusalOf(situation: LeadSituation, request: JudgedRequest): string | null {
  if (request.kind === 'REOPEN' && situation.merged) return 'the lead was merged into another: undo that instead';
  if (request.kind === 'REOPEN')
    return situation.status === 'CLOSED' || situation.closing ? null : 'the lead is not closed';
  return endRefusal(situation) ?? refusalOfOpen(situation, request);
}

/** Why an answer to an offer is not carried out in this situation. @param verdict what it is worth by the offers alone */
export const answerRefusalOf = (situation: LeadSituation, verdict: AnswerVerdict): string | null =>
  endRefusal(situation) ?? (verdict.is === 'REFUSED' ? verdict.why : null);

/** Why a decision about an approval is not carried out. The approval tells more of its end than the lead's does. */
export const decisionRefusalOf = (situation: LeadSituation, verdict: DecisionVerdict): string | null =>
  verdict.is === 'REFUSED' ? verdict.why : verdict.is === 'VALID' ? endRefusal(situation) : null;

/** Why a lead is not planned anew. @param isTheirs whether the absent person owns it, or is asked to take it */
export const replanRefusalOf = (situation: LeadSituation, isTheirs: boolean): string | null =>
  endRefusal(situation) ?? (isTheirs ? null : 'the absent user does not own the lead any more');

/** Nothing but its reopening is carried out any more once a lead has ended. */
function endRefusal({ status, closing }: LeadSituation): string | null {
  if (isEnded(status)) return `the lead is ${status} already`;
  return closing ? 'the lead is about to be closed' : null;
}

function refusalOfOpen(situation: LeadSituation, request: Exclude<JudgedRequest, { kind: 'REOPEN' }>): string | null {
  const { ownerId, paused, pausedUntilMs, openClocks, unacknowledged } = situation;
  switch (request.kind) {
    case 'ASSIGN':
      return ownerId === request.ownerId ? 'this user owns the lead already' : null;
    case 'PAUSE':
      // Asked for again, its pause has another end.
      if (!paused || pausedUntilMs !== (request.untilMs ?? null)) return null;
      return pausedUntilMs === null ? 'the lead is paused already' : 'the lead is paused until then already';
    case 'RESUME':
      return paused ? null : 'the lead is not paused';
    case 'CLOSE':
    case 'RECOUNT':
      return null;
    case 'ACKNOWLEDGE':
      return unacknowledged ? null : 'nothing has fired that nobody has acknowledged yet';
    case 'CANCEL_CLOCK':
      return openClocks.includes(request.clockKey) ? null : `no clock "${request.clockKey}" of this lead is open`;
  }
}
