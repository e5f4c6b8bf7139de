import { replanAbsent, replanRefusal } from '../replan/replan.js';
import { acknowledge, unacknowledged } from '../escalation/acknowledge.js';
import { answerOffer } from '../assignment/answer.js';
import { judgeAnswer } from '../offers/answer-verdict.js';
import { assignTo } from '../assignment/assign.js';
import { cancelClock, openClock } from '../clocks/clocks.js';
import type { Draft } from '../lead/draft.js';
import { isEnded } from '../vocabulary/ended.js';
import { withdrawOffer } from '../offers/offer.js';
import type { CommandInput } from '../lead/state.js';

export { isEnded };

/** Carries out what a person asked, or records why it cannot be done any more. */
export function applyCommand(draft: Draft, command: CommandInput): void {
  const refusal = refusalOf(draft, command);
  draft.changes.commands.push({ id: command.id, refusal });
  if (refusal !== null) {
    draft.tell('command.refused', { kind: command.request.kind, refusal }, command.actor);
    return;
  }
  carryOut(draft, command);
}

/** Why a command cannot be carried out in the lead's present state; null: it can. */
function refusalOf({ lead, context }: Draft, { request, receivedAtMs }: CommandInput): string | null {
  if (isEnded(lead.status)) return `the lead is ${lead.status}`;
  switch (request.kind) {
    case 'ASSIGN':
      return lead.ownerId === request.ownerId ? 'this user owns the lead already' : null;
    case 'PAUSE':
      return lead.pausedAtMs === null ? null : 'the lead is paused already';
    case 'RESUME':
      return lead.pausedAtMs === null ? 'the lead is not paused' : null;
    case 'CLOSE':
      return null;
    case 'ACKNOWLEDGE':
      return unacknowledged(lead).length > 0 ? null : 'nothing has fired that nobody has acknowledged';
    case 'CANCEL_CLOCK':
      return openClock(lead, request.clockKey) ? null : `no clock «${request.clockKey}» is open`;
    case 'ACCEPT':
    case 'DECLINE': {
      const verdict = judgeAnswer(lead, request, receivedAtMs, context.nameOf);
      return verdict.is === 'REFUSED' ? verdict.why : null;
    }
    case 'REPLAN':
      return replanRefusal(lead, request);
  }
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
      draft.setLead({ pausedAtMs: receivedAtMs });
      draft.tell('lead.paused', { reason: request.reason ?? null }, actor);
      return;
    case 'RESUME':
      draft.setLead({ pausedAtMs: null });
      draft.tell('lead.resumed', { reason: request.reason ?? null }, actor);
      return;
    case 'CLOSE': {
      withdrawOffer(draft, 'the lead was closed', receivedAtMs, actor);
      const assignment = lead.assignments.at(-1);
      if (assignment && assignment.endedAtMs === null) {
        // Asked for before the machine first routed it: no assignment ends before it began.
        assignment.endedAtMs = Math.max(receivedAtMs, assignment.assignedAtMs);
        draft.changes.assignments.add(assignment);
      }
      for (const clock of lead.clocks)
        if (clock.status === 'RUNNING' || clock.status === 'PAUSED') cancelClock(draft, clock, 'the lead was closed');
      const before = { status: lead.status };
      draft.setLead({ status: 'CLOSED', outcome: request.outcome, closedAtMs: receivedAtMs });
      draft.tell('lead.closed', { outcome: request.outcome, reason: request.reason ?? null }, actor, before);
      return;
    }
    case 'ACKNOWLEDGE':
      acknowledge(draft, request.reason ?? null, receivedAtMs, actor);
      return;
    case 'CANCEL_CLOCK':
      cancelClock(draft, openClock(lead, request.clockKey)!, request.reason ?? 'cancelled by hand', actor);
      return;
    case 'ACCEPT':
    case 'DECLINE': {
      const verdict = judgeAnswer(lead, request, receivedAtMs, draft.context.nameOf);
      if (verdict.is === 'VALID') answerOffer(draft, verdict, { ...command, request });
      return;
    }
    case 'REPLAN':
      replanAbsent(draft, command, request);
      return;
  }
}
