import type { LadderStep } from '../flow/definition.js';
import { firingsOf, upcoming, type Due, ticks } from '../../engine/sla/ladder.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { ESCALATIONS, type EscalationAction } from '../vocabulary/escalations.js';
import { openApproval } from '../approvals/approval.js';
import { openOffer } from '../offers/offer.js';
import { clockName } from '../clocks/clock-name.js';
import type { LeadState } from '../lead/state.js';
import type { Breach } from '../vocabulary/breaches.js';
import type { ClockState } from '../../engine/sla/clock.js';
import { isPaused, isSuspended, pauseEndOf } from '../clocks/paused.js';
import { isEnded } from '../vocabulary/ended.js';

/** What the machine will do by itself, unless a proof comes first. */
export interface NextInstant {
  atMs: InstantMs;
  what: 'AT_RISK' | 'BREACH' | EscalationAction | 'OFFER_EXPIRES' | 'APPROVAL_LAPSES' | 'PAUSE_ENDS';
  /** Null where it is no clock's doing. */
  clockKey: string | null;
  text: string;
}

const wordsFor = (due: Due<LadderStep>, name: string): string => {
  if (due.kind === 'AT_RISK') return `${name} becomes at risk`;
  if (due.kind === 'BREACH') return `${name} is breached`;
  return `${name}: ${ESCALATIONS[due.step.action].words}${due.repeat > 0 ? ` (repeat ${due.repeat})` : ''}`;
};

/** What happens next and when, unless a proof comes first; soonest first. */
export function describeNext(lead: LeadState): NextInstant[] {
  if (isEnded(lead.status) || isSuspended(lead)) return [];
  return lead.clocks
    .flatMap((clock): NextInstant[] => {
      const definition = lead.flow?.definition.clocks.find(({ key }) => key === clock.key);
      if (!definition) return [];
      return upcoming(clock, definition, firingsOf(lead.escalations, clock)).map((due) => ({
        atMs: due.atMs,
        what: due.kind === 'STEP' ? due.step.action : due.kind,
        clockKey: clock.key,
        text: wordsFor(due, definition.name),
      }));
    })
    .concat(offerExpiry(lead), approvalLapse(lead), pauseEnd(lead))
    .sort((a, b) => a.atMs - b.atMs);
}

function offerExpiry(lead: LeadState): NextInstant[] {
  const offer = openOffer(lead);
  if (!offer) return [];
  const text = `the ${offer.mode === 'OFFER' ? 'offer' : 'broadcast'} expires`;
  return [{ atMs: offer.expiresAtMs, what: 'OFFER_EXPIRES', clockKey: null, text }];
}

function approvalLapse(lead: LeadState): NextInstant[] {
  const approval = openApproval(lead);
  if (!approval) return [];
  return [{ atMs: approval.expiresAtMs, what: 'APPROVAL_LAPSES', clockKey: null, text: 'the approval lapses' }];
}

function pauseEnd(lead: LeadState): NextInstant[] {
  const atMs = pauseEndOf(lead);
  return atMs === null ? [] : [{ atMs, what: 'PAUSE_ENDS', clockKey: null, text: 'the pause ends' }];
}

/** A lead that was begun but whose clocks do not run yet is looked at again after this long, should its workflow be gone. */
const BEGINNING_MS = 10_000;

/** When the machine must look at the lead again; null: only a proof or a person moves it. */
export function nextDueOf(lead: LeadState, nowMs: InstantMs): InstantMs | null {
  if (!lead.clocksStarted && !isEnded(lead.status) && !isSuspended(lead)) return nowMs + BEGINNING_MS;
  return describeNext(lead)[0]?.atMs ?? null;
}

/** The most urgent deadline of a clock that ticks; null while the lead is paused: then nobody is waited for. */
export const deadlineOf = (lead: LeadState): InstantMs | null => mostUrgent(lead)?.deadlineAtMs ?? null;

/** The clock whose deadline that is, with the name that the flow gives it. */
export function dueClockOf(lead: LeadState): { key: string; name: string } | null {
  const clock = mostUrgent(lead);
  if (!clock) return null;
  const { key } = clock;
  return { key, name: clockName(lead, key) };
}

function mostUrgent(lead: LeadState): ClockState | undefined {
  if (isEnded(lead.status) || isPaused(lead) || isSuspended(lead)) return undefined;
  return lead.clocks
    .filter((clock) => ticks(clock) && clock.deadlineAtMs !== null)
    .sort(
      (a, b) => a.deadlineAtMs! - b.deadlineAtMs! || (a.key < b.key ? -1 : a.key > b.key ? 1 : a.cycle - b.cycle),
    )[0];
}

/**
 * From when on the lead is at risk, unless a proof comes first; it may have passed. Null once it is breached, and where
 * no clock says when, and while it is paused.
 */
export function atRiskOf(lead: LeadState): InstantMs | null {
  if (isEnded(lead.status) || isPaused(lead) || isSuspended(lead) || breachOf(lead.clocks) === 'breached') return null;
  const instants = lead.clocks
    // One that stands still is at risk only if it was before.
    .filter(({ status, atRiskSeenAtMs }) => status === 'RUNNING' || (status === 'PAUSED' && atRiskSeenAtMs !== null))
    // What was seen stays true, also where a pause that is heard of late moves the instant, or takes it away.
    .map(({ atRiskAtMs, atRiskSeenAtMs }) => Math.min(atRiskAtMs ?? Infinity, atRiskSeenAtMs ?? Infinity));
  const first = Math.min(...instants);
  return Number.isFinite(first) ? first : null;
}

/** How the lead stands: the worst that any of its clocks came to, but of one that is paused nothing is wrong. */
export const standingOf = (lead: LeadState): Breach => (isPaused(lead) ? 'none' : breachOf(lead.clocks));

/** The worst that any of these clocks came to. */
export function breachOf(clocks: ClockState[]): Breach {
  if (clocks.some(({ status }) => status === 'BREACHED')) return 'breached';
  const threatened = clocks.some(
    ({ status, atRiskSeenAtMs }) => atRiskSeenAtMs !== null && (status === 'RUNNING' || status === 'PAUSED'),
  );
  return threatened ? 'at_risk' : 'none';
}
