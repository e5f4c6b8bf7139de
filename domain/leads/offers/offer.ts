import { parseDuration } from '../../engine/time/duration.js';
import type { RoutingRule } from '../../engine/routing/definition.js';
import type { RoutingDecision } from '../../engine/routing/types.js';
import { ticks } from '../../engine/sla/ladder.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { clockDefinition, startClocksFor } from '../clocks/clocks.js';
import { iso, type Draft } from '../lead/draft.js';
import { SYSTEM, type Actor } from '../../platform/audit/actor.js';
import type { LeadState, OfferState } from '../lead/state.js';
import { offeredWords } from '../notices/words.js';

const DEFAULT_WITHIN = 'PT5M';
const DEFAULT_SHARE = 0.25;
/** Less than this nobody can answer in. */
const LEAST_MS = 1_000;

export const openOffer = (lead: LeadState): OfferState | undefined =>
  lead.offers.find(({ status }) => status === 'OPEN');

export const pendingOf = (offer: OfferState): string[] =>
  offer.answers.filter(({ status }) => status === 'PENDING').map(({ userId }) => userId);

/**
 * Milliseconds to the most urgent deadline of the customer's open clocks, negative once it passed; null: there is none.
 * A rep's own clock begins anew with each rep: it does not say how much time there is.
 */
function timeLeft(draft: Draft): number | null {
  const deadlines = draft.lead.clocks.flatMap((clock) =>
    ticks(clock) && clock.deadlineAtMs !== null && !clockDefinition(draft, clock.key)?.restartOnReassign
      ? [clock.deadlineAtMs]
      : [],
  );
  return deadlines.length === 0 ? null : Math.min(...deadlines) - draft.nowMs;
}

/** Whether a promise to the customer is broken already: then nobody is asked, the lead is given. */
export const isOverdue = (draft: Draft): boolean => (timeLeft(draft) ?? 1) <= 0;

/**
 * The smaller of the rule's time and its share of the SLA time that is left, at least a second.
 * @param leftMs null: no clock runs
 */
export function timeToAnswer(rule: Pick<RoutingRule, 'answerWithin' | 'answerShare'>, leftMs: number | null): number {
  const withinMs = parseDuration(rule.answerWithin ?? DEFAULT_WITHIN);
  const shareMs = leftMs === null ? Infinity : Math.floor(leftMs * (rule.answerShare ?? DEFAULT_SHARE));
  return Math.max(LEAST_MS, Math.min(withinMs, shareMs));
}

/**
 * Asks instead of assigning, where the rule that decided says so and there is time to ask.
 * @returns whether an offer is out now
 */
export function offerInstead(draft: Draft, decided: RoutingDecision): boolean {
  const { rule, teamId } = decided;
  const ranked = decided.ranked.map(({ userId }) => userId);
  if (!rule || ranked.length === 0 || teamId === null) return false;
  const { mode } = rule;
  if (mode !== 'OFFER' && mode !== 'BROADCAST') return false;
  // The customer's time runs while reps think: it must be known before they are asked.
  startClocksFor(draft, 'RECEIVED');
  startClocksFor(draft, 'QUALIFIED');
  const leftMs = timeLeft(draft);
  if (leftMs !== null && leftMs <= 0) return false;

  const { lead, nowMs } = draft;
  const asked = mode === 'OFFER' ? ranked.slice(0, 1) : ranked;
  const { explanation } = decided;
  const text = mode === 'OFFER' ? explanation.text : `to all ${asked.length} who can take it; ${explanation.text}`;
  const offer: OfferState = {
    sequence: (lead.offers.at(-1)?.sequence ?? 0) + 1,
    mode,
    teamId,
    status: 'OPEN',
    offeredAtMs: nowMs,
    expiresAtMs: nowMs + timeToAnswer(rule, leftMs),
    endedAtMs: null,
    answers: asked.map((userId) => ({ userId, status: 'PENDING', answeredAtMs: null, reason: null })),
    explanationText: text,
    explanation: { ...explanation, text },
  };
  lead.offers.push(offer);
  draft.changes.offers.add(offer);
  reserve(draft, offer, 1);
  draft.setLead({ status: 'OFFERED', teamId });
  const { sequence, expiresAtMs } = offer;
  draft.tell('lead.offered', { mode, sequence, userIds: asked, expiresAt: iso(expiresAtMs), text });
  for (const userId of asked) {
    draft.notify({
      kind: 'OFFERED',
      userId,
      channels: ['in_app', 'email'],
      ...offeredWords(draft, mode, expiresAtMs),
      dedupeKey: noticeKey(lead, offer),
    });
  }
  return true;
}

const noticeKey = (lead: LeadState, { sequence }: OfferState): string => `offered:${lead.id}:${sequence}`;

/**
 * One who is asked keeps a place free, and had their turn: else a herd would all be put before the same rep. A broadcast
 * keeps none: that would be a place of everybody's.
 */
function reserve({ context, lead, nowMs }: Draft, offer: OfferState, sign: 1 | -1): void {
  if (offer.mode !== 'OFFER') return;
  const candidate = context.candidates?.find(({ userId }) => userId === offer.answers[0]?.userId);
  if (!candidate) return;
  candidate.load += sign * lead.capacityWeight;
  if (sign === 1) candidate.lastAssignedAtMs = nowMs;
}

/** Decides as if nobody were asked: the place that one keeps free for this very lead is free for it. */
export function withoutReservation<T>(draft: Draft, decision: () => T): T {
  const offer = openOffer(draft.lead);
  if (!offer) return decision();
  reserve(draft, offer, -1);
  const decided = decision();
  reserve(draft, offer, 1);
  return decided;
}

/** Ends an offer. Who has not answered yet is left with `rest`. */
export function endOffer(
  draft: Draft,
  offer: OfferState,
  status: Exclude<OfferState['status'], 'OPEN'>,
  rest: 'EXPIRED' | 'WITHDRAWN',
  atMs: InstantMs,
): void {
  offer.status = status;
  offer.endedAtMs = Math.max(atMs, offer.offeredAtMs);
  for (const answer of offer.answers) if (answer.status === 'PENDING') answer.status = rest;
  draft.changes.offers.add(offer);
  reserve(draft, offer, -1);
}

/**
 * Takes the open offer back from one whom it waits for; where nobody is left to answer it has ended.
 * @param why in words, for the timeline
 */
export function withdrawFrom(draft: Draft, userId: string, why: string, atMs: InstantMs, actor: Actor = SYSTEM): void {
  const { lead, changes } = draft;
  const offer = openOffer(lead);
  const answer = offer?.answers.find((one) => one.userId === userId && one.status === 'PENDING');
  if (!offer || !answer) return;
  if (pendingOf(offer).length === 1) {
    withdrawOffer(draft, why, atMs, actor);
    return;
  }
  answer.status = 'WITHDRAWN';
  changes.offers.add(offer);
  const key = noticeKey(lead, offer);
  changes.notices = changes.notices.filter((one) => one.dedupeKey !== key || one.userId !== userId);
  const { sequence, mode } = offer;
  draft.tell('lead.offer_withdrawn', { mode, sequence, userIds: [userId], text: why }, actor);
}

/** Takes an open offer back, if there is one. @param why in words, for the timeline */
export function withdrawOffer(draft: Draft, why: string, atMs: InstantMs, actor: Actor = SYSTEM): void {
  const { lead, changes } = draft;
  const offer = openOffer(lead);
  if (!offer) return;
  const { sequence, mode } = offer;
  const userIds = pendingOf(offer);
  endOffer(draft, offer, 'WITHDRAWN', 'WITHDRAWN', atMs);
  // Made and taken back in one settlement: nobody needs to hear of it.
  changes.notices = changes.notices.filter(({ dedupeKey }) => dedupeKey !== noticeKey(lead, offer));
  draft.tell('lead.offer_withdrawn', { mode, sequence, userIds, text: why }, actor);
}
