import { concernsAbsent, replanAbsent } from '../replan/replan.js';
import { withdrawApproval } from '../approvals/approval.js';
import { decideApproval } from '../assignment/decide-approval.js';
import { judgeDecision } from '../approvals/verdict.js';
import { acknowledge } from '../escalation/acknowledge.js';
import { answerOffer } from '../assignment/answer.js';
import { judgeAnswer } from '../offers/answer-verdict.js';
import { assignTo } from '../assignment/assign.js';
import { judgePauseEnd } from '../clocks/pause-end.js';
import { cancelClock, openClock } from '../clocks/clocks.js';
import { recountClocks } from '../clocks/recount.js';
import { standStill } from '../escalation/stand-still.js';
import { iso, type Draft } from '../lead/draft.js';
import { withdrawOffer } from '../offers/offer.js';
import { isAnswer, isDecision, type CommandInput } from '../lead/state.js';
import { attachByHand } from '../same-person/same-person.js';
import { answerRefusalOf, decisionRefusalOf, refusalOf, replanRefusalOf } from './refusal.js';
import { reopen } from './reopen.js';
import { situationOf } from './situation.js';

/** Carries out what a person asked, or records why it cannot be done any more. */
export function applyCommand(draft: Draft, command: CommandInput): void {
  const { request } = command;
  const refusal = refusalNow(draft, command);
  draft.changes.commands.push({ id: command.id, refusal });
  if (refusal !== null) {
    draft.tell('command.refused', { kind: request.kind, refusal }, command.actor);
    return;
  }
  carryOut(draft, command);
}

/** The route refuses it with the field; here the end is judged by when it was asked for, however late that is heard of. */
const pauseRefusal = ({ request, receivedAtMs }: CommandInput): string | null =>
  request.kind === 'PAUSE' &&
  request.untilMs !== undefined &&
  judgePauseEnd(request.untilMs, receivedAtMs) !== 'POSSIBLE'
    ? 'a pause ends in the future, and within 366 days'
    : null;

function refusalNow({ lead, context }: Draft, command: CommandInput): string | null {
  const { request, receivedAtMs } = command;
  // Nobody asks for it whom it could be refused: of a lead that has ended it changes nothing.
  if (request.kind === 'STAND_STILL') return null;
  const situation = situationOf(lead);
  if (isAnswer(request)) return answerRefusalOf(situation, judgeAnswer(lead, request, receivedAtMs, context.nameOf));
  if (isDecision(request)) {
    const verdict = judgeDecision(lead, { ...request, actor: command.actor }, receivedAtMs, context.nameOf);
    return decisionRefusalOf(situation, verdict);
  }
  return request.kind === 'REPLAN'
    ? replanRefusalOf(situation, concernsAbsent(lead, request.absentUserId))
    : (pauseRefusal(command) ?? refusalOf(situation, request));
}

function carryOut(draft: Draft, command: CommandInput): void {
  const { lead } = draft;
  const { request, receivedAtMs, actor } = command;
  switch (request.kind) {
    case 'ASSIGN': {
      const text = `${draft.context.nameOf(request.ownerId)} by hand${request.reason ? `: ${request.reason}` : ''}`;
      assignTo(
        draft,
        {
          ownerId: request.ownerId,
          teamId: lead.teamId,
          mode: 'DIRECT',
          explanation: {
            text,
            rule: 'by hand',
            strategy: null,
            candidates: [{ userId: request.ownerId, outcome: 'CHOSEN', reason: text, terms: {} }],
          },
        },
        actor,
        receivedAtMs,
      );
      return;
    }
    case 'PAUSE':
      // Asked for again it has another end; it goes on all the while.
      draft.setLead({ pausedAtMs: lead.pausedAtMs ?? receivedAtMs, pausedUntilMs: request.untilMs ?? null });
      draft.tell('lead.paused', { reason: request.reason ?? null, until: iso(lead.pausedUntilMs) }, actor);
      return;
    case 'RESUME':
      draft.setLead({ pausedAtMs: null, pausedUntilMs: null });
      draft.tell('lead.resumed', { reason: request.reason ?? null }, actor);
      return;
    case 'CLOSE': {
      const { outcome, duplicateOfId, mergeId, reason = null } = request;
      const why = mergeId === undefined ? 'the lead was closed' : 'the lead was merged into another';
      withdrawOffer(draft, why, receivedAtMs, actor);
      withdrawApproval(draft, why, receivedAtMs, actor);
      const assignment = lead.assignments.at(-1);
      if (assignment && assignment.endedAtMs === null) {
        // Asked for before the machine first routed it: no assignment ends before it began.
        assignment.endedAtMs = Math.max(receivedAtMs, assignment.assignedAtMs);
        draft.changes.assignments.add(assignment);
      }
      for (const clock of lead.clocks)
        if (clock.status === 'RUNNING' || clock.status === 'PAUSED') cancelClock(draft, clock, why);
      const before = { status: lead.status };
      draft.setLead({ status: 'CLOSED', outcome: request.outcome, closedAtMs: receivedAtMs });
      const original = duplicateOfId === undefined ? {} : { duplicateOfId };
      const merge = mergeId === undefined ? {} : { mergeId };
      draft.tell('lead.closed', { outcome, reason, ...original, ...merge }, actor, before);
      if (duplicateOfId !== undefined) attachByHand(draft, duplicateOfId, actor, mergeId !== undefined);
      return;
    }
    case 'REOPEN':
      reopen(draft, { ...command, request });
      return;
    case 'ACKNOWLEDGE':
      acknowledge(draft, request.reason ?? null, receivedAtMs, actor);
      return;
    case 'CANCEL_CLOCK':
      cancelClock(
        draft,
        openClock(lead, request.clockKey)!,
        request.reason ?? 'cancelled by hand',
        actor,
        receivedAtMs,
      );
      return;
    case 'ACCEPT':
    case 'DECLINE': {
      const verdict = judgeAnswer(lead, request, receivedAtMs, draft.context.nameOf);
      if (verdict.is === 'VALID') answerOffer(draft, verdict, { ...command, request });
      return;
    }
    case 'APPROVE':
    case 'DECLINE_APPROVAL': {
      const verdict = judgeDecision(lead, { ...request, actor }, receivedAtMs, draft.context.nameOf);
      if (verdict.is === 'VALID') decideApproval(draft, verdict.approval, { ...command, request });
      return;
    }
    case 'REPLAN':
      replanAbsent(draft, command, request);
      return;
    case 'RECOUNT':
      recountClocks(draft, request, actor);
      return;
    case 'STAND_STILL':
      standStill(draft, request, actor);
      return;
  }
}
