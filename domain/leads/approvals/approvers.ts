import { needed, type Draft } from '../lead/draft.js';
import type { ApprovalState } from '../lead/state.js';
import type { AskingRule } from './asking-rule.js';

export type Approvers = Pick<ApprovalState, 'askedUserIds' | 'asksManagers'>;

/**
 * Who is asked: those whom the rule names. Where the one who is asked is not at work, the managers are asked as well: an
 * approval does not wait for somebody's holiday. Where nobody of those is there any more, the managers are, and a person
 * must see to the flow.
 */
export function approversOf(draft: Draft, asking: AskingRule): Approvers {
  const { by } = asking.approval;
  if (by === 'manager') return { askedUserIds: [], asksManagers: true };
  const { users } = needed(draft.context.people);
  const named = 'userId' in by ? [by.userId] : by.onCall;
  const there = named.filter((userId) => (users.get(userId)?.status ?? 'INACTIVE') !== 'INACTIVE');
  const atWork = there.find((one) => users.get(one)!.atWork);
  const userId = atWork ?? there[0];
  if (userId === undefined) {
    approverMissing(draft, asking, named);
    return { askedUserIds: [], asksManagers: true };
  }
  return { askedUserIds: [userId], asksManagers: atWork === undefined };
}

/** Somebody whom the flow names is missed by it, once for all its leads, as by its ladders. */
function approverMissing(draft: Draft, { index, approval }: AskingRule, missing: string[]): void {
  const { lead, context } = draft;
  const flowId = lead.flow?.id ?? null;
  const names = missing.map((userId) => context.nameOf(userId)).join(', ');
  draft.askPerson({
    kind: 'RECIPIENT_MISSING',
    summary:
      `Rule ${index + 1} asks ${names} for an approval, who ${missing.length === 1 ? 'is' : 'are'} not active any more. ` +
      'The managers were asked. Change the flow.',
    details: { rule: index + 1, recipient: approval.by, missing, flowId },
    cause: `recipient:${flowId}:${missing.toSorted().join()}`,
  });
}
