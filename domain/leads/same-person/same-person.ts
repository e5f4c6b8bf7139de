import type { LeadAuditAction } from '../audit/actions.js';
import { parseDuration } from '../../engine/time/duration.js';
import type { FlowDefinition } from '../flow/definition.js';
import type { ActiveFlow } from '../flow/select.js';
import { iso, needed, type Draft, type EarlierLead } from '../lead/draft.js';
import { identifying, ofSamePerson, type PersonContacts } from './same-contact.js';
import { SYSTEM, type Actor } from '../../platform/audit/actor.js';
import { isEnded } from '../vocabulary/ended.js';
import type { LeadState } from '../lead/state.js';
import { timeWords } from '../notices/words.js';

interface Defined {
  definition: FlowDefinition;
}

/** How long before a lead these flows look for its duplicates, in milliseconds; 0: they do not. */
export const duplicateWindowMs = (flows: readonly Defined[]): number =>
  Math.max(
    0,
    ...flows.flatMap(({ definition: { duplicates } }) => (duplicates ? [parseDuration(duplicates.window)] : [])),
  );

/** Whether a flow may give a lead to the person's earlier owner. */
export const prefersEarlierOwner = ({ definition }: Defined): boolean =>
  definition.routing.rules.some(({ affinity }) => affinity);

/** A lead that shares an address or a number with another: whether it is the same person's is to be seen. */
export type KnownLead = EarlierLead & PersonContacts;

const cameBefore = (a: LeadState, b: LeadState): boolean =>
  a.receivedAtMs < b.receivedAtMs || (a.receivedAtMs === b.receivedAtMs && a.id < b.id);

/**
 * The same persons' leads as one settlement sees them: those that it settles itself are the very states, so that what
 * is decided about one counts for the next.
 * @param leads all that are settled together
 * @param decided by a lead's id, what is stored of other leads with its address or number that were decided before
 * @returns by a lead's id, those of the same person, newest first
 */
export function withUndecided(
  leads: readonly LeadState[],
  decided: ReadonlyMap<string, KnownLead[]>,
): Map<string, EarlierLead[]> {
  const here = new Map(leads.map((lead) => [lead.id, lead]));
  const byContact = new Map<string, LeadState[]>();
  const contactsOf = (lead: LeadState): string[] => {
    const { email, phone } = identifying(lead);
    return [email, phone].filter((contact) => contact !== null);
  };
  const undecided = leads.filter(({ status }) => status === 'RECEIVED');
  for (const lead of undecided)
    for (const contact of contactsOf(lead)) byContact.set(contact, [...(byContact.get(contact) ?? []), lead]);

  const found = new Map<string, EarlierLead[]>();
  for (const lead of leads) {
    const known = new Map<string, KnownLead>();
    for (const earlier of decided.get(lead.id) ?? []) known.set(earlier.id, here.get(earlier.id) ?? earlier);
    if (lead.status === 'RECEIVED')
      for (const other of contactsOf(lead).flatMap((contact) => byContact.get(contact) ?? []))
        if (cameBefore(other, lead)) known.set(other.id, other);
    const same = ofSamePerson(lead, [...known.values()]);
    if (same.length > 0)
      found.set(
        lead.id,
        same.sort((a, b) => b.receivedAtMs - a.receivedAtMs || (a.id < b.id ? 1 : -1)),
      );
  }
  return found;
}

/**
 * Does with a lead of a known person what its flow says: attaches it to the person's open lead, or links it to the
 * latest one. Those leads must have been decided before.
 * @returns true when the lead was attached, and with that is closed
 */
export function joinSamePerson(draft: Draft, flow: ActiveFlow): boolean {
  const { duplicates } = flow.definition;
  if (!duplicates) return false;
  const { lead } = draft;
  const windowMs = parseDuration(duplicates.window);
  const known = (needed(draft.context.samePerson).get(lead.id) ?? []).filter(
    ({ receivedAtMs }) => lead.receivedAtMs - receivedAtMs <= windowMs,
  );
  if (duplicates.action === 'LINK') {
    if (known[0]) link(draft, known[0]);
    return false;
  }
  const open = known.find(({ status }) => !isEnded(status));
  if (open) attach(draft, flow, open);
  return open !== undefined;
}

function attach(draft: Draft, flow: ActiveFlow, original: EarlierLead): void {
  const { lead, nowMs } = draft;
  draft.setLead({
    flow,
    status: 'CLOSED',
    outcome: 'DUPLICATE',
    duplicateOfId: original.id,
    closedAtMs: nowMs,
  });
  draft.tell('lead.attached', {
    status: 'CLOSED',
    outcome: 'DUPLICATE',
    duplicateOfId: original.id,
    flowId: flow.id,
    flowVersion: flow.version,
    text: 'The same person has an open lead: this one was attached to it and closed.',
  });
  tellOther(draft, original.id, 'lead.same_person', 'The same person asked again: that lead was attached to this one.');
  if (original.ownerId === null) return;
  draft.notify({
    kind: 'SAME_PERSON',
    userId: original.ownerId,
    leadId: original.id,
    channels: ['in_app'],
    subject: `${draft.leadName} asked again`,
    text: `At ${timeWords(draft, lead.receivedAtMs)}. The new lead was attached to yours.`,
    dedupeKey: `same-person:${lead.id}`,
  });
}

/** A person says of which lead this one, which they close, is a duplicate. @param merged that lead tells of it already */
export function attachByHand(draft: Draft, originalId: string, actor: Actor, merged = false): void {
  draft.setLead({ duplicateOfId: originalId });
  if (!merged)
    tellOther(draft, originalId, 'lead.same_person', 'Another lead was closed as a duplicate of this one.', actor);
}

/**
 * A person says that it is none after all: it stays linked to the lead of which it was one.
 * @param merged it was merged into that one, which tells of it already
 */
export function detach(draft: Draft, actor: Actor, merged = false): void {
  const { duplicateOfId, linkedToId } = draft.lead;
  if (duplicateOfId === null) return;
  draft.setLead({ duplicateOfId: null, linkedToId: linkedToId ?? duplicateOfId });
  if (merged) return;
  tellOther(draft, duplicateOfId, 'lead.linked', 'A duplicate of this lead was reopened, as one of its own.', actor);
}

function link(draft: Draft, earlier: EarlierLead): void {
  draft.setLead({ linkedToId: earlier.id });
  draft.tell('lead.linked', {
    linkedToId: earlier.id,
    text: 'The same person was here before: this lead was linked to that one.',
  });
  tellOther(draft, earlier.id, 'lead.linked', 'The same person asked again: that lead was linked to this one.');
}

/** Into the other lead's timeline. */
function tellOther(draft: Draft, id: string, action: LeadAuditAction, text: string, actor: Actor = SYSTEM): void {
  const { lead } = draft;
  draft.changes.audit.push({
    actor,
    action,
    entityType: 'lead',
    entityId: id,
    leadId: id,
    before: null,
    after: { leadId: lead.id, source: lead.source, receivedAt: iso(lead.receivedAtMs), text },
  });
}
