import type { Actor } from '../../platform/audit/actor.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { openApproval } from '../approvals/approval.js';
import { isAskedToApprove, judgeDecision, wasAskedToApprove } from '../approvals/verdict.js';
import type { CommandRequest, LeadState } from '../lead/state.js';
import { judgeAnswer } from '../offers/answer-verdict.js';
import type { LeadAction } from '../vocabulary/actions.js';
import { answerRefusalOf, decisionRefusalOf, refusalOf } from './refusal.js';
import { afterCommands, situationOf, type LeadSituation } from './situation.js';

/** Something that could be done about a lead. */
export interface Possibility {
  action: LeadAction;
  /** Of `CANCEL_CLOCK`: which. */
  clockKey: string | null;
  /** Why it cannot be done now, in words; null: it can. */
  refusal: string | null;
}

/** Who would do it. */
export interface Asker {
  id: string;
  actor: Actor;
  /** They work on leads that they own, and on no others: but anybody answers what they were asked. */
  ownLeadsOnly: boolean;
  /** Whoever may give leads away may decide about approvals; others decide where they are asked by name. */
  mayDecide: boolean;
}

/**
 * What could be done about a lead now, and why the rest cannot: for each action one, `CANCEL_CLOCK` for each clock that
 * the lead has had. It is for the caller to say what the asker may do at all.
 * @param merged whether it was merged into another lead
 * @param pending commands that are not applied yet, the first first: what is judged is the lead as it will be then
 */
export function possibilitiesOf(
  lead: LeadState,
  pending: readonly CommandRequest[],
  asker: Asker,
  nowMs: InstantMs,
  nameOf: (userId: string) => string,
  merged = false,
): Possibility[] {
  const situation = afterCommands(situationOf(lead, merged), pending);
  const strangers = asker.ownLeadsOnly && lead.ownerId !== asker.id ? 'you do not own this lead' : null;
  const answering = (kind: 'ACCEPT' | 'DECLINE'): Possibility => {
    const verdict = judgeAnswer(lead, { kind, userId: asker.id }, nowMs, nameOf);
    const refusal = answerRefusalOf(situation, verdict) ?? (verdict.is === 'REPEATED' ? 'you said so already' : null);
    return { action: kind, clockKey: null, refusal };
  };
  const deciding = (kind: 'APPROVE' | 'DECLINE_APPROVAL'): Possibility => ({
    action: kind,
    clockKey: null,
    refusal: strangersTo(lead, asker) ?? decidingRefusal(lead, situation, kind, asker, nowMs, nameOf),
  });
  const asking = (kind: 'ASSIGN' | 'PAUSE' | 'RESUME' | 'CLOSE' | 'REOPEN' | 'ACKNOWLEDGE'): Possibility => ({
    action: kind,
    clockKey: null,
    // Of a paused lead: whether the pause can be given another end.
    refusal: strangers ?? refusalOf(situation, kind === 'PAUSE' ? { kind, untilMs: 'ANOTHER' } : { kind }),
  });
  const cancelling = (clockKey: string): Possibility => ({
    action: 'CANCEL_CLOCK',
    clockKey,
    refusal: strangers ?? refusalOf(situation, { kind: 'CANCEL_CLOCK', clockKey }),
  });
  return [
    answering('ACCEPT'),
    answering('DECLINE'),
    deciding('APPROVE'),
    deciding('DECLINE_APPROVAL'),
    // Of a lead that has ended too: it can correct a verdict.
    { action: 'RECORD_PROOF', clockKey: null, refusal: strangers },
    asking('ASSIGN'),
    asking('PAUSE'),
    asking('RESUME'),
    asking('CLOSE'),
    asking('REOPEN'),
    asking('ACKNOWLEDGE'),
    ...[...new Set(lead.clocks.map(({ key }) => key))].map(cancelling),
  ];
}

/** Another's lead is not theirs to decide on, but where they are asked by name. */
const strangersTo = (lead: LeadState, { id, ownLeadsOnly }: Asker): string | null =>
  ownLeadsOnly && lead.ownerId !== id && !wasAskedToApprove(lead, id) ? 'you do not own this lead' : null;

function decidingRefusal(
  lead: LeadState,
  situation: LeadSituation,
  kind: 'APPROVE' | 'DECLINE_APPROVAL',
  { id, actor, mayDecide }: Asker,
  nowMs: InstantMs,
  nameOf: (userId: string) => string,
): string | null {
  const approval = openApproval(lead) ?? lead.approvals.at(-1);
  if (approval === undefined) return 'this lead waits for no approval';
  if (!mayDecide && !isAskedToApprove(lead, id)) return 'you are not asked for this approval';
  const verdict = judgeDecision(lead, { kind, sequence: approval.sequence, actor }, nowMs, nameOf);
  return decisionRefusalOf(situation, verdict) ?? (verdict.is === 'REPEATED' ? 'you said so already' : null);
}
