import { replanAbsent } from '../replan/replan.js';
import { acknowledge } from '../escalation/acknowledge.js';
import { answerOffer } from '../assignment/answer.js';
import { judgeAnswer } from '../offers/answer-verdict.js';
import { assignTo } from '../assignment/assign.js';
import { cancelClock, openClock } from '../clocks/clocks.js';
import { recountClocks } from '../clocks/recount.js';
import type { Draft } from '../lead/draft.js';
import { withdrawOffer } from '../offers/offer.js';
import { isAnswer, type CommandInput } from '../lead/state.js';
import { answerRefusalOf, refusalOf } from './refusal.js';
import { situationOf } from './situation.js';

/** Carries out what a person asked, or records why it cannot be done any more. */
export function applyCommand(draft: Draft, command: CommandInput): void {
  const { lead, context } = draft;
  const { request, receivedAtMs } = command;
  const situation = situationOf(lead);
  const refusal = isAnswer(request)
    ? answerRefusalOf(situation, judgeAnswer(lead, request, receivedAtMs, context.nameOf))
    : refusalOf(situation, request);
  draft.changes.commands.push({ id: command.id, refusal });
  if (refusal !== null) {
    draft.tell('command.refused', { kind: request.kind, refusal }, command.actor);
    return;
  }
  carryOut(draft, command);
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
    case 'RECOUNT':
      recountClocks(draft, request.reason, actor);
      return;
  }
}
