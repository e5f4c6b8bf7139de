import type { Channel } from '../../platform/notices/channels.js';
import type { LadderStep, Recipient } from '../flow/definition.js';
import { clockDefinition } from '../clocks/clocks.js';
import { iso, needed, type Draft, type NoticeEffect } from '../lead/draft.js';
import type { EscalationState } from '../lead/state.js';
import type { ClockState } from '../../engine/sla/clock.js';
import { ESCALATIONS } from '../vocabulary/escalations.js';

/** To whom a notice goes; null: those whom the flow names are not there any more. */
type Target = Pick<NoticeEffect, 'userId' | 'team'>;
const MANAGERS: Target = { userId: null };

/** Those that the step names, and the recipient's list always. */
export const channelsOf = ({ channels = [] }: LadderStep): Channel[] => [...new Set<Channel>(['in_app', ...channels])];

/** Tells the recipients of a step what it is about. */
export function tellRecipients(
  draft: Draft,
  clock: ClockState,
  step: LadderStep,
  escalation: EscalationState,
  extra: string,
): void {
  const { lead } = draft;
  const { notice, subject, to } = ESCALATIONS[escalation.action];
  const words = dueWords(draft, clock);
  for (const recipient of step.to ?? to) {
    let target = targetOf(draft, recipient);
    if (target === null) {
      recipientMissing(draft, clock, step, recipient);
      target = MANAGERS;
    }
    draft.notify({
      kind: notice,
      ...target,
      channels: channelsOf(step),
      subject: `${subject}: ${draft.leadName}, ${words}`,
      text: [
        `${draft.leadName}: ${words}.`,
        lead.ownerId === null ? 'Nobody owns it.' : `Owner: ${draft.context.nameOf(lead.ownerId)}.`,
        `Step «${step.key}»${escalation.repeat > 0 ? `, repeat ${escalation.repeat}` : ''}.`,
        extra,
      ]
        .filter(Boolean)
        .join(' '),
      dedupeKey: escalation.key,
    });
  }
}

function targetOf(draft: Draft, recipient: Recipient): Target | null {
  const { lead, context } = draft;
  if (recipient === 'manager') return MANAGERS;
  // A lead without an owner, or without a team, has nobody to remind: its manager is.
  if (recipient === 'team') return lead.teamId === null ? MANAGERS : { userId: null, team: true };
  if (recipient === 'owner') {
    if (lead.ownerId === null) return MANAGERS;
    return lead.ownerId === lead.inactiveOwnerId ? null : { userId: lead.ownerId };
  }
  const { users } = needed(context.people);
  const named = 'userId' in recipient ? [recipient.userId] : recipient.onCall;
  const there = named.filter((userId) => (users.get(userId)?.status ?? 'INACTIVE') !== 'INACTIVE');
  const userId = there.find((one) => users.get(one)!.atWork) ?? there[0];
  return userId === undefined ? null : { userId };
}

/** The ladder goes on with the manager; a person must see to the flow or the lead. Once for each step. */
function recipientMissing(draft: Draft, clock: ClockState, step: LadderStep, recipient: Recipient): void {
  const who = recipient === 'owner' ? 'the owner' : 'whom the flow names';
  draft.changes.workItems.push({
    kind: 'RECIPIENT_MISSING',
    summary:
      `Step «${step.key}» of «${clockDefinition(draft, clock.key)?.name ?? clock.key}» should have told ${who}, who is ` +
      `not active any more. The managers were told. ${recipient === 'owner' ? 'Assign the lead' : 'Change the flow'}.`,
    details: { clockKey: clock.key, cycle: clock.cycle, stepKey: step.key, recipient },
    dedupeKey: `recipient:${draft.lead.id}:${clock.key}:${step.key}`,
  });
}

/** «First contact is due 2026-…», for words in notices. */
export function dueWords(draft: Draft, clock: ClockState): string {
  const name = clockDefinition(draft, clock.key)?.name ?? clock.key;
  return clock.status === 'BREACHED'
    ? `${name} was due ${iso(clock.deadlineAtMs)}`
    : `${name} is due ${iso(clock.deadlineAtMs)}`;
}
