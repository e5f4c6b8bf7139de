import type { LeadAuditAction } from '../audit/actions.js';
import { parseDuration } from '../../engine/time/duration.js';
import type { FlowDefinition } from '../flow/definition.js';
import type { ActiveFlow } from '../flow/select.js';
import { iso, needed, type Draft, type EarlierLead } from '../lead/draft.js';
import { SYSTEM } from '../../platform/audit/actor.js';
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

const cameBefore = (a: LeadState, b: LeadState): boolean =>
  a.receivedAtMs < b.receivedAtMs || (a.receivedAtMs === b.receivedAtMs && a.id < b.id);

/**
 * The same persons' leads as one settlement sees them: those that it settles itself are the very states, so that what
 * is decided about one counts for the next.
 * @param leads all that are settled together
 * @param decided by a lead's id, what is stored of the person's other leads that were decided before
 * @returns by a lead's id, newest first
 */
export function withUndecided(
  leads: readonly LeadState[],
  decided: ReadonlyMap<string, EarlierLead[]>,
): Map<string, EarlierLead[]> {
  const here = new Map(leads.map((lead) => [lead.id, lead]));
  const byContact = new Map<string, LeadState[]>();
  const contactsOf = ({ email, phone }: LeadState): string[] => [email, phone].filter((contact) => contact !== null);
  const undecided = leads.filter(({ status }) => status === 'RECEIVED');
  for (const lead of undecided)
    for (const contact of contactsOf(lead)) byContact.set(contact, [...(byContact.get(contact) ?? []), lead]);

  const found = new Map<string, EarlierLead[]>();
  for (const lead of leads) {
    const known = new Map<string, EarlierLead>();
    for (const earlier of decided.get(lead.id) ?? []) known.set(earlier.id, here.get(earlier.id) ?? earlier);
    if (lead.status === 'RECEIVED')
      for (const other of contactsOf(lead).flatMap((contact) => byContact.get(contact) ?? []))
        if (cameBefore(other, lead)) known.set(other.id, other);
    if (known.size > 0)
      found.set(
        lead.id,
        [...known.values()].sort((a, b) => b.receivedAtMs - a.receivedAtMs || (a.id < b.id ? 1 : -1)),
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
  tellOther(draft, original, 'lead.same_person', 'The same person asked again: that lead was attached to this one.');
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

function link(draft: Draft, earlier: EarlierLead): void {
  draft.setLead({ linkedToId: earlier.id });
  draft.tell('lead.linked', {
    linkedToId: earlier.id,
    text: 'The same person was here before: this lead was linked to that one.',
  });
  tellOther(draft, earlier, 'lead.linked', 'The same person asked again: that lead was linked to this one.');
}

/** Into the other lead's timeline. */
function tellOther(draft: Draft, { id }: EarlierLead, action: LeadAuditAction, text: string): void {
  const { lead } = draft;
  draft.changes.audit.push({
    actor: SYSTEM,
    action,
    entityType: 'lead',
    entityId: id,
    leadId: id,
    before: null,
    after: { leadId: lead.id, source: lead.source, receivedAt: iso(lead.receivedAtMs), text },
  });
}
