import type { Channel } from '../../platform/notices/channels.js';
import type { LadderStep, Recipient } from '../flow/definition.js';
import { clockName } from '../clocks/clock-name.js';
import { stepWords } from '../notices/words.js';
import { needed, type Draft, type NoticeEffect } from '../lead/draft.js';
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
  const { notice, to } = ESCALATIONS[escalation.action];
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
      ...stepWords(draft, clock, { toOwner: target.userId !== null && target.userId === lead.ownerId, extra }),
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

/**
 * The ladder goes on with the manager; a person must see to the lead or the flow. An owner is missed by the lead, once for
 * all its steps; somebody whom the flow names by the flow, once for all its leads.
 */
function recipientMissing(draft: Draft, clock: ClockState, step: LadderStep, recipient: Recipient): void {
  const { lead, context } = draft;
  const { ownerId } = lead;
  const flowId = lead.flow?.id ?? null;
  const isOwner = recipient === 'owner';
  const missing = missingOf(recipient, ownerId);
  const names = missing.map((userId) => context.nameOf(userId)).join(', ');
  draft.askPerson({
    kind: 'RECIPIENT_MISSING',
    summary:
      `The ${ESCALATIONS[step.action].words} of “${clockName(lead, clock.key)}” should have gone to ` +
      `${isOwner ? `the owner, ${names},` : `${names}, whom the flow names,`} who ${missing.length === 1 ? 'is' : 'are'} ` +
      `not active any more. The managers were told. ${isOwner ? 'Assign the lead' : 'Change the flow'}.`,
    details: {
      clockKey: clock.key,
      cycle: clock.cycle,
      stepKey: step.key,
      recipient,
      missing,
      flowId,
      ...(isOwner ? { ownerId } : {}),
    },
    cause: isOwner ? `recipient:${lead.id}:${ownerId}` : `recipient:${flowId}:${missing.toSorted().join()}`,
  });
}

function missingOf(recipient: Recipient, ownerId: string | null): string[] {
  if (typeof recipient === 'string') return ownerId === null ? [] : [ownerId];
  return 'userId' in recipient ? [recipient.userId] : recipient.onCall;
}
