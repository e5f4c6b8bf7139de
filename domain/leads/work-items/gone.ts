import type { Draft } from '../lead/draft.js';
import type { LeadState, OpenWorkItem } from '../lead/state.js';
import { isEnded } from '../vocabulary/ended.js';
import { LEAD_WORK_ITEM_KINDS, type LeadWorkItemKind, type WorkItemDetails } from '../vocabulary/work-items.js';

/** Why a person need not be asked any more, in words; null: the cause is still there. */
type Gone = (lead: LeadState, details: WorkItemDetails, nameOf: (userId: string) => string) => string | null;

const ended: Gone = ({ status, outcome }) => {
  if (!isEnded(status)) return null;
  return status === 'CLOSED'
    ? `The lead was closed (${outcome?.toLowerCase() ?? 'closed'})`
    : 'The lead is not qualified';
};

const owned: Gone = ({ ownerId }, _details, nameOf) =>
  ownerId === null ? null : `${nameOf(ownerId)} has the lead now`;

/** Nobody has it, and nobody is asked. */
const nobodyHasIt: Gone = (lead, details, nameOf) =>
  ended(lead, details, nameOf) ??
  owned(lead, details, nameOf) ??
  (lead.status === 'OFFERED'
    ? 'Somebody is asked whether they take the lead'
    : lead.status === 'PENDING_APPROVAL'
      ? 'The lead waits for an approval'
      : null);

/** The owner who let it lapse has it still, and the customer waits. */
const stillWithOwner: Gone = (lead, details, nameOf) => {
  const gone = ended(lead, details, nameOf);
  if (gone !== null) return gone;
  if (details.ownerId !== undefined && lead.ownerId !== details.ownerId)
    return owned(lead, details, nameOf) ?? 'The owner from then has the lead no more';
  const clock = lead.clocks.find(({ key, cycle }) => key === details.clockKey && cycle === details.cycle);
  if (!clock) return null;
  if (clock.metAtMs !== null) return 'The customer was reached';
  return clock.cancelledAtMs === null ? null : 'The clock was ended';
};

/** A clock that runs, or a later one of it. */
const doesNotRun: Gone = (lead, details, nameOf) => {
  const gone = ended(lead, details, nameOf);
  if (gone !== null) return gone;
  const { clockKey, cycle = 1 } = details;
  return lead.clocks.some((one) => one.key === clockKey && one.cycle >= cycle && one.cancelledAtMs === null)
    ? 'The clock runs now'
    : null;
};

/** Of the owner who is not active. Whom the flow names and nobody finds is missed until the flow or the person changes. */
const ownerMissing: Gone = (lead, details, nameOf) => {
  if (details.ownerId === undefined) return null;
  const gone = ended(lead, details, nameOf);
  if (gone !== null) return gone;
  if (lead.ownerId !== details.ownerId) return owned(lead, details, nameOf) ?? 'The lead has that owner no more';
  return lead.inactiveOwnerId === lead.ownerId ? null : `${nameOf(lead.ownerId!)} is active again`;
};

const GONE: Readonly<Record<LeadWorkItemKind, Gone>> = {
  UNROUTED: nobodyHasIt,
  NO_FLOW: nobodyHasIt,
  NOT_REASSIGNED: stillWithOwner,
  CLOCK_NOT_STARTED: doesNotRun,
  RECIPIENT_MISSING: ownerMissing,
  // Of a delivery, which is no lead yet: whoever mends or discards it closes it.
  UNREADABLE_LEAD: () => null,
  // Only a settlement that went all the way shows that it can.
  NOT_SETTLED: () => null,
};

/** A message that was to ring the lead for a proof or a command. It is rung for all that waits, whatever rang. */
const RINGING = ['PROOF_RECORDED', 'COMMAND_REQUESTED'];
const isRingOnly = ({ kind, details }: OpenWorkItem): boolean =>
  kind === 'DEAD_LETTER' && RINGING.includes(String(details['topic']));

const isKnown = (kind: string): kind is LeadWorkItemKind => (LEAD_WORK_ITEM_KINDS as readonly string[]).includes(kind);

/**
 * Closes the lead's open work items whose cause is gone, and takes back those of this settlement that it has solved
 * itself: of those nobody needs to hear. What other kinds wait for is not the lead's to know.
 * @param isUpToDate whether all that waited for the lead was applied
 */
export function closeWorkItems(draft: Draft, isUpToDate: boolean): void {
  const { lead, changes, context } = draft;
  changes.workItems = changes.workItems.filter(
    ({ kind, details }) => GONE[kind](lead, details, context.nameOf) === null,
  );
  for (const item of lead.workItems) {
    const { id, kind, details } = item;
    const why = isKnown(kind)
      ? (GONE[kind](lead, details, context.nameOf) ??
        (isUpToDate && kind === 'NOT_SETTLED' ? 'The lead is up to date again' : null))
      : isUpToDate && isRingOnly(item)
        ? 'The lead was brought up to date without the message'
        : null;
    if (why !== null) changes.closedWorkItems.push({ id, why });
  }
}
