import type { RoutingDecision } from '../../engine/routing/types.js';
import { askOthersToo, waitsForAlone } from '../approvals/approval.js';
import { assignTo, nobodyLeft, release, routeLead } from '../assignment/assign.js';
import { decide, triedOf } from '../assignment/decide.js';
import type { Draft } from '../lead/draft.js';
import type { CommandInput, CommandRequest, LeadState } from '../lead/state.js';
import { isAsked } from '../offers/answer-verdict.js';
import { openOffer, withdrawFrom } from '../offers/offer.js';
import { absentWords } from '../notices/words.js';

type Replan = Extract<CommandRequest, { kind: 'REPLAN' }>;

/** Whether a lead has to be planned anew because of somebody's absence: they own it, or it waits for their answer or decision. */
export const concernsAbsent = (lead: LeadState, absentUserId: string): boolean =>
  lead.ownerId === absentUserId || isAsked(lead, absentUserId) || waitsForAlone(lead, absentUserId);

/**
 * Plans the lead of somebody who is absent anew: one that they own goes to another, an offer that waits for them waits no
 * longer, and of an approval that waits for nobody else others are asked, too.
 * @param request the lead must concern the absent user (`concernsAbsent`)
 */
export function replanAbsent(draft: Draft, command: CommandInput, request: Replan): void {
  if (draft.lead.ownerId === request.absentUserId) giveToAnother(draft, command, request);
  else if (waitsForAlone(draft.lead, request.absentUserId))
    askOthersToo(draft, absence(draft, request.absentUserId, request.reason));
  else askOthers(draft, command, request);
}

/** Takes the open offer back from the absent; where nobody else is asked, the next is. */
function askOthers(draft: Draft, { receivedAtMs, actor }: CommandInput, { absentUserId, reason }: Replan): void {
  withdrawFrom(draft, absentUserId, absence(draft, absentUserId, reason), receivedAtMs, actor);
  if (openOffer(draft.lead) === undefined) routeLead(draft);
}

const absence = ({ context }: Draft, absentUserId: string, reason: string): string =>
  `${context.nameOf(absentUserId)} is absent (${reason})`;

/**
 * Gives the lead of somebody who is absent to another: the customer's clocks go on, the rep's own begin anew. It is no
 * reassignment of the ladder, so it does not count against the flow's limit. With nobody left it has no owner: it must
 * not stay with somebody who is not there.
 */
function giveToAnother(draft: Draft, { id, receivedAtMs, actor }: CommandInput, request: Replan): void {
  const { lead } = draft;
  const { absentUserId, reason } = request;
  const { userId, teamId, explanation } = routeWithout(draft, absentUserId);
  const text = `${absence(draft, absentUserId, reason)}: ${explanation.text}`;
  const before = { ownerId: absentUserId };
  if (userId !== null) {
    assignTo(
      draft,
      { ownerId: userId, teamId, mode: 'AUTO', explanation: { ...explanation, text } },
      actor,
      receivedAtMs,
    );
  } else {
    release(draft, receivedAtMs, text);
    draft.tell('lead.unrouted', { status: 'UNROUTED', text, candidates: explanation.candidates }, actor, before);
    nobodyLeft(draft, {
      tried: 'ABSENCE',
      summary: `${absence(draft, absentUserId, reason)}, and nobody else could take this lead: ${explanation.text}`,
      explanation: { ...explanation, text },
      noticeKey: `replan:${id}`,
    });
  }
  const told = { ownerId: userId, absenceId: request.absenceId ?? null, reason, status: lead.status, text };
  draft.tell('lead.replanned', told, actor, before);
  draft.notify({
    kind: 'REASSIGNED',
    userId: absentUserId,
    // For when they are back.
    channels: ['in_app'],
    ...absentWords(draft, userId, reason),
    dedupeKey: `replan:${id}`,
  });
}

/** To somebody who never had the lead, else to anybody but the absent. */
function routeWithout(draft: Draft, absentUserId: string): RoutingDecision {
  const { lead } = draft;
  // A lead that no flow took was given away by hand: nobody but a person can do that again.
  if (lead.flow === null) {
    const text = 'the lead has no flow that could route it';
    const explanation = { text, rule: 'none', strategy: null, candidates: [] };
    return { userId: null, teamId: null, ranked: [], rule: null, strategy: null, explanation };
  }
  const absent = [absentUserId, 'is absent'] as const;
  const fresh = decide(draft, new Map([...triedOf(lead, 'HAD'), absent]));
  return fresh.userId === null ? decide(draft, new Map([absent])) : fresh;
}
