import { formatDuration } from '../../engine/time/duration.js';
import type { Condition } from '../../engine/conditions/definition.js';
import type { InstantMs } from '../../engine/time/instant.js';
import type { ClockState } from '../../engine/sla/clock.js';
import { wallWords } from '../../engine/calendars/words.js';
import { DAY_MS, knownZone, MINUTE_MS, zoneOf } from '../../engine/calendars/zone.js';
import { clockName } from '../clocks/clock-name.js';
import { clockDefinition, isOpenClock } from '../clocks/clocks.js';
import type { Draft, NoticeEffect } from '../lead/draft.js';
import { conditionWords } from '../flow/words.js';
import type { ProofKind } from '../vocabulary/proofs.js';

/** The title says what it is about, the text what the title does not. */
type Words = Pick<NoticeEffect, 'subject' | 'text'>;

/** `7 min`, `2 h 5 min`, `3 d 4 h`: no finer than anybody plans. */
export function spanWords(ms: number): string {
  if (ms < MINUTE_MS) return 'less than a minute';
  const grain = ms < DAY_MS ? MINUTE_MS : 60 * MINUTE_MS;
  return formatDuration(Math.floor(ms / grain) * grain);
}

/** An instant on the clocks of the org, where those who read it work. */
export const timeWords = ({ lead, nowMs }: Draft, atMs: InstantMs): string =>
  // No deadline waits because the words for it cannot be found.
  wallWords(knownZone(lead.timeZone) ?? zoneOf('UTC'), atMs, nowMs);

/** Who it is about, for whoever knows the lead. */
const personOf = ({ lead }: Draft): string => lead.name ?? `the lead from ${lead.source}`;

/** `due in 7 min`, `was due 3 min ago`; a clock that stands still has no deadline. */
function dueIn({ nowMs }: Draft, { deadlineAtMs }: ClockState): string {
  if (deadlineAtMs === null) return 'stands still';
  const leftMs = deadlineAtMs - nowMs;
  return leftMs > 0 ? `is due in ${spanWords(leftMs)}` : `was due ${spanWords(-leftMs)} ago`;
}

/** What is done for a clock's proof: by the first that counts, a call before all. */
const VERBS: Readonly<Record<ProofKind, string>> = {
  CALL_LOGGED: 'Call',
  WHATSAPP_SENT: 'Write to',
  EMAIL_SENT: 'Write to',
  MEETING_BOOKED: 'Meet',
};
function verbOf(draft: Draft, clock: ClockState): string {
  const proofs = clockDefinition(draft, clock.key)?.proofs ?? [];
  const [first] = proofs;
  return first === undefined || proofs.includes('CALL_LOGGED') ? VERBS.CALL_LOGGED : VERBS[first];
}

/** `Call Ana Pop by 10:14`: what a step asks of the owner. */
function askOwner(draft: Draft, clock: ClockState): string {
  const { deadlineAtMs } = clock;
  const what = `${verbOf(draft, clock)} ${personOf(draft)}`;
  if (deadlineAtMs === null) return what;
  const time = timeWords(draft, deadlineAtMs);
  return deadlineAtMs > draft.nowMs ? `${what} by ${time}` : `${what} now: it was due by ${time}`;
}

/** `First contact of Ana Pop is overdue since 10:14`: for whoever looks after others' leads. */
function askOthers(draft: Draft, clock: ClockState): string {
  const { deadlineAtMs } = clock;
  const what = `${clockName(draft.lead, clock.key)} of ${personOf(draft)}`;
  if (deadlineAtMs === null) return `${what} waits`;
  const time = timeWords(draft, deadlineAtMs);
  return deadlineAtMs > draft.nowMs ? `${what} is due by ${time}` : `${what} is overdue since ${time}`;
}

const sentences = (...parts: string[]): string => parts.filter(Boolean).join(' ');
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/**
 * A step of a ladder, as it is told.
 * @param toOwner whether the reader has the lead
 * @param extra what else there is to know, a sentence
 */
export function stepWords(
  draft: Draft,
  clock: ClockState,
  { toOwner, extra }: { toOwner: boolean; extra: string },
): Words {
  const { ownerId } = draft.lead;
  const due = dueIn(draft, clock);
  if (toOwner)
    return { subject: askOwner(draft, clock), text: sentences(`${clockName(draft.lead, clock.key)} ${due}.`, extra) };
  const owner = ownerId === null ? 'Nobody has the lead.' : `${draft.context.nameOf(ownerId)} has the lead.`;
  return { subject: askOthers(draft, clock), text: sentences(`${capital(withoutIs(due))}.`, owner, extra) };
}
/** `is due in 7 min` where the title has the subject already. */
const withoutIs = (due: string): string => due.replace(/^is /, '').replace(/^was due/, 'it was due');

/** The step that gave the lead to another, for whoever had it. */
export const reassignedWords = (draft: Draft, clock: ClockState, toId: string): Words => ({
  subject: `${draft.leadName} went to ${draft.context.nameOf(toId)}`,
  text: `${clockName(draft.lead, clock.key)} ${dueIn(draft, clock)}.`,
});

/** The owner is absent: the lead was planned anew. @param toId null: nobody could take it */
export const absentWords = (draft: Draft, toId: string | null, reason: string): Words => ({
  subject: `${draft.leadName} ${toId === null ? 'waits for a new owner' : `went to ${draft.context.nameOf(toId)}`}`,
  text: `You are absent (${reason}).`,
});

/** The lead is somebody's. @param why they got it */
export function assignedWords(draft: Draft, why: string): Words {
  const { lead, nowMs } = draft;
  const deadlines = lead.clocks.flatMap((clock) =>
    isOpenClock(lead, clock) && clock.deadlineAtMs !== null && clock.deadlineAtMs > nowMs
      ? [{ clock, atMs: clock.deadlineAtMs }]
      : [],
  );
  const next = deadlines.toSorted((a, b) => a.atMs - b.atMs)[0];
  const due = next ? `${clockName(draft.lead, next.clock.key)} is due by ${timeWords(draft, next.atMs)}.` : '';
  return { subject: `Your lead: ${draft.leadName}`, text: sentences(due, `Why: ${why}.`) };
}

export const offeredWords = (draft: Draft, mode: 'OFFER' | 'BROADCAST', untilMs: InstantMs): Words => ({
  subject: `${mode === 'OFFER' ? 'Offered to you' : 'First come, first served'}: ${draft.leadName}`,
  text: `Accept or decline by ${timeWords(draft, untilMs)}, within ${formatDuration(untilMs - draft.nowMs)}.`,
});

/** Somebody must agree before the lead goes to anybody. */
export const approvalWords = (
  draft: Draft,
  { index, rule }: { index: number; rule: { when: Condition } },
  { expiresAtMs, explanationText }: { expiresAtMs: InstantMs; explanationText: string },
): Words => ({
  subject: `Approve or decline: ${draft.leadName}`,
  text:
    `Rule ${index + 1} asks first: ${conditionWords(rule.when)}. Decide by ${timeWords(draft, expiresAtMs)}, within ` +
    `${spanWords(expiresAtMs - draft.nowMs)}. Approved now, it would go so: ${explanationText}.`,
});

/** The pause is over by itself. @param deadlineMs what is due next; null: nothing */
export const pauseOverWords = (draft: Draft, endMs: InstantMs, deadlineMs: InstantMs | null): Words => ({
  subject: `The pause is over: ${draft.leadName}`,
  text: `The lead rested until ${timeWords(draft, endMs)} and waits again${
    deadlineMs === null ? '' : `; the next deadline is ${timeWords(draft, deadlineMs)}`
  }.`,
});
